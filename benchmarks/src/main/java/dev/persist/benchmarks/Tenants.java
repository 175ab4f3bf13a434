package dev.persist.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tenants, the largest first, and the load of each, hour by hour. On average the tenant of rank r has r to the power of minus the
 * skew, of the whole. The load swings with the hour of the day, drifts, and now and then a tenant has a rush.
 */
final class Tenants {
  private static final double DRIFT = 0.05; // an hour, of the logarithm of a load
  private static final double BACK = 0.02; // of its drift an hour; so most loads stay within a factor of two
  private static final double SWING = 0.5;
  private static final double RUSH = 8;
  private static final int RUSH_HOURS = 3;
  private static final double RUSHES = 1.0 / (24 * 1_000); // of a tenant, an hour

  private final SplittableRandom random;
  private final double[] average;
  private final double[] drift;
  private final double[] phase;
  private final int[] rushUntil;
  private final double[] load;

  /** Creates {@code count} tenants that commit {@code all} a second on average. */
  Tenants(int count, double skew, double all, SplittableRandom random) {
    this.random = random;
    var shares = IntStream.rangeClosed(1, count).mapToDouble(rank -> Math.pow(rank, -skew)).toArray();
    var whole = Arrays.stream(shares).sum();
    average = Arrays.stream(shares).map(share -> all * share / whole).toArray();
    drift = new double[count];
    phase = random.doubles(count).toArray();
    rushUntil = new int[count];
    load = average.clone();
  }

  int count() {
    return load.length;
  }

  /** Returns the commits a second of a tenant in this hour. */
  double load(int tenant) {
    return load[tenant];
  }

  /** Returns the same on average. */
  double average(int tenant) {
    return average[tenant];
  }

  /** Begins {@code hour}. */
  void change(int hour) {
    for (var tenant = 0; tenant < load.length; tenant++) {
      drift[tenant] += DRIFT * random.nextGaussian() - BACK * drift[tenant];
      if (random.nextDouble() < RUSHES) {
        rushUntil[tenant] = hour + RUSH_HOURS;
      }
      var day = 1 + SWING * Math.sin(2 * Math.PI * (hour / 24.0 + phase[tenant]));
      load[tenant] = average[tenant] * day * Math.exp(drift[tenant]) * (hour < rushUntil[tenant] ? RUSH : 1);
    }
  }
}
