package dev.persist.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Measures contestants under clients in closed loops: each waits for its answer before it asks again. Rounds take turns,
 * A B C A B C, so that a noisy host hits all alike. After each round a contestant must hold what it acknowledged.
 */
final class Driver {
  static final int ROUNDS = Main.QUICK ? 3 : 5;
  static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(Main.QUICK ? 750 : 2_500);

  /** Until most of what a JVM runs is compiled. */
  private static final WarmUp LONG = new WarmUp(64, 16 * ROUND_NANOS);

  private Driver() {}

  /** What comes before the rounds, the same for each contestant. */
  private record WarmUp(int clients, long nanos) {}

  /** One that is open, and what it did. */
  private static final class Entry {
    private final String name;
    private final Contestant contestant;
    private final double[] rates = new double[ROUNDS];
    private final double[] slow = new double[ROUNDS];
    private long acknowledged;

    Entry(String name, Contestant contestant) {
      this.name = name;
      this.contestant = contestant;
    }
  }

  /** Begins the report that {@link #run} adds rows to, of {@code what} persist and its peers do a second. */
  static Report report(String name, String what) throws IOException {
    return new Report(name, "clients", "", what + " a second", "first row over it", "median of rounds",
        "99 %, ms");
  }

  /** Reports how much a second each contestant does for {@code clients}, and the first's over each other's. */
  static void run(Report report, String what, int clients, Map<String, Contestant.Opening> contestants)
      throws Exception {
    run(report, what, clients, new WarmUp(clients, ROUND_NANOS), contestants);
  }

  /** Does the same where a contestant starts a JVM, which is slow at first: after a long warm-up, by many clients, of all. */
  static void runWarm(Report report, String what, int clients, Map<String, Contestant.Opening> contestants)
      throws Exception {
    run(report, what, clients, LONG, contestants);
  }

  private static void run(
      Report report, String what, int clients, WarmUp warmUp, Map<String, Contestant.Opening> contestants)
      throws Exception {
    var entries = new LinkedHashMap<String, Entry>();
    try {
      for (var each : contestants.entrySet()) {
        try {
          entries.put(each.getKey(), new Entry(each.getKey(), each.getValue().open()));
        } catch (Contestant.LeftOut e) {
          report.leftOut(each.getKey(), e.getMessage());
        }
      }
      for (var entry : entries.values()) {
        rate(entry, warmUp.clients, warmUp.nanos);
      }
      for (var round = 0; round < ROUNDS; round++) {
        for (var entry : entries.values()) {
          var done = rate(entry, clients, ROUND_NANOS);
          entry.rates[round] = done.rate;
          entry.slow[round] = done.slowMillis;
        }
      }
    } finally {
      for (var entry : entries.values()) {
        entry.contestant.close();
      }
    }
    report(report, what, clients, contestants.keySet().iterator().next(), entries);
  }

  /** What one client did: how many events, and how long each of its calls took, to be read once. */
  private record Done(long events, LongStream nanos) {}

  /** What all did a second, and how long the slowest of a hundred calls took. */
  private record Round(double rate, double slowMillis) {}

  private static Round rate(Entry entry, int clients, long roundNanos) throws Exception {
    var start = new CompletableFuture<Long>();
    var acknowledged = new ArrayList<Future<Done>>();
    try (var threads = Executors.newThreadPerTaskExecutor(entry.contestant.threads())) {
      for (var i = 0; i < clients; i++) {
        var client = entry.contestant.client();
        acknowledged.add(threads.submit(() -> {
          var end = start.join() + roundNanos;
          var count = 0L;
          var took = LongStream.builder();
          for (var begun = System.nanoTime(); begun < end;) {
            client.append();
            count += client.events();
            var now = System.nanoTime();
            took.add(now - begun);
            begun = now;
          }
          return new Done(count, took.build());
        }));
      }
      start.complete(System.nanoTime());
    }
    var nanos = System.nanoTime() - start.join();
    var count = 0L;
    var took = LongStream.empty();
    for (var each : acknowledged) {
      count += each.get().events;
      took = LongStream.concat(took, each.get().nanos);
    }
    entry.acknowledged += count;
    var stored = entry.contestant.stored();
    if (stored != entry.acknowledged) {
      throw new IllegalStateException(entry.name + " acknowledged " + entry.acknowledged + ", holds " + stored);
    }
    var sorted = took.sorted().toArray();
    return new Round(1e9 * count / nanos, sorted[(int) (sorted.length * 0.99)] / 1e6);
  }

  private static void report(Report report, String what, int clients, String first, Map<String, Entry> entries) {
    var own = entries.get(first).rates;
    entries.forEach((name, entry) -> {
      var rates = Spread.of(entry.rates);
      var cells = new ArrayList<>(List.of("" + clients, name, rates.toString()));
      if (!name.equals(first)) {
        var over = Spread.of(own).median() / rates.median();
        Main.ratio(what + " " + first + " " + clients + " over " + name, over);
        cells.add(Main.rounded(over));
        cells.add(Main.rounded(Spread.ofRounds(own, entry.rates)));
      } else {
        cells.addAll(List.of("", ""));
      }
      cells.add(Spread.of(entry.slow).toString());
      report.row(cells.toArray(String[]::new));
      report.point(name, clients, rates);
    });
  }
}
