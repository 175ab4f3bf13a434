package dev.persist.distributed;

import dev.persist.distributed.Cells.Cell;
import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.Layout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
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

  /** Announces a prefix: until {@link Registering} ends, all writers read the prefixes. Needs all servers. Returns the token. */
  UUID endPrefixes() {
    var token = cluster.writing(cells -> Registering.begin(cluster, cells));
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
      cluster.writing(cells -> {
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
    for (var mark : cluster.reading(cells -> in(cells, partition))) {
      cluster.writing(cells -> {
        var found = cells.get(partition, mark.key).map(stored -> Cells.decoded(stored, Mark::read));
        found.ifPresent(one -> cells.put(partition, mark.key, raised.apply(one).write()));
        return found;
      });
    }
  }
}
