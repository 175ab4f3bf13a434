package dev.persist.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Measures contestants under clients in closed loops: each waits for its answer before it asks again. Rounds take turns,
 * A B C A B C, so that a noisy host hits all alike. After each round a contestant must hold what it acknowledged.
 */
final class Driver {
  private static final int ROUNDS = Main.QUICK ? 3 : 5;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(Main.QUICK ? 750 : 2_500);

  private Driver() {}

  /** One that is open, and what it did. */
  private static final class Entry {
    private final String name;
    private final Contestant contestant;
    private final double[] rates = new double[ROUNDS];
    private long acknowledged;

    Entry(String name, Contestant contestant) {
      this.name = name;
      this.contestant = contestant;
    }
  }

  /** Prints how many appends a second each contestant does for {@code clients}, and the first's over each other's. */
  static void run(String what, int clients, Map<String, Contestant.Opening> contestants) throws Exception {
    var entries = new LinkedHashMap<String, Entry>();
    try {
      for (var each : contestants.entrySet()) {
        try {
          entries.put(each.getKey(), new Entry(each.getKey(), each.getValue().open()));
        } catch (Contestant.LeftOut e) {
          System.out.println("Left out: " + each.getKey() + ", since " + e.getMessage());
        }
      }
      for (var entry : entries.values()) {
        rate(entry, clients); // warms up
      }
      for (var round = 0; round < ROUNDS; round++) {
        for (var entry : entries.values()) {
          entry.rates[round] = rate(entry, clients);
        }
      }
    } finally {
      for (var entry : entries.values()) {
        entry.contestant.close();
      }
    }
    print(what, clients, contestants.keySet().iterator().next(), entries);
  }

  private static double rate(Entry entry, int clients) throws Exception {
    var start = new CompletableFuture<Long>();
    var acknowledged = new ArrayList<Future<Long>>();
    try (var threads = Executors.newThreadPerTaskExecutor(entry.contestant.threads())) {
      for (var i = 0; i < clients; i++) {
        var client = entry.contestant.client();
        acknowledged.add(threads.submit(() -> {
          var end = start.join() + ROUND_NANOS;
          var count = 0L;
          while (System.nanoTime() < end) {
            client.append();
            count += client.events();
          }
          return count;
        }));
      }
      start.complete(System.nanoTime());
    }
    var nanos = System.nanoTime() - start.join();
    var count = 0L;
    for (var each : acknowledged) {
      count += each.get();
    }
    entry.acknowledged += count;
    var stored = entry.contestant.stored();
    if (stored != entry.acknowledged) {
      throw new IllegalStateException(entry.name + " acknowledged " + entry.acknowledged + ", holds " + stored);
    }
    return 1e9 * count / nanos;
  }

  private static void print(String what, int clients, String first, Map<String, Entry> entries) {
    System.out.printf("%n| clients | appends a second | median | lowest | highest | %s over it | median of rounds |%n",
        first);
    System.out.println("|---|---|---|---|---|---|---|");
    entries.forEach((name, entry) -> {
      var rates = entry.rates;
      var cells = new ArrayList<>(List.of(
          "" + clients,
          name,
          Main.rounded(median(rates)),
          Main.rounded(Arrays.stream(rates).min().orElseThrow()),
          Main.rounded(Arrays.stream(rates).max().orElseThrow())));
      if (entries.containsKey(first)) {
        var over = entries.get(first).rates;
        if (!name.equals(first)) {
          Main.ratio(what + " " + first + " " + clients + " over " + name, median(over) / median(rates));
        }
        cells.add(Main.rounded(median(over) / median(rates)));
        cells.add(Main.rounded(median(IntStream.range(0, ROUNDS).mapToDouble(i -> over[i] / rates[i]).toArray())));
      }
      System.out.println("| " + String.join(" | ", cells) + " |");
    });
  }

  private static double median(double[] odd) {
    return Arrays.stream(odd).sorted().toArray()[odd.length / 2];
  }
}
