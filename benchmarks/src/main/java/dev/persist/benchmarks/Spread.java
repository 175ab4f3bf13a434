package dev.persist.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The middle, the lowest and the highest of an odd number of figures. */
record Spread(double median, double lowest, double highest) {
  static Spread of(double... figures) {
    var sorted = Arrays.stream(figures).sorted().toArray();
    return new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  /** Returns the middle one of the ratios of what was measured in the same round. */
  static double ofRounds(double[] figures, double[] over) {
    return of(IntStream.range(0, figures.length).mapToDouble(i -> figures[i] / over[i]).toArray()).median;
  }

  /** Returns the median, and what it lies between. */
  @Override
  public String toString() {
    return Main.rounded(median) + " (" + Main.rounded(lowest) + " to " + Main.rounded(highest) + ")";
  }
}
