package dev.persist.app.cli;

import dev.persist.transfer.Totals;

/** Prints what a store holds in numbers. */
final class TotalsLine {
  private TotalsLine() {}

  static void print(Output out, Totals totals) {
    out.line(totals, String.format("%,d streams, %,d events, %,d commits with an id, %,d keys", totals.streams(),
        totals.events(), totals.commits(), totals.keys()), "digest " + totals.digest());
  }
}
