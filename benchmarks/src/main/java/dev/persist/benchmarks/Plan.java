package dev.persist.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a billion streams and a million commits a second take, from the figures of docs/performance.md and docs/scale.md. A cell is one
 * machine like the one they were measured on.
 */
final class Plan {
  private static final double COMMITS = 1e6;
  private static final double STREAMS = 1e9;
  private static final double EVENTS_A_STREAM = 10;
  private static final double DAY = 24 * 60 * 60;

  /** How much of what it can do a cell is asked for. */
  private static final double USED = 0.5;

  /**
   * What a cell can do: what 64 clients get done. A cell that is half used makes smaller groups, so a commit is taken to cost what it
   * does in those of 16 clients.
   */
  private record Cell(double rate, double groupSize, double flushes, double diskBytes, double packets, double netBytes,
      double cpu, double stored) {
    static Cell of(String engine) {
      try {
        var rate = engine.equals(GroupedStore.OVER_HTTP)
            ? Report.figure("served", 2, "64", "over HTTP")
            : Report.figure("appends-" + engine, 2, "64", "persist");
        return new Cell(rate, cost(2, engine), cost(4, engine), cost(5, engine),
            cost(6, engine), cost(7, engine), cost(8, engine), Report.figure("size", 2, engine.replaceAll(" .*", "")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static double cost(int column, String engine) throws IOException {
      return Report.figure("costs", column, engine, "16");
    }

    double cells() {
      return Math.ceil(COMMITS / (USED * rate));
    }

    double rateOfOne() {
      return COMMITS / cells();
    }
  }

  private Plan() {}

  /** Computes it for each engine. */
  static void run() throws IOException {
    var engines = List.of("rocksdb", "sqlite", "postgresql", GroupedStore.OVER_HTTP);
    var cells = engines.stream().map(Cell::of).toList();
    try (var report = new Report("plan", "", "rocksdb", "sqlite", "postgresql", GroupedStore.OVER_HTTP)) {
      row(report, "cells, each a machine", cells, Cell::cells);
      row(report, "the same with a standby each", cells, cell -> 2 * cell.cells());
      row(report, "processors busy, in all cells", cells, cell -> cell.cpu * COMMITS / 1e6);
      row(report, "in a cell: commits a second", cells, Cell::rateOfOne);
      row(report, "in a cell: streams, millions", cells, cell -> STREAMS / cell.cells() / 1e6);
      row(report, "in a cell: flushes of the disk a second", cells, cell -> cell.flushes * cell.rateOfOne());
      row(report, "in a cell: MB to the disk a second", cells, cell -> cell.diskBytes * cell.rateOfOne() / 1e6);
      row(report, "in a cell: packets a second, thousands", cells, cell -> cell.packets * cell.rateOfOne() / 1e3);
      row(report, "in a cell: Mbit a second", cells, cell -> 8 * cell.netBytes * cell.rateOfOne() / 1e6);
      row(report, "a billion streams of ten events, TB in all", cells,
          cell -> STREAMS * EVENTS_A_STREAM * cell.stored / 1e12);
      row(report, "more events each day, TB in all", cells, cell -> COMMITS * DAY * cell.stored / 1e12);
      row(report, "more events each day, GB in a cell", cells,
          cell -> COMMITS * DAY * cell.stored / cell.cells() / 1e9);
      row(report, "days until a cell has 4 TB, if nothing is dropped", cells,
          cell -> 4e12 / (COMMITS * DAY * cell.stored / cell.cells()));
    }
  }

  private static void row(Report report, String what, List<Cell> cells, ToDoubleFunction<Cell> of) {
    var figures = cells.stream().map(cell -> Main.rounded(of.applyAsDouble(cell)));
    report.row(Stream.concat(Stream.of(what), figures).toArray(String[]::new));
  }
}
