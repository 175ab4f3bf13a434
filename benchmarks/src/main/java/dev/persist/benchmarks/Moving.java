package dev.persist.benchmarks;

import dev.persist.Commit;
import dev.persist.Persist;
import dev.persist.spi.Movable;
import dev.persist.transfer.Copy;
import dev.persist.transfer.Export;
import dev.persist.transfer.Import;
import dev.persist.transfer.Progress;
import dev.persist.verify.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How fast a store of events of 200 bytes, in streams of a hundred, is exported, imported, verified and copied. The rate is over
 * the rate at which the same events are appended, a thousand a commit.
 */
final class Moving {
  private static final int EVENTS = Integer.getInteger("events", Main.QUICK ? 100_000 : 1_000_000);
  private static final int OF_A_STREAM = 100;
  private static final int AT_ONCE = 1_000;
  private static final int ROUNDS = 3;

  private Moving() {}

  private interface Work {
    void run(int round) throws Exception;
  }

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    try (var report = new Report("moving", "", "engine", "events a second", "over appending")) {
      for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
        if (engine.equals("postgresql")) {
          try (var server = new Postgres(); var from = server.database(); var directory = TemporaryDirectory.create()) {
            var targets = new ArrayList<String>();
            for (var i = 0; i < 2 * ROUNDS; i++) {
              targets.add(server.database().url());
            }
            measure(report, engine, from.url(), targets, directory.path());
            measureTools(report, from.url(), server.database().url(), directory.path().resolve("dump"));
          }
        } else {
          try (var directory = TemporaryDirectory.create()) {
            var targets = new ArrayList<String>();
            for (var i = 0; i < 2 * ROUNDS; i++) {
              targets.add(engine + ":" + directory.path().resolve("target-" + i));
            }
            measure(report, engine, engine + ":" + directory.path().resolve("store"), targets, directory.path());
          }
        }
      }
    }
  }

  private static void measure(Report report, String engine, String url, List<String> targets, Path directory)
      throws Exception {
    var appended = rate(1, round -> fill(url));
    var file = directory.resolve("export");
    try (var source = Movable.open(url)) {
      row(report, engine, "export", appended, rate(ROUNDS, round -> export(source, file)));
      row(report, engine, "verify", appended, rate(ROUNDS, round -> verify(source)));
      row(report, engine, "import", appended, rate(ROUNDS, round -> {
        try (var target = Movable.open(targets.get(round))) {
          Import.from(file, target, Progress.NONE);
        }
      }));
      row(report, engine, "copy", appended, rate(ROUNDS, round -> {
        try (var target = Movable.open(targets.get(ROUNDS + round))) {
          new Copy("measured", source, target).finish();
        }
      }));
    }
  }

  /** Measures the tools of PostgreSQL with the same rows. */
  private static void measureTools(Report report, String url, String target, Path dump) throws Exception {
    try {
      var dumped = rate(ROUNDS, round -> tool("pg_dump", "--no-owner", "--file=" + dump, "--dbname=" + url));
      report.row("export by pg_dump", "postgresql", dumped.toString(), "");
      var restored = rate(1,
          round -> tool("psql", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=" + dump,
              "--dbname=" + target));
      report.row("import by psql", "postgresql", restored.toString(), "");
    } catch (Contestant.LeftOut e) {
      report.leftOut("pg_dump and psql", e.getMessage());
    }
  }

  private static void tool(String... command) throws IOException, Contestant.LeftOut {
    var tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = tool.inputReader().lines().collect(Collectors.joining("; "));
    if (tool.onExit().join().exitValue() != 0) {
      throw new Contestant.LeftOut(said);
    }
  }

  private static Spread rate(int rounds, Work work) throws Exception {
    var rates = new double[rounds];
    for (var round = 0; round < rounds; round++) {
      var began = System.nanoTime();
      work.run(round);
      rates[round] = EVENTS / ((System.nanoTime() - began) / 1e9);
    }
    return Spread.of(rates);
  }

  private static void row(Report report, String engine, String what, Spread appended, Spread moved) {
    report.row(what, engine, moved.toString(), Main.rounded(moved.median() / appended.median()));
    Main.ratio(what + "-" + engine + "-over-appending", moved.median() / appended.median());
  }

  private static void export(Movable source, Path file) throws IOException {
    try (var contents = source.contents(); var out = Files.newOutputStream(file)) {
      Export.write(contents, "measured", out, Progress.NONE);
    }
  }

  private static void verify(Movable source) {
    try (var contents = source.contents()) {
      Verify.each(contents, Optional.empty(), problem -> {
        throw new IllegalStateException(problem);
      });
    }
  }

  private static void fill(String url) {
    try (var store = Persist.open(url)) {
      for (var from = 0; from < EVENTS; from += AT_ONCE) {
        var commit = Commit.builder();
        for (var i = from; i < from + AT_ONCE; i++) {
          commit.append("sale/" + i / OF_A_STREAM, Sale.event(i, 200));
        }
        store.commit(commit.build());
      }
    }
  }
}
