package dev.persist.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What a commit of one event of 200 bytes costs, by how many share a group; and what the model of {@link BatchQueue} says of fewer
 * and of more clients than it is fitted to.
 */
final class Costs {
  private static final List<Integer> COSTED = List.of(1, 16, 64);

  /** The model goes through what these do. */
  private static final int FEW = 32;

  private static final int MANY = 128;

  private static final List<Integer> PREDICTED = List.of(1, 16, 64, 256, 1_024);
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(Main.QUICK ? 300 : 1_500);

  private Costs() {}

  /** What rounds with the same clients did. */
  private record Done(Usage usage, long commits, long groups, List<Double> rates) {
    Done plus(Done other) {
      var all = new ArrayList<>(rates);
      all.addAll(other.rates);
      return new Done(usage.plus(other.usage), commits + other.commits, groups + other.groups, all);
    }

    double groupSize() {
      return (double) commits / groups;
    }

    double groupMicros() {
      return usage.nanos() / 1e3 / groups;
    }

    Spread rate() {
      return Spread.of(rates.stream().mapToDouble(each -> each).toArray());
    }
  }

  /** Measures {@code engines}; all, one on several servers, and one over HTTP, when there are none. */
  static void run(List<String> engines) throws Exception {
    var chosen = engines.isEmpty()
        ? List.of("rocksdb", "sqlite", "postgresql", GroupedStore.ON_SERVERS, GroupedStore.OVER_HTTP)
        : engines;
    var done = new TreeMap<String, Map<Integer, Done>>();
    for (var engine : chosen) {
      try (var server = engine.equals("postgresql") ? new Postgres() : null;
          var store = GroupedStore.open(engine, server)) {
        done.put(engine, measure(store));
      }
    }
    try (var report = new Report("costs", "engine", "clients", "commits a group", "µs a group", "flushes a commit",
        "bytes to the disk a commit", "packets a commit", "bytes sent a commit", "CPU µs a commit",
        "of it in the server")) {
      chosen.forEach(engine -> COSTED.forEach(clients -> row(report, engine, clients, done.get(engine).get(clients))));
    }
    try (var report = new Report("queue", "engine", "a, µs a round", "b, µs a commit",
        "half of the most, at clients", "the most, commits a second")) {
      chosen.forEach(engine -> fit(done.get(engine)).report(report, engine));
    }
    try (var report = new Report("bends", "engine", "clients", "commits a second", "the model", "error")
        .chart("Commits of many clients, measured and by the model", "clients", "commits a second",
            chosen.stream().map(engine -> engine + Chart.MODEL).toArray(String[]::new))) {
      chosen.forEach(engine -> predict(report, engine, done.get(engine)));
    }
  }

  private static Map<Integer, Done> measure(GroupedStore store) throws Exception {
    round(store, 64, 4 * ROUND_NANOS);
    var done = new TreeMap<Integer, Done>();
    for (var round = 0; round < ROUNDS; round++) {
      for (var clients : List.of(1, 16, FEW, 64, MANY, 256, 1_024)) {
        done.merge(clients, round(store, clients, ROUND_NANOS), Done::plus);
      }
    }
    return done;
  }

  /** Has clients append, each in a closed loop to a stream of its own. */
  private static Done round(GroupedStore store, int clients, long roundNanos) throws Exception {
    var groups = store.written().groups();
    var before = Usage.now();
    var end = before.nanos() + roundNanos;
    var counts = new ArrayList<Future<Long>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < clients; i++) {
        var client = Store.expecting(store.persist(), Contestant.newStream());
        counts.add(threads.submit(() -> {
          var count = 0L;
          while (System.nanoTime() < end) {
            client.append();
            count++;
          }
          return count;
        }));
      }
    }
    var usage = Usage.now().since(before);
    var commits = 0L;
    for (var each : counts) {
      commits += each.get();
    }
    return new Done(usage, commits, store.written().groups() - groups, List.of(1e9 * commits / usage.nanos()));
  }

  private static void row(Report report, String engine, int clients, Done done) {
    var usage = done.usage;
    report.row(engine, "" + clients, Main.rounded(done.groupSize()), Main.rounded(done.groupMicros()),
        a(done, usage.flushes(), 1), a(done, usage.diskBytes(), 1), a(done, usage.packets(), 1),
        a(done, usage.netBytes(), 1), a(done, usage.cpuNanos() + usage.serverNanos(), 1_000),
        a(done, usage.serverNanos(), 1_000));
  }

  /** Returns how many units of what was used there are to a commit. */
  private static String a(Done done, long amount, double unit) {
    return Main.rounded(amount / unit / done.commits);
  }

  private static void predict(Report report, String engine, Map<Integer, Done> done) {
    var model = fit(done);
    for (var clients : PREDICTED) {
      var measured = done.get(clients).rate();
      var said = model.throughput(clients);
      report.row(engine, "%,d".formatted(clients), measured.toString(), Main.rounded(said),
          "%+.0f %%".formatted(100 * (said / measured.median() - 1)));
      report.point(engine, clients, measured);
      report.point(engine + Chart.MODEL, clients, new Spread(said, said, said));
    }
  }

  private static BatchQueue fit(Map<Integer, Done> done) {
    return BatchQueue.through(FEW, done.get(FEW).rate().median(), MANY, done.get(MANY).rate().median());
  }
}
