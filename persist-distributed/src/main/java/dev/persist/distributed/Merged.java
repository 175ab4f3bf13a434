package dev.persist.distributed;

import dev.persist.distributed.Cells.Cell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Several sources of rows, each in the order of its keys, as one that is in that order. Not thread-safe. */
final class Merged {
  private record First(Cell row, Source source) {}

  private final PriorityQueue<First> firsts = new PriorityQueue<>(
      (a, b) -> Arrays.compareUnsigned(a.row.key, b.row.key));

  /** Rows, one after the other; empty at the end. */
  interface Source {
    Optional<Cell> next();
  }

  Merged(List<Source> sources) {
    sources.forEach(this::advance);
  }

  /** Returns the next row; empty at the end of all. */
  Optional<Cell> next() {
    var first = firsts.poll();
    if (first == null) {
      return Optional.empty();
    }
    advance(first.source);
    return Optional.of(first.row);
  }

  private void advance(Source source) {
    source.next().ifPresent(row -> firsts.add(new First(row, source)));
  }
}
