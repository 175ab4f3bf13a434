package dev.persist.benchmarks;

import dev.persist.Event;
import dev.persist.Persist;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** How fast a subscription catches up, over reading the same events page by page and doing the same with them. */
final class CatchUp {
  private static final String STREAM = "sales";
  private static final int EVENTS = 200_000;
  private static final int EVENT_BYTES = 200;
  private static final int BATCH = 4000;
  private static final int WARM_UP = 8;
  private static final int ROUNDS = 9;

  private CatchUp() {}

  /** Measures on {@code engines}, or on all that need no server. */
  static void run(List<String> engines) throws Exception {
    System.out.println("| engine | events a second | read | caught up | over it | median of rounds |");
    System.out.println("|---|---|---|---|---|---|");
    for (var engine : engines.isEmpty() ? List.of("memory", "rocksdb", "sqlite") : engines) {
      try (var directory = TemporaryDirectory.create();
          var store = Persist
              .open(engine.equals("memory") ? "memory:" : engine + ":" + directory.path().resolve("s"))) {
        Sale.append(store.log(), STREAM, EVENTS, EVENT_BYTES);
        measure(engine, store);
      }
    }
  }

  private static void measure(String engine, Persist store) throws Exception {
    var read = new double[ROUNDS];
    var caughtUp = new double[ROUNDS];
    var subscription = store.subscription("total", STREAM);
    var sum = new long[1];
    try (var runner = subscription.batches(BATCH, InstantSource.system(),
        (events, commit) -> events.forEach(event -> sum[0] += cents(event)))) {
      for (var round = -WARM_UP; round < ROUNDS; round++) {
        var plain = rate(() -> store.log().read(STREAM).mapToLong(CatchUp::cents).sum());
        subscription.reset(STREAM, 0);
        var following = rate(() -> {
          sum[0] = 0;
          runner.catchUp();
          return sum[0];
        });
        if (round >= 0) {
          read[round] = plain;
          caughtUp[round] = following;
        }
      }
    }
    System.out.printf("| `%s` | | %s | %s | %s | %s |%n", engine, Main.rounded(median(read)),
        Main.rounded(median(caughtUp)),
        Main.rounded(median(caughtUp) / median(read)),
        Main.rounded(median(IntStream.range(0, ROUNDS).mapToDouble(i -> caughtUp[i] / read[i]).toArray())));
  }

  private static long cents(Event event) {
    return event.data().size();
  }

  private static double rate(Callable<Long> pass) throws Exception {
    var start = System.nanoTime();
    var sum = pass.call();
    var nanos = System.nanoTime() - start;
    if (sum < EVENTS) {
      throw new IllegalStateException("not all of the events were handed over");
    }
    return 1e9 * EVENTS / nanos;
  }

  private static double median(double[] odd) {
    return Arrays.stream(odd).sorted().toArray()[odd.length / 2];
  }
}
