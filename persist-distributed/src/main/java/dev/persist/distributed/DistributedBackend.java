package dev.persist.distributed;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.distributed.Settings.Partition;
import dev.persist.files.Opening;
import dev.persist.group.GroupCommit;
import dev.persist.group.Reads;
import dev.persist.group.Workers;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Changes;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Grouping;
import dev.persist.spi.Link;
import dev.persist.spi.Movable;
import dev.persist.spi.NameOrder;
import dev.persist.spi.Outcome;
import dev.persist.spi.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a store on several servers.
 *
 * <p>Each partition has a writer of its own, which turns the commits that concern that partition alone into groups; another
 * writer has the commits that concern several. A read of one name concerns its server only.
 */
final class DistributedBackend implements Movable, Grouping {
  /** How many virtual threads read at once: more than the 40 connections to one server, since reads go to several. */
  private static final int CALLS = 64;

  private final Cluster cluster;
  private final Changes changes;
  private final Reads reads;
  private final Workers workers = new Workers("persist-caller ", CALLS);
  private final List<Writer> writers = new ArrayList<>();
  private final Map<Partition, GroupCommit> byPartition = new HashMap<>();
  private final GroupCommit across;
  private final Writer loader;
  private final Removal removal;
  private final Signal signal;

  /** Opens the store in {@code cluster}. Closes the cluster with this, and when this fails: no thread may be left. */
  DistributedBackend(Cluster cluster) {
    try (var opening = new Opening()) {
      this.cluster = opening.add(cluster);
      this.changes = new Changes(cluster.name());
      this.reads = new Reads(cluster.name());
      this.removal = new Removal(cluster, reads);
      for (var partition : cluster.partitions()) {
        byPartition.put(partition, opening.add(group(new Writer(cluster, partition))));
      }
      this.across = opening.add(group(new Writer(cluster, cluster.partitions().getFirst())));
      this.loader = new Writer(cluster, cluster.partitions().getFirst());
      writers.add(loader);
      this.signal = opening.add(new Signal(cluster, changes, writers.stream().map(Writer::key).toList()));
      removal.removeLeft();
      opening.succeeded();
    }
  }

  private GroupCommit group(Writer writer) {
    writers.add(writer);
    return new GroupCommit(cluster.name(), writer, changes);
  }

  @Override
  public CommitResult commit(Commit commit) {
    return commitInOrder(List.of(commit)).getFirst();
  }

  @Override
  public List<CommitResult> commitInOrder(List<Commit> commits) {
    var results = writer(commits).commitInOrder(commits);
    Names.dropped(commits).forEach(this::remove);
    return results;
  }

  /** Returns the writer for {@code chain}. Any other would be right, too, but would guess less and write to more partitions. */
  private GroupCommit writer(List<Commit> chain) {
    var partitions = Names.of(chain).stream().map(cluster::of).collect(Collectors.toSet());
    return partitions.size() == 1 ? Objects.requireNonNull(byPartition.get(partitions.iterator().next())) : across;
  }

  private void remove(String stream) {
    try {
      workers.forVirtual(() -> {
        removal.remove(stream);
        return 0;
      });
    } catch (Error e) {
      // There is no thread for it, or no memory. The commit is durable, which its caller has to hear.
    }
  }

  @Override
  public Groups groups() {
    return Stream.concat(byPartition.values().stream(), Stream.of(across))
        .map(GroupCommit::groups)
        .reduce(new Groups(0, 0),
            (one, two) -> new Groups(one.written() + two.written(), one.commits() + two.commits()));
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return read(cells -> {
      var partition = cluster.of(stream);
      var forgotten = Dropped.of(cells, partition, stream).outcomes();
      return cells.get(partition, Layout.outcome(stream, key))
          .map(stored -> Cells.decoded(stored, row -> EventCodec.outcome(stream, key, row)))
          .filter(outcome -> !outcome.isForgottenThrough(forgotten));
    });
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    var before = Optional.<Head>empty();
    while (true) {
      var found = read(cells -> events(cells, stream, fromSeq, limit));
      if (found.isWhole()) {
        return found.events();
      }
      if (before.equals(Optional.of(found.head()))) { // or else it was truncated in the meantime
        throw new StoreException.Damaged("events of stream \"" + stream + "\" from " + fromSeq
            + " on are missing; restore the databases from a backup");
      }
      before = Optional.of(found.head());
    }
  }

  private record Found(Head head, List<Event> events, boolean isWhole) {}

  /** Reads the head first, which says what events there are at least. They never change. */
  private Found events(Cells cells, String stream, long fromSeq, int limit) {
    var partition = cluster.of(stream);
    var row = StreamRow.of(cells, partition, stream);
    var first = Math.max(fromSeq, row.head().truncated() + 1);
    var page = Page.ofEvents(limit);
    if (!row.mayLag() && first > row.head().lastSeq()) {
      return new Found(row.head(), page.elements(), true);
    }
    var end = first + Math.min(limit, Long.MAX_VALUE - first);
    var seq = first;
    try (var rows = cells.scan(partition, Layout.event(stream, first), Layout.event(stream, end), limit)) {
      for (var next = rows.next(); next.isPresent() && !page.isFull(); next = rows.next()) {
        if (Layout.seq(next.get().key) != seq) {
          return new Found(row.head(), List.of(), false);
        }
        page.add(event(stream, seq, next.get().value));
        seq++;
      }
    }
    return new Found(row.head(), page.elements(), page.isFull() || seq == end || seq > row.head().lastSeq());
  }

  private static Event event(String stream, long seq, byte[] stored) {
    return Cells.decoded(stored, row -> EventCodec.read(stream, seq, row));
  }

  @Override
  public List<Event> follow(List<Link> links) {
    return read(cells -> {
      var page = Page.ofEvents(links.size());
      var dropped = new HashMap<String, Dropped>();
      for (var link : links) {
        if (page.isFull()) {
          break;
        }
        var partition = cluster.of(link.stream());
        var through = dropped.computeIfAbsent(link.stream(), name -> Dropped.of(cells, partition, name)).events();
        (link.seq() <= through
            ? Optional.<byte[]>empty()
            : cells.get(partition, Layout.event(link.stream(), link.seq())))
            .map(stored -> event(link.stream(), link.seq(), stored))
            .or(() -> read(link.stream(), link.seq(), 1).stream().filter(link::pointsTo).findFirst())
            .ifPresent(page::add);
      }
      return page.elements();
    });
  }

  @Override
  public long lastSeq(String stream) {
    return read(cells -> {
      var row = StreamRow.of(cells, cluster.of(stream), stream);
      var seq = row.lastSeq(cells, cluster.of(stream), stream);
      if (!row.isCertain(seq)) {
        cells.commit(); // the row was as it is when there was no event after that
      }
      return seq;
    });
  }

  @Override
  public Optional<Json> get(String key) {
    return read(cells -> cells.get(cluster.of(key), Layout.value(key)))
        .map(stored -> Cells.decoded(stored, Json::ofCanonical));
  }

  /** Reads the names twice, as none ever goes away: what both have was there between the two. */
  @Override
  public List<String> streams(String after, int limit) {
    var before = names(after, limit);
    while (true) {
      var names = names(after, limit);
      if (names.equals(before)) {
        return names;
      }
      before = names;
    }
  }

  private List<String> names(String after, int limit) {
    return read(cells -> {
      var names = new ArrayList<String>();
      for (var partition : cluster.partitions()) {
        try (var rows = cells.scan(partition, Layout.after(Layout.head(after)), Layout.afterAll(Layout.head("")),
            limit)) {
          for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            names.add(Layout.name(row.get().key));
          }
        }
      }
      return names.stream().sorted(NameOrder.BY_CODE_POINT).limit(limit).toList();
    });
  }

  @Override
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    var from = NameOrder.BY_CODE_POINT.compare(after, prefix) < 0
        ? Layout.value(prefix)
        : Layout.after(Layout.value(after));
    var end = Layout.afterAll(Layout.value(prefix));
    return read(cells -> {
      var found = entries(cells, from, end, limit);
      cells.commit(); // they were as found at one moment
      return found;
    });
  }

  private List<Entry<Json>> entries(Cells cells, byte[] from, byte[] end, int limit) {
    try (var opened = new Opening()) {
      var sources = new ArrayList<Merged.Source>();
      for (var partition : cluster.partitions()) {
        sources.add(opened.add(cells.scan(partition, from, end, limit))::next);
      }
      var rows = new Merged(sources);
      var page = Page.ofEntries(limit);
      for (var row = rows.next(); row.isPresent() && !page.isFull(); row = rows.next()) {
        page.add(new Entry<>(Layout.name(row.get().key), Cells.decoded(row.get().value, Json::ofCanonical)));
      }
      return page.elements();
    }
  }

  private <T> T read(Function<Cells, T> read) {
    return workers.forVirtual(() -> reads.read(() -> cluster.reading(read)));
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return signal.during(() -> changes.await(seen, atMost));
  }

  @Override
  public long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
    return signal.during(() -> changes.await(names, seen, atMost));
  }

  @Override
  public Contents contents() {
    return workers.forVirtual(() -> reads.read(() -> Cut.of(cluster, reads, workers)));
  }

  @Override
  public synchronized void load(Delta delta) {
    workers.forVirtual(() -> reads.read(() -> {
      loader.load(delta);
      return 0;
    }));
    Stream.concat(delta.truncated().keySet().stream(), delta.forgotten().keySet().stream())
        .distinct()
        .forEach(this::remove);
  }

  @Override
  public void close() {
    byPartition.values().forEach(GroupCommit::close);
    across.close();
    signal.close();
    reads.close(() -> {
      for (var writer : writers) {
        if (!writer.leave()) {
          break; // each of the others would wait as long for an answer
        }
      }
      cluster.close();
    });
    workers.close();
  }
}
