package dev.persist.benchmarks;

/**
 * Clients that each wait for their answer, and a writer that takes the commits of all as one group: a closed queue with bulk
 * service. A round, in which each of n clients gets a commit done, takes {@code round + commit * n} µs.
 */
record BatchQueue(double round, double commit) {
  /** Returns the one in which two numbers of clients get so many commits a second. */
  static BatchQueue through(int few, double fewRate, int many, double manyRate) {
    var fewMicros = 1e6 * few / fewRate;
    var commit = (1e6 * many / manyRate - fewMicros) / (many - few);
    return new BatchQueue(fewMicros - commit * few, commit);
  }

  void report(Report report, String name) {
    report.row(name, Main.rounded(round), Main.rounded(commit), Main.rounded(round / commit),
        Main.rounded(1e6 / commit));
  }

  /** Returns how many commits a second {@code clients} get done. */
  double throughput(int clients) {
    return 1e6 * clients / (round + commit * clients);
  }
}
