package dev.persist.benchmarks;

import dev.persist.benchmarks.CellSetting.Placing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A week of tenants in cells: how full the fullest cell gets, and which part of the commits found their cell full. It fails when what
 * docs/scale.md claims does not hold.
 */
final class Cells {
  static final double LITTLE_SKEW = 0.8;

  static final int WEEK = 7 * 24 * 60;

  private static final int[] SEEDS = {1, 2, 3};
  private static final List<Integer> CELLS = List.of(5, 10, 20, 40);
  private static final String FULL = "what a cell can do";

  private Cells() {}

  /**
   * A week.
   *
   * @param fullest how full the fullest cell is in all but a hundredth of the minutes
   * @param late which part of the commits their cell could not do when they came
   * @param moves how many tenants moved
   * @param minutes for how long these were copied, all together
   */
  private record Week(double fullest, double late, double moves, double minutes, double largest) {}

  /** Simulates, with what docs/performance.md and docs/scale.md have measured. */
  static void run() throws IOException {
    try (var report = new Report("cells", "skew", "cells", "largest tenant, of what a cell can do", "late: hashed",
        "hashed, moved", "by load", "by load, moved", "moves a day", "minutes a copy")
        .chart("The fullest cell", "cells", "of what a cell can do", FULL)) {
      for (var skew : List.of(LITTLE_SKEW, 1.0)) {
        for (var cells : CELLS) {
          row(report, skew, cells);
        }
      }
    }
    LostCell.run();
  }

  private static void row(Report report, double skew, int cells) throws IOException {
    var weeks = new EnumMap<Placing, List<Week>>(Placing.class);
    for (var placing : Placing.values()) {
      var setting = CellSetting.measured(cells, skew, placing);
      weeks.put(placing, Arrays.stream(SEEDS).parallel().mapToObj(seed -> week(setting, seed)).toList());
      if (skew == LITTLE_SKEW) {
        report.point(placing.toString(), cells, spread(weeks.get(placing), Week::fullest));
      }
    }
    if (skew == LITTLE_SKEW) {
      report.point(FULL, cells, Spread.of(1));
    }
    var late = weeks.values().stream().map(each -> spread(each, Week::late).median()).toList();
    require(late.get(1) <= late.get(0) && late.get(3) <= late.get(0), "no more are late where tenants move");
    var moved = weeks.get(Placing.HASHED_AND_MOVED);
    var row = new ArrayList<>(List.of("" + skew, "" + cells, percent(moved.getFirst().largest)));
    late.forEach(each -> row.add(percent(each)));
    row.add(Main.rounded(spread(moved, Week::moves).median() / 7));
    row.add(Main.rounded(spread(moved, week -> week.minutes / Math.max(1, week.moves)).median()));
    report.row(row.toArray(String[]::new));
  }

  private static Week week(CellSetting setting, int seed) {
    var world = new CellWorld(setting, seed);
    var fullest = new double[WEEK];
    var late = 0.0;
    var all = 0.0;
    for (var minute = 0; minute < WEEK; minute++) {
      world.step();
      for (var cell = 0; cell < setting.cells(); cell++) {
        var used = world.used(cell);
        fullest[minute] = Math.max(fullest[minute], used);
        late += Math.max(0, used - 1);
        all += used;
      }
    }
    Arrays.sort(fullest);
    return new Week(fullest[WEEK * 99 / 100], late / all, world.moved(), world.copiedMinutes(), world.largest());
  }

  private static Spread spread(List<Week> weeks, ToDoubleFunction<Week> of) {
    return Spread.of(weeks.stream().mapToDouble(of).toArray());
  }

  static String percent(double part) {
    return part > 0 && part < 1e-5 ? "< 0.001 %" : Main.rounded(100 * part) + " %";
  }

  /** Fails unless a claim of the page holds. */
  static void require(boolean holds, String claim) {
    if (!holds) {
      throw new IllegalStateException("does not hold: " + claim);
    }
  }
}
