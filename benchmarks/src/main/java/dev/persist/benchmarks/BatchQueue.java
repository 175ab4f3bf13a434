package dev.persist.benchmarks;

import java.util.Arrays;

/**
 * Clients that each wait for their answer, and a writer that takes all commits that wait as one group: a closed queue with bulk
 * service. A group of n takes {@code group + commit * n}; then each of its clients takes {@code client} on average, exponentially
 * distributed, before it commits again. All times are in µs.
 */
record BatchQueue(double group, double commit, double client) {
  /** The writer takes no more in one group, and the model none that are left over. */
  static final int MOST = 1_024;

  /** So many that more of them change no digit that is shown. */
  private static final int ITERATIONS = 400;

  /** Reports its times, and where they lead: two groups in turn, of all clients together, are what many clients come to. */
  void report(Report report, String name) {
    report.row(name, Main.rounded(group), Main.rounded(commit), Main.rounded(client), Main.rounded(2 * group / commit),
        Main.rounded(1e6 / commit));
  }

  /** Returns how many commits a second {@code clients} get done. */
  double throughput(int clients) {
    if (clients < 1 || clients > MOST) {
      throw new IllegalArgumentException("clients: " + clients + ", but this holds for 1 to " + MOST);
    }
    var next = transitions(clients);
    var sizes = stationary(next, clients);
    var commits = 0.0;
    var micros = 0.0;
    for (var n = 1; n <= clients; n++) {
      commits += sizes[n] * n;
      micros += sizes[n] * (service(n) + next[n][0] * client / clients);
    }
    return 1e6 * commits / micros;
  }

  private double service(int size) {
    return group + commit * size;
  }

  /**
   * Returns how likely each number waits when a group of n is done: each of the others commits again in that time, or does not. When
   * none waits, the next group is the first that comes.
   */
  private double[][] transitions(int clients) {
    var logFactorial = new double[clients + 1];
    for (var i = 2; i <= clients; i++) {
      logFactorial[i] = logFactorial[i - 1] + Math.log(i);
    }
    var next = new double[clients + 1][clients + 1];
    for (var n = 1; n <= clients; n++) {
      var others = clients - n;
      var stays = client == 0 ? Double.NEGATIVE_INFINITY : -service(n) / client; // the logarithm of how likely
      var comes = Math.log1p(-Math.exp(stays));
      for (var waiting = 0; waiting <= others; waiting++) {
        var left = others - waiting;
        next[n][waiting] = Math.exp(logFactorial[others] - logFactorial[waiting] - logFactorial[left] + waiting * comes
            + (left == 0 ? 0 : left * stays));
      }
    }
    return next;
  }

  /** Returns how likely each size of a group is. Half of the weight stays at each step, or two sizes could alternate for ever. */
  private static double[] stationary(double[][] next, int clients) {
    var sizes = new double[clients + 1];
    Arrays.fill(sizes, 1, clients + 1, 1.0 / clients);
    for (var i = 0; i < ITERATIONS; i++) {
      var after = new double[clients + 1];
      for (var n = 1; n <= clients; n++) {
        after[n] += sizes[n] / 2;
        after[1] += sizes[n] * next[n][0] / 2;
        for (var waiting = 1; waiting <= clients - n; waiting++) {
          after[waiting] += sizes[n] * next[n][waiting] / 2;
        }
      }
      sizes = after;
    }
    return sizes;
  }
}
