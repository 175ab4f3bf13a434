package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.Appended;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** How long a thousand callers take who race for one stream, each to append an event decided on its state. */
final class Racing {
  private static final int CALLERS = 1_000;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;

  sealed interface Seating {
    record Taken(String by) implements Seating {}
  }

  private static final EventTypes<Seating> TYPES = EventTypes.of(Seating.class);
  private static final Projection<Integer> TAKEN = Projection.of(TYPES, 0, (taken, event) -> taken + 1);

  /** One caller's command. */
  private interface Call {
    void run(String stream, int caller);
  }

  private Racing() {}

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    try (var report = new Report("racing", "engine", "a thousand commands", "ms", "over one caller",
        "median of rounds")) {
      for (var engine : engines.isEmpty() ? List.of("memory", "rocksdb", "sqlite", "postgresql") : engines) {
        Store.within(engine, store -> measure(report, engine, store));
      }
    }
  }

  private static void measure(Report report, String engine, Persist store) throws Exception {
    var decider = new Decider<>(store, TYPES, 0, (taken, event) -> taken + 1);
    Call decided = (stream, caller) -> decider.on(stream).decide(Instant.EPOCH, taken -> Verdict.of("", taken(caller)));
    var millis = new LinkedHashMap<String, double[]>();
    for (var name : List.of("one caller", "racing, Decider", "racing, a loop of its own each")) {
      millis.put(name, new double[ROUNDS]);
    }
    for (var round = -WARM_UP; round < ROUNDS; round++) {
      var figures = Map.of(
          "one caller", millis(store, 1, "one" + round, decided),
          "racing, Decider", millis(store, CALLERS, "decider" + round, decided),
          "racing, a loop of its own each",
          millis(store, CALLERS, "loop" + round, (stream, caller) -> loop(store, stream, caller)));
      for (var each : millis.entrySet()) {
        if (round >= 0) {
          each.getValue()[round] = figures.get(each.getKey());
        }
      }
    }
    var limit = millis.get("one caller");
    millis.forEach((name, each) -> report.row(engine, name, Spread.of(each).toString(),
        Main.rounded(Spread.of(each).median() / Spread.of(limit).median()),
        Main.rounded(Spread.ofRounds(each, limit))));
  }

  private static double millis(Persist store, int callers, String stream, Call call) {
    var start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var caller = 0; caller < callers; caller++) {
        var first = caller;
        threads.execute(() -> {
          for (var i = first; i < CALLERS; i += callers) {
            call.run(stream, i);
          }
        });
      }
    }
    var nanos = System.nanoTime() - start;
    if (store.log().lastSeq(stream) != CALLERS) {
      throw new IllegalStateException(store.log().lastSeq(stream) + " of " + CALLERS + " were appended");
    }
    return nanos / 1e6;
  }

  /** What people write by hand: read, decide, append if nothing came between, else again. */
  private static void loop(Persist store, String stream, int caller) {
    var state = TAKEN.project(store.log(), stream);
    while (!(store.log()
        .appendExpect(stream, state.seq(), List.of(TYPES.write(taken(caller), Instant.EPOCH))) instanceof Appended)) {
      state = TAKEN.resume(store.log(), stream, state);
    }
  }

  private static Seating taken(int caller) {
    return new Seating.Taken("caller " + caller);
  }
}
