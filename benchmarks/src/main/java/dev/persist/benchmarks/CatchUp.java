package dev.persist.benchmarks;

import dev.persist.Event;
import dev.persist.Persist;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;

/** How fast a subscription catches up, over reading the same events page by page and doing the same with them. */
final class CatchUp {
  private static final String STREAM = "sales";
  private static final int EVENTS = 200_000;

  /** How many events have a commit each. */
  private static final int SINGLE = 2_000;

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
    try (var report = new Report("catch-up", "engine", "does with an event", "read, events a second", "in batches of",
        "caught up", "over it", "median of rounds")) {
      for (var engine : engines.isEmpty() ? List.of("memory", "rocksdb", "sqlite") : engines) {
        Store.within(engine, store -> {
          Sale.append(store.log(), STREAM, EVENTS, EVENT_BYTES);
          for (var work : WORK.entrySet()) {
            measure(report, engine, work.getKey(), store, work.getValue());
          }
        });
      }
    }
  }

  /** Measures a commit for each event, over appends of one client, which are a commit each as well. */
  static void runEach(List<String> engines) throws Exception {
    try (var report = new Report("each", "engine", "events a second, a commit each", "appends of one client", "over it",
        "median of rounds")) {
      for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
        Store.within(engine, store -> {
          var handled = new double[ROUNDS];
          var appended = new double[ROUNDS];
          for (var round = -1; round < ROUNDS; round++) {
            var append = rate(SINGLE, () -> appendEach(store));
            var handle = rate(SINGLE, () -> handleEach(store));
            if (round >= 0) {
              appended[round] = append;
              handled[round] = handle;
            }
          }
          var over = Spread.of(handled).median() / Spread.of(appended).median();
          Main.ratio(engine + " each over appends of one client", over);
          report.row(engine, Spread.of(handled).toString(), Spread.of(appended).toString(), Main.rounded(over),
              Main.rounded(Spread.ofRounds(handled, appended)));
        });
      }
    }
  }

  private static long appendEach(Persist store) {
    for (var i = 0; i < SINGLE; i++) {
      store.log().append(STREAM, List.of(Sale.ONE));
    }
    return SINGLE;
  }

  private static long handleEach(Persist store) throws InterruptedException {
    var handled = new long[1];
    try (var runner = store.subscription("each", STREAM)
        .each(InstantSource.system(), (event, commit) -> handled[0]++)) {
      runner.catchUp();
    }
    return handled[0];
  }

  private static void measure(Report report, String engine, String what, Persist store, ToLongFunction<Event> work)
      throws Exception {
    var rates = new LinkedHashMap<Integer, double[]>();
    BATCHES.forEach(batch -> rates.put(batch, new double[ROUNDS]));
    var read = new double[ROUNDS];
    for (var round = -WARM_UP; round < ROUNDS; round++) {
      var plain = rate(EVENTS, () -> store.log().read(STREAM).mapToLong(work).sum());
      for (var each : rates.entrySet()) {
        var rate = caughtUp(store, each.getKey(), work);
        if (round >= 0) {
          read[round] = plain;
          each.getValue()[round] = rate;
        }
      }
    }
    var plain = Spread.of(read);
    rates.forEach((batch, each) -> {
      var caughtUp = Spread.of(each);
      report.row(engine, what, plain.toString(), "%,d".formatted(batch), caughtUp.toString(),
          Main.rounded(caughtUp.median() / plain.median()), Main.rounded(Spread.ofRounds(each, read)));
    });
  }

  private static double caughtUp(Persist store, int batch, ToLongFunction<Event> work) throws Exception {
    var subscription = store.subscription("total", STREAM);
    subscription.reset(STREAM, 0);
    var sum = new long[1];
    try (var runner = subscription.batches(batch, InstantSource.system(),
        (events, commit) -> events.forEach(event -> sum[0] += work.applyAsLong(event)))) {
      return rate(EVENTS, () -> {
        runner.catchUp();
        return sum[0];
      });
    }
  }

  private static double rate(int events, Callable<Long> pass) throws Exception {
    var start = System.nanoTime();
    var sum = pass.call();
    var nanos = System.nanoTime() - start;
    if (sum < events) {
      throw new IllegalStateException("not all of the events were handed over");
    }
    return 1e9 * events / nanos;
  }
}
