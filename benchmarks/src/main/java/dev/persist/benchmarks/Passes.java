package dev.persist.benchmarks;

import dev.persist.Commit;
import dev.persist.Persist;
import dev.persist.spi.Movable;
import dev.persist.transfer.Copy;
import dev.persist.transfer.Progress;
import java.util.List;

/**
 * How long a pass of a copy takes that finds nothing new: it reads where each stream ends, in both stores. A tenant that moves
 * waits for such a pass.
 */
final class Passes {
  private static final int STREAMS = Main.QUICK ? 10_000 : 200_000;
  private static final int AT_ONCE = 1_000;
  private static final int ROUNDS = 5;

  private Passes() {}

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    try (var report = new Report("passes", "engine", "streams", "µs a stream")) {
      for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
        if (engine.equals("postgresql")) {
          try (var server = new Postgres(); var from = server.database(); var to = server.database()) {
            measure(report, engine, from.url(), to.url());
          }
        } else {
          try (var directory = TemporaryDirectory.create()) {
            var url = engine + ":" + directory.path();
            measure(report, engine, url + "/from", url + "/to");
          }
        }
      }
    }
  }

  private static void measure(Report report, String engine, String from, String to) {
    try (var store = Persist.open(from)) {
      for (var start = 0; start < STREAMS; start += AT_ONCE) {
        var commit = Commit.builder();
        for (var i = start; i < start + AT_ONCE; i++) {
          commit.append("sale/" + i, Sale.ONE);
        }
        store.commit(commit.build());
      }
    }
    try (var source = Movable.open(from); var target = Movable.open(to)) {
      var copy = new Copy("measured", source, target);
      copy.pass(Progress.NONE);
      var micros = new double[ROUNDS];
      for (var round = 0; round < ROUNDS; round++) {
        var began = System.nanoTime();
        var copied = copy.pass(Progress.NONE);
        micros[round] = (System.nanoTime() - began) / 1e3 / STREAMS;
        if (copied != 0) {
          throw new IllegalStateException("nothing was new, but " + copied + " parts were copied");
        }
      }
      report.row(engine, "%,d".formatted(STREAMS), Spread.of(micros).toString());
    }
  }
}
