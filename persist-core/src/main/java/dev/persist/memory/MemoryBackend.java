package dev.persist.memory;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Changes;
import dev.persist.spi.Contents;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.Movable;
import dev.persist.spi.NameOrder;
import dev.persist.spi.Outcome;
import dev.persist.spi.Page;
import dev.persist.spi.StackRoom;
import dev.persist.spi.StoreState;
import dev.persist.spi.StreamHead;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The reference engine: it keeps every rule and uses no disk. For tests, and for learning what an engine is.
 *
 * <p>One lock guards everything. It is held only for operations in memory. The contents end with the process, unlike
 * those of every other engine; {@link #reopen()} stands in for a restart.
 */
public final class MemoryBackend implements Movable {
  private static final String STORE = "memory:";

  private final Memory memory;
  private final Changes changes = new Changes(STORE);
  private boolean closed;

  /** Creates an empty store. */
  public MemoryBackend() {
    this(new Memory());
  }

  private MemoryBackend(Memory memory) {
    this.memory = memory;
  }

  /** Closes this backend and returns a new one over the same contents. Tests use it as a restart. */
  public MemoryBackend reopen() {
    close();
    return new MemoryBackend(memory);
  }

  @Override
  public CommitResult commit(Commit commit) {
    return commitInOrder(List.of(commit)).getFirst();
  }

  @Override
  public List<CommitResult> commitInOrder(List<Commit> commits) {
    StackRoom.require(); // or a part of it may be written
    synchronized (memory) {
      var decision = Decision.of(List.of(commits), open());
      memory.store(decision.delta());
      changes.raise(decision.delta());
      return decision.results().getFirst();
    }
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    synchronized (memory) {
      return open().outcome(stream, key);
    }
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    synchronized (memory) {
      // A Java stream over them would count them first: a pass over the rest of the events for each page.
      var rest = open().log(stream).stored.tailMap(fromSeq).values().iterator();
      var page = Page.ofEvents(limit);
      while (!page.isFull() && rest.hasNext()) {
        page.add(rest.next());
      }
      return List.copyOf(page.elements());
    }
  }

  @Override
  public long lastSeq(String stream) {
    synchronized (memory) {
      return open().lastSeq(stream);
    }
  }

  @Override
  public Optional<Json> get(String key) {
    synchronized (memory) {
      return open().get(key);
    }
  }

  @Override
  public List<String> streams(String after, int limit) {
    synchronized (memory) {
      return open().logs.tailMap(after, false).keySet().stream().limit(limit).toList();
    }
  }

  @Override
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    synchronized (memory) {
      var first = NameOrder.BY_CODE_POINT.compare(after, prefix) < 0
          ? open().values.tailMap(prefix, true)
          : open().values.tailMap(after, false);
      return entries(first, prefix, limit);
    }
  }

  private static List<Entry<Json>> entries(Map<String, Json> values, String prefix, int limit) {
    var page = Page.ofEntries(limit);
    for (var entry : values.entrySet()) {
      if (page.isFull() || !entry.getKey().startsWith(prefix)) {
        break;
      }
      page.add(new Entry<>(entry.getKey(), entry.getValue()));
    }
    return page.elements();
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return changes.await(seen, atMost);
  }

  @Override
  public long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
    return changes.await(names, seen, atMost);
  }

  @Override
  public void close() {
    synchronized (memory) {
      closed = true;
    }
    changes.close();
  }

  @Override
  public Contents contents() {
    synchronized (memory) {
      return new MemoryContents(open().copy());
    }
  }

  @Override
  public void load(Delta delta) {
    synchronized (memory) {
      open().store(delta);
      changes.raise(delta);
    }
  }

  private Memory open() {
    if (closed) {
      throw new StoreException.Closed(STORE);
    }
    return memory;
  }

  private record MemoryContents(Memory memory) implements Contents {
    @Override
    public Optional<StreamHead> head(String stream) {
      return Optional.ofNullable(memory.logs.get(stream))
          .map(log -> new StreamHead(stream, log.lastSeq, log.truncated()));
    }

    @Override
    public Optional<Json> value(String key) {
      return memory.get(key);
    }

    @Override
    public List<StreamHead> streams(String stream, int limit) {
      return memory.logs.tailMap(stream, false)
          .entrySet()
          .stream()
          .limit(limit)
          .map(log -> new StreamHead(log.getKey(), log.getValue().lastSeq, log.getValue().truncated()))
          .toList();
    }

    @Override
    public List<Event> events(String stream, long seq, int limit) {
      var page = Page.ofEvents(limit);
      add(page, memory.log(stream).stored.tailMap(seq, false).values());
      for (var log : memory.logs.tailMap(stream, false).values()) {
        if (page.isFull()) {
          break;
        }
        add(page, log.stored.values());
      }
      return page.elements();
    }

    private static <T> void add(Page<T> page, Iterable<T> all) {
      for (var each : all) {
        if (page.isFull()) {
          return;
        }
        page.add(each);
      }
    }

    @Override
    public List<Outcome> outcomes(String stream, String key, int limit) {
      var page = Page.ofOutcomes(limit);
      add(page, memory.outcomes.tailMap(List.of(stream, key), false).values());
      return page.elements();
    }

    @Override
    public List<Entry<Json>> entries(String key, int limit) {
      return MemoryBackend.entries(memory.values.tailMap(key, false), "", limit);
    }

    @Override
    public void close() {
      // It holds nothing of the store.
    }
  }

  private static final class Memory implements StoreState {
    final NavigableMap<String, Log> logs = new TreeMap<>(NameOrder.BY_CODE_POINT);
    final NavigableMap<String, Json> values = new TreeMap<>(NameOrder.BY_CODE_POINT);
    final NavigableMap<List<String>, Outcome> outcomes = new TreeMap<>(Memory::compareIds);

    private static int compareIds(List<String> a, List<String> b) {
      var byStream = NameOrder.BY_CODE_POINT.compare(a.getFirst(), b.getFirst());
      return byStream != 0 ? byStream : NameOrder.BY_CODE_POINT.compare(a.getLast(), b.getLast());
    }

    Memory copy() {
      var copy = new Memory();
      logs.forEach((stream, log) -> copy.logs.put(stream, log.copy()));
      copy.values.putAll(values);
      copy.outcomes.putAll(outcomes);
      return copy;
    }

    void store(Delta delta) {
      delta.events().forEach(event -> logs.computeIfAbsent(event.stream(), name -> new Log()).append(event));
      delta.truncated().forEach((stream, through) -> logs.computeIfAbsent(stream, name -> new Log()).truncate(through));
      delta.values()
          .forEach(
              (key, value) -> value.ifPresentOrElse(present -> values.put(key, present), () -> values.remove(key)));
      delta.forgotten()
          .forEach(
              (stream, through) -> outcomes.values()
                  .removeIf(
                      outcome -> outcome.id().stream().equals(stream) && outcome.isForgottenThrough(through)));
      delta.outcomes().forEach(outcome -> outcomes.put(List.of(outcome.id().stream(), outcome.id().key()), outcome));
    }

    Log log(String stream) {
      return logs.getOrDefault(stream, Log.NONE);
    }

    @Override
    public long lastSeq(String stream) {
      return log(stream).lastSeq;
    }

    @Override
    public Optional<Json> get(String key) {
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public Optional<Outcome> outcome(String stream, String key) {
      return Optional.ofNullable(outcomes.get(List.of(stream, key)));
    }
  }

  private static final class Log {
    static final Log NONE = new Log();

    final NavigableMap<Long, Event> stored = new TreeMap<>();
    long lastSeq;

    void append(Event event) {
      stored.put(event.seq(), event);
      lastSeq = event.seq();
    }

    void truncate(long through) {
      stored.headMap(through, true).clear();
      lastSeq = Math.max(lastSeq, through);
    }

    long truncated() {
      return stored.isEmpty() ? lastSeq : stored.firstKey() - 1;
    }

    Log copy() {
      var copy = new Log();
      copy.stored.putAll(stored);
      copy.lastSeq = lastSeq;
      return copy;
    }
  }
}
