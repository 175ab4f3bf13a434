package dev.persist.distributed;

import dev.persist.distributed.Cells.Cell;
import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.Layout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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

  /** Has every writer read the prefixes before it decides again, in the transaction that registers one. */
  void endPrefixes(Cells cells) {
    for (var partition : cluster.partitions()) {
      in(cells, partition)
          .forEach(cell -> cells.put(partition, cell.key, decoded(cell).withoutPrefixes().write()));
    }
  }

  /**
   * Has each append to {@code streams} write the row of the stream from now on, by all writers. Needs only the servers of these
   * streams. Each step is a transaction of few rows, or busy writers would always be in its way.
   */
  void endGuesses(Collection<String> streams) {
    for (var stream : streams) { // first, so that no writer guesses again
      var partition = cluster.of(stream);
      new Patience(cluster.name()).until(tries -> {
        try (var cells = cluster.begin()) {
          var row = StreamRow.of(cells, partition, stream);
          if (row.kept() == StreamRow.Kept.LAGGING) {
            cells.put(partition, Layout.head(stream), new StreamRow(row.head(), StreamRow.Kept.WRITTEN).write());
            cells.commit();
          }
          return row;
        }
      });
    }
    streams.stream().map(cluster::of).distinct().forEach(this::endGuesses);
  }

  private void endGuesses(Partition partition) {
    var marks = new Patience(cluster.name()).until(tries -> {
      try (var cells = cluster.beginReading()) {
        return in(cells, partition);
      }
    });
    for (var mark : marks) {
      new Patience(cluster.name()).until(tries -> {
        try (var cells = cluster.begin()) {
          var found = cells.get(partition, mark.key).map(stored -> Cells.decoded(stored, Mark::read));
          found.ifPresent(one -> cells.put(partition, mark.key, one.withoutStreams().write()));
          cells.commit();
          return found;
        }
      });
    }
  }
}
