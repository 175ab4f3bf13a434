package dev.persist.distributed;

import dev.persist.StoreException;
import dev.persist.distributed.Cells.Cell;
import dev.persist.distributed.Settings.Partition;
import dev.persist.group.Reads;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Removes what is {@link Dropped}, some rows in each transaction. Several processes may remove at the same time. Safe for use
 * by any thread.
 */
final class Removal {
  /** A row may have a megabyte. */
  private static final int AT_ONCE = 64;

  private final Cluster cluster;
  private final Reads reads;

  /** Creates that of {@code cluster}, which stays open while {@code reads} pass. */
  Removal(Cluster cluster, Reads reads) {
    this.cluster = cluster;
    this.reads = reads;
  }

  /** Begins to remove what processes that ended have left. */
  void removeLeft() {
    Thread.ofPlatform().name("persist-removal " + cluster.name()).daemon().start(() -> {
      for (var partition : cluster.partitions()) {
        try {
          read(cells -> Dropped.in(cells, partition)).keySet().forEach(this::remove);
        } catch (StoreException e) {
          // The next opening goes on.
        }
      }
    });
  }

  /**
   * Removes what is dropped of {@code stream}. Throws nothing: on any failure it gives up, and the next opening goes on.
   * Readers leave out what is left. What another commit drops after this has begun is removed by the caller of that commit.
   */
  void remove(String stream) {
    try {
      removeAll(stream);
    } catch (RuntimeException | Error e) {
      // The commit that dropped it is durable, which its caller has to hear.
    }
  }

  /** Removes all, and then the row that says so. */
  private void removeAll(String stream) {
    var partition = cluster.of(stream);
    var dropped = read(cells -> Dropped.of(cells, partition, stream));
    if (dropped.equals(Dropped.NONE)) {
      return;
    }
    if (dropped.events() > 0) {
      remove(partition, Layout.event(stream, 1), Layout.event(stream, dropped.events() + 1), row -> true);
    }
    if (dropped.outcomes() > 0) {
      var first = Layout.outcome(stream, "");
      remove(partition, first, Layout.afterAll(first),
          row -> EventCodec.outcome(stream, "?", row).isForgottenThrough(dropped.outcomes()));
    }
    write(cells -> {
      if (Dropped.of(cells, partition, stream).equals(dropped)) {
        cells.delete(partition, Dropped.key(stream));
      }
      return dropped;
    });
  }

  /** Removes the rows from {@code from} to before {@code end} that are dropped. */
  private void remove(Partition partition, byte[] from, byte[] end, Predicate<byte[]> isDropped) {
    var rows = page(partition, from, end);
    while (!rows.isEmpty()) {
      var keys = rows.stream().filter(row -> Cells.decoded(row.value, isDropped::test)).map(row -> row.key).toList();
      write(cells -> {
        for (var key : keys) {
          if (cells.get(partition, key).filter(row -> Cells.decoded(row, isDropped::test)).isPresent()) {
            cells.delete(partition, key); // nobody has put another one there
          }
        }
        return keys;
      });
      rows = page(partition, Layout.after(rows.getLast().key), end);
    }
  }

  private List<Cell> page(Partition partition, byte[] from, byte[] end) {
    return read(cells -> {
      var page = new ArrayList<Cell>();
      try (var rows = cells.scan(partition, from, end, AT_ONCE)) {
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
          page.add(row.get());
        }
      }
      return page;
    });
  }

  private <T> T read(Function<Cells, T> work) {
    return reads.read(() -> cluster.reading(work));
  }

  private <T> T write(Function<Cells, T> work) {
    return reads.read(() -> cluster.writing(work));
  }
}
