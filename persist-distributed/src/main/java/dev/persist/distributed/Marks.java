package dev.persist.distributed;

import dev.persist.distributed.Cells.Cell;
import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.Layout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The marks of all writers ({@link Mark}). Safe for use by any thread. */
final class Marks {
  private final Cluster cluster;

  Marks(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Returns the marks in {@code partition}. */
  static List<Cell> in(Cells cells, Partition partition) {
    var found = new ArrayList<Cell>();
    try (var marks = cells.scan(partition, Mark.FIRST, Mark.END, Integer.MAX_VALUE)) {
      for (var next = marks.next(); next.isPresent(); next = marks.next()) {
        found.add(next.get());
      }
    }
    return found;
  }

  static Mark decoded(Cell cell) {
    return Cells.decoded(cell.value, Mark::read);
  }

  /** Has every writer read the prefixes in each transaction, until {@link Registering} ends. Needs all servers. Returns its token. */
  UUID endPrefixes() {
    var token = inTransaction(cells -> Registering.begin(cluster, cells));
    cluster.partitions().forEach(partition -> raise(partition, Mark::withoutPrefixes));
    return token;
  }

  /**
   * Has each append to {@code streams} write the row of the stream from now on, by all writers. Needs only the servers of these
   * streams.
   */
  void endGuesses(Collection<String> streams) {
    for (var stream : streams) { // first, so that no writer guesses again
      var partition = cluster.of(stream);
      inTransaction(cells -> {
        var row = StreamRow.of(cells, partition, stream);
        if (row.kept() == StreamRow.Kept.LAGGING) {
          cells.put(partition, Layout.head(stream), new StreamRow(row.head(), StreamRow.Kept.WRITTEN).write());
        }
        return row;
      });
    }
    streams.stream().map(cluster::of).distinct().forEach(partition -> raise(partition, Mark::withoutStreams));
  }

  /** Raises a number of each mark in {@code partition}, one after the other, or busy writers would always be in the way. */
  private void raise(Partition partition, UnaryOperator<Mark> raised) {
    var marks = new Patience(cluster.name()).until(tries -> {
      try (var cells = cluster.beginReading()) {
        return in(cells, partition);
      }
    });
    for (var mark : marks) {
      inTransaction(cells -> {
        var found = cells.get(partition, mark.key).map(stored -> Cells.decoded(stored, Mark::read));
        found.ifPresent(one -> cells.put(partition, mark.key, raised.apply(one).write()));
        return found;
      });
    }
  }

  private <T> T inTransaction(Function<Cells, T> work) {
    return new Patience(cluster.name()).until(tries -> {
      try (var cells = cluster.begin()) {
        var result = work.apply(cells);
        cells.commit();
        return result;
      }
    });
  }
}
