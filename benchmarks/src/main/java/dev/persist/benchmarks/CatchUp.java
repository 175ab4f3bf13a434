package dev.persist.benchmarks;

import dev.persist.Event;
import dev.persist.Persist;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** How fast a subscription catches up, over reading the same events page by page and doing the same with them. */
final class CatchUp {
  private static final String STREAM = "sales";
  private static final int EVENTS = 200_000;
  private static final int EVENT_BYTES = 200;
  private static final List<Integer> BATCHES = List.of(1_000, 4_000, 10_000);

  /** The code that runs once a batch is compiled late. */
  private static final int WARM_UP = 30;
  private static final int ROUNDS = 9;

  private static final Map<String, ToLongFunction<Event>> WORK = Map.of(
      "nothing", event -> event.data().size(),
      "decodes it", event -> event.data().as(Sale.class).cents() + 1);

  private CatchUp() {}

  /** Measures on {@code engines}, or on all that need no server. */
  static void run(List<String> engines) throws Exception {
    System.out.println("| engine | does with an event | read | batch | caught up | over it | median of rounds |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (var engine : engines.isEmpty() ? List.of("memory", "rocksdb", "sqlite") : engines) {
      try (var directory = TemporaryDirectory.create();
          var store = Persist
              .open(engine.equals("memory") ? "memory:" : engine + ":" + directory.path().resolve("s"))) {
        Sale.append(store.log(), STREAM, EVENTS, EVENT_BYTES);
        for (var work : WORK.entrySet()) {
          measure(engine + "` | " + work.getKey(), store, work.getValue());
        }
      }
    }
  }

  private static void measure(String what, Persist store, ToLongFunction<Event> work) throws Exception {
    var rates = new LinkedHashMap<Integer, double[]>();
    BATCHES.forEach(batch -> rates.put(batch, new double[ROUNDS]));
    var read = new double[ROUNDS];
    for (var round = -WARM_UP; round < ROUNDS; round++) {
      var plain = rate(() -> store.log().read(STREAM).mapToLong(work).sum());
      for (var each : rates.entrySet()) {
        var rate = caughtUp(store, each.getKey(), work);
        if (round >= 0) {
          read[round] = plain;
          each.getValue()[round] = rate;
        }
      }
    }
    rates.forEach((batch, caughtUp) -> System.out.printf("| `%s | %s | %,d | %s | %s | %s |%n", what,
        Main.rounded(Main.median(read)), batch, Main.rounded(Main.median(caughtUp)),
        Main.rounded(Main.median(caughtUp) / Main.median(read)),
        Main.rounded(Main.median(IntStream.range(0, ROUNDS).mapToDouble(i -> caughtUp[i] / read[i]).toArray()))));
  }

  private static double caughtUp(Persist store, int batch, ToLongFunction<Event> work) throws Exception {
    var subscription = store.subscription("total", STREAM);
    subscription.reset(STREAM, 0);
    var sum = new long[1];
    try (var runner = subscription.batches(batch, InstantSource.system(),
        (events, commit) -> events.forEach(event -> sum[0] += work.applyAsLong(event)))) {
      return rate(() -> {
        runner.catchUp();
        return sum[0];
      });
    }
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
}
