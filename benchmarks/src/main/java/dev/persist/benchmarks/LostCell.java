package dev.persist.benchmarks;

import dev.persist.benchmarks.CellSetting.Placing;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What the loss of a cell means, at some moment of a week, and how long a tenant that moves waits for the last pass. */
final class LostCell {
  private static final int SEED = 1;
  private static final double HOUR = 3_600;

  /** Until somebody, or something, has noticed that a cell is gone and begins to restore it. */
  private static final double NOTICED_SECONDS = 60;

  /** How long commits wait until a synchronous standby takes over: the longest that docs/guide/postgres-cluster.md measured. */
  private static final double TAKEN_OVER_SECONDS = 30;

  private LostCell() {}

  /** Simulates, with what the pages say was measured. */
  static void run() throws IOException {
    try (var report = new Report("lost-cell", "cells", "tenants hit", "with", "minutes down",
        "acknowledged commits lost")) {
      for (var cells : List.of(5, 20, 40)) {
        lose(report, CellSetting.measured(cells, Cells.LITTLE_SKEW, Placing.BY_LOAD_AND_MOVED));
      }
    }
    try (
        var report = new Report("last-pass", "events in a stream", "streams in a cell, millions", "the last pass, s")) {
      var passMicros = Report.figure("passes", 2, CellSetting.ENGINE);
      var cell = CellSetting.measured(1, Cells.LITTLE_SKEW, Placing.HASHED).events();
      for (var events : List.of(10, 100, 1_000)) {
        report.row("%,d".formatted(events), Main.rounded(cell / events / 1e6),
            Main.rounded(cell / events * passMicros / 1e6));
      }
    }
  }

  private static void lose(Report report, CellSetting setting) throws IOException {
    var random = new SplittableRandom(SEED);
    var world = new CellWorld(setting, SEED);
    var again = new CellWorld(setting, SEED);
    for (var minute = random.nextInt(Cells.WEEK); minute > 0; minute--) {
      world.step();
      again.step();
    }
    Cells.require(Arrays.equals(used(world, setting), used(again, setting)), "the same seed gives the same week");
    var lost = random.nextInt(setting.cells());
    Cells.require(
        IntStream.range(0, setting.cells()).map(cell -> world.tenants(cell).length).sum() == setting.tenants(),
        "each tenant is in one cell");
    var tenants = world.tenants(lost);
    var hit = Cells.percent((double) tenants.length / setting.tenants());
    var events = Arrays.stream(tenants).mapToDouble(world::events).sum();
    var importRate = Report.figure("moving", 2, "import", CellSetting.ENGINE);
    var sinceBackup = random.nextDouble(HOUR);
    report.row("" + setting.cells(), hit, "a synchronous standby", Main.rounded(TAKEN_OVER_SECONDS / 60), "0");
    report.row("" + setting.cells(), hit, "a backup each hour",
        Main.rounded((NOTICED_SECONDS + events / importRate) / 60), Main.rounded(sinceBackup * world.load(lost)));
  }

  private static double[] used(CellWorld world, CellSetting setting) {
    return IntStream.range(0, setting.cells()).mapToDouble(world::used).toArray();
  }
}
