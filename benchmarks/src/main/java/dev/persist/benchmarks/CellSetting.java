package dev.persist.benchmarks;

import java.io.IOException;

/**
 * Cells on PostgreSQL that are like the measured one, with a thousand tenants each on average.
 *
 * @param capacity commits a second that a cell can do
 * @param used which part of that the tenants ask for on average
 * @param copyRate events a second that a copy at full speed copies
 * @param keptSeconds for how long a tenant's events are kept
 */
record CellSetting(int cells, int tenants, double skew, double capacity, double used, double copyRate,
    double keptSeconds, Placing placing) {
  static final String ENGINE = "postgresql";

  private static final int TENANTS_A_CELL = 1_000;
  private static final double USED = 0.5;
  private static final double KEPT_SECONDS = 24 * 60 * 60;

  /** How tenants come to their cells. */
  enum Placing {
    HASHED("hashed"), HASHED_AND_MOVED("hashed, then moved"), BY_LOAD("placed by load"), BY_LOAD_AND_MOVED(
        "placed by load, then moved");

    private final String text;

    Placing(String text) {
      this.text = text;
    }

    boolean byLoad() {
      return this == BY_LOAD || this == BY_LOAD_AND_MOVED;
    }

    boolean moves() {
      return this == HASHED_AND_MOVED || this == BY_LOAD_AND_MOVED;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Returns one with the figures that the pages have. */
  static CellSetting measured(int cells, double skew, Placing placing) throws IOException {
    return new CellSetting(cells, cells * TENANTS_A_CELL, skew, Report.figure("appends-" + ENGINE, 2, "64", "persist"),
        USED,
        Report.figure("moving", 2, "copy", ENGINE), KEPT_SECONDS, placing);
  }

  /** Returns how many events a cell has on average. */
  double events() {
    return used * capacity * keptSeconds;
  }
}
