package dev.persist.log;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Mismatch;
import dev.persist.NewEvent;
import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.internal.Archive;
import dev.persist.internal.Metadata;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import dev.persist.spi.Canonical;
import dev.persist.spi.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The log facet: append-only event streams.
 *
 * <pre>{@code
 * var log = store.log();
 * log.append("book/dune", "bought", now, Map.of("copies", 2));
 * log.append("book/dune", "lent", now, Map.of("member", "ann"));
 *
 * var types = log.read("book/dune").map(Event::type).toList(); // [bought, lent]
 * }</pre>
 *
 * <p>Each append is one commit: all its events become visible and durable together, as one contiguous block of seqs, or
 * none does. Safe for use by any thread.
 *
 * <p>Every method refuses stream names and event types that start with {@code $}, except that {@link #timeline} takes
 * {@link Event#GLOBAL}, the streams of tags and those of prefixes. Every method refuses names and events over {@link
 * dev.persist.Limits}. A refusal is an {@link IllegalArgumentException}; nothing was written. Every method throws {@link
 * StoreException} for faults.
 */
public final class EventLog {
  private final Backend backend;
  private final Archive archive;
  private final Supplier<Json> meta;

  /**
   * Creates the facet over {@code backend}, which the caller closes.
   *
   * @param archive where compaction keeps the events that it drops; empty when it keeps none of them
   * @param meta gives the fields that are added to the metadata of each event, see {@link dev.persist.Persist#withMeta}
   */
  public EventLog(Backend backend, Optional<BlobStore> archive, Supplier<Json> meta) {
    this.backend = backend;
    this.archive = new Archive(backend, archive);
    this.meta = meta;
  }

  /** Appends one event to {@code stream}, whatever is in it, and returns the event with its seq. Never conflicts. */
  public Event append(String stream, String type, Instant at, Object data) {
    return append(stream, List.of(NewEvent.of(type, at, data))).getFirst();
  }

  /** Appends {@code events} to {@code stream} as one block, whatever is in it. Returns the events. Never conflicts. */
  public List<Event> append(String stream, List<NewEvent> events) {
    return append(appending(stream, events));
  }

  /** Appends {@code events} to {@code stream} as one block if its last seq is {@code expected}: 0 for a new stream. */
  public ExpectResult appendExpect(String stream, long expected, List<NewEvent> events) {
    return switch (commit(appending(stream, events).streamAt(stream, expected).build())) {
      case CommitResult.Committed(var appended) -> new Appended(appended);
      case CommitResult.Conflict(var mismatches) -> conflict((Mismatch.Stream) mismatches.getFirst());
      case CommitResult other -> throw new IllegalStateException("an append with a guard gave " + other);
    };
  }

  /** Appends one event to {@code stream} if its last seq is {@code expected}: 0 for a new stream. */
  public ExpectResult appendExpect(String stream, long expected, String type, Instant at, Object data) {
    return appendExpect(stream, expected, List.of(NewEvent.of(type, at, data)));
  }

  /**
   * Appends one event to {@code stream} at most once for {@code key}, no matter how often or by how many callers it is
   * tried.
   *
   * <p>A call with the same stream, key, type and data is a repeat; its time and metadata may differ. A repeat returns
   * the original event, even after that event was truncated.
   */
  public OnceResult appendOnce(String stream, String key, NewEvent event) {
    var request = Canonical.array(Canonical.text(event.type()), event.data());
    var id = CommitId.of(stream, key, request);
    return switch (commit(appending(stream, List.of(event)).id(id).build())) {
      case CommitResult.Committed(var appended) -> new Appended(appended);
      case CommitResult.AlreadyCommitted(var earlier) -> new AlreadyAppended(earlier);
      case CommitResult.IdReused reused -> new KeyReused(key);
      case CommitResult.Conflict other -> throw new IllegalStateException("a commit without guards gave " + other);
    };
  }

  /** Returns whether {@link #appendOnce}, or another commit, has used {@code key} on {@code stream}. */
  public boolean hasKey(String stream, String key) {
    return backend.outcome(Reserved.refuse("stream", stream), Limits.name("key", key)).isPresent();
  }

  /**
   * Forgets the keys under which events of {@code stream} up to and including {@code throughSeq} were appended. Keys
   * that are not forgotten are kept for ever. A late retry of a forgotten key appends again, so keep every key that a
   * caller may still retry. Costs a pass over the keys of the stream.
   */
  public void forgetKeys(String stream, long throughSeq) {
    commit(Commit.builder().forget(stream, throughSeq).build());
  }

  /** Appends one event to {@code stream}, whatever is in it, and gives it the next place in the global order. */
  public Event appendGlobal(String stream, String type, Instant at, Object data) {
    return appendGlobal(stream, List.of(NewEvent.of(type, at, data))).getFirst();
  }

  /** Appends {@code events} to {@code stream} as one block, and gives them the next places in the global order. */
  public List<Event> appendGlobal(String stream, List<NewEvent> events) {
    var commit = Commit.builder();
    events.forEach(event -> commit.append(stream, event).global());
    return append(commit).stream().filter(event -> event.stream().equals(stream)).toList();
  }

  /** Returns the global order: every event that has a place in it, in commit order. */
  public Timeline global() {
    return timeline(Event.GLOBAL);
  }

  /**
   * Returns all streams whose names start with {@code prefix} as one stream, including streams created later. The
   * prefix {@code ""} stands for all streams.
   *
   * @throws IllegalArgumentException when {@code prefix} starts with {@code $}
   */
  public Prefix prefix(String prefix) {
    return new Prefix(backend, archive, this, prefix);
  }

  /** Returns {@code stream} as folds read it: links are followed, and events that compaction archived are included. */
  public Timeline timeline(String stream) {
    return new Timeline(backend, archive, Reserved.refuseButLinks(stream));
  }

  /** Returns the stored events of {@code stream}, oldest first. */
  public Stream<Event> read(String stream) {
    return readFrom(stream, 1);
  }

  /**
   * Returns the stored events of {@code stream} from seq {@code from} on, oldest first. Reads them page by page as the
   * caller consumes them. An event appended after this call is included if it is stored before the last page is read.
   * Truncated events are left out.
   */
  public Stream<Event> readFrom(String stream, long from) {
    Reserved.refuse("stream", stream);
    return Pages.events(last -> backend.read(stream, last.map(event -> event.seq() + 1).orElse(from), Pages.SIZE));
  }

  /** Returns the stored events of {@code stream} with seqs from {@code from} to {@code to}, both included. */
  public Stream<Event> readBetween(String stream, long from, long to) {
    Reserved.refuse("stream", stream);
    return Pages.<Event>pages(last -> between(stream, last.map(event -> event.seq() + 1).orElse(from), to))
        .takeWhile(event -> event.seq() <= to);
  }

  /** Returns the first page of these events. In a truncated stream, the page may hold events after {@code to}. */
  private Pages.Part<Event> between(String stream, long from, long to) {
    var first = Math.max(1, from);
    if (to < first) {
      return new Pages.Part<>(List.of(), false);
    }
    var most = (int) Math.min(to - first + 1, Pages.SIZE);
    var page = backend.read(stream, first, most);
    return new Pages.Part<>(page, Page.isFull(page, most));
  }

  /** Returns the stored events of {@code stream} dated {@code at} or later. Costs a pass over the stream. */
  public Stream<Event> readSince(String stream, Instant at) {
    return readWhere(stream, event -> !event.at().isBefore(at));
  }

  /**
   * Returns the stored events of {@code stream} dated from {@code from} to {@code to}, both included. Costs a pass over
   * the stream.
   */
  public Stream<Event> readWindow(String stream, Instant from, Instant to) {
    return readSince(stream, from).filter(event -> !event.at().isAfter(to));
  }

  /**
   * Returns the stored events of {@code stream} that were stored with type {@code type}. Costs a pass over the stream.
   * It applies no upcasters. To find events by the types that upcasters give them, filter {@link Upcasters#read}.
   */
  public Stream<Event> readByType(String stream, String type) {
    return readWhere(stream, event -> event.type().equals(type));
  }

  /** Returns the stored events of {@code stream} for which {@code wanted} holds. Costs a pass over the stream. */
  public Stream<Event> readWhere(String stream, Predicate<Event> wanted) {
    return read(stream).filter(wanted);
  }

  /** Counts the stored events of {@code stream} for which {@code wanted} holds. Costs a pass over the stream. */
  public long countWhere(String stream, Predicate<Event> wanted) {
    return readWhere(stream, wanted).count();
  }

  /**
   * Returns the events of {@code stream} from seq {@code from} on, oldest first. Reads as {@link #readFrom} does, and
   * includes the events that compaction archived.
   */
  public Stream<Event> readWithArchive(String stream, long from) {
    return timeline(Reserved.refuse("stream", stream)).events(from);
  }

  /**
   * Returns the last seq given out in {@code stream}: 0 when nothing was ever appended. Truncating does not change it.
   */
  public long lastSeq(String stream) {
    return backend.lastSeq(Reserved.refuse("stream", stream));
  }

  /** Returns how many events of {@code stream} are stored. Does not count truncated events. */
  public long count(String stream) {
    var last = lastSeq(stream);
    var stored = backend.read(stream, 1, 1);
    return stored.isEmpty() ? 0 : Math.max(0, last - stored.getFirst().seq() + 1);
  }

  /** Drops the events of {@code stream} up to and including {@code throughSeq}, permanently. No seq is ever reused. */
  public void truncate(String stream, long throughSeq) {
    commit(Commit.builder().truncate(stream, throughSeq).build());
  }

  private static Conflict conflict(Mismatch.Stream mismatch) {
    return new Conflict(mismatch.expected(), mismatch.actual());
  }

  private List<Event> append(Commit.Builder commit) {
    return switch (commit(commit.build())) {
      case CommitResult.Committed(var appended) -> appended;
      case CommitResult other -> throw new IllegalStateException("an unconditional append gave " + other);
    };
  }

  private CommitResult commit(Commit commit) {
    return backend.commit(Metadata.added(Reserved.refuse(commit), meta));
  }

  private static Commit.Builder appending(String stream, List<NewEvent> events) {
    var commit = Commit.builder();
    events.forEach(event -> commit.append(stream, event));
    return commit;
  }
}
