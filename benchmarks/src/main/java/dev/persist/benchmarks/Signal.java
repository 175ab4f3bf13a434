package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Persist;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How long after a commit another process, which waits for changes, has read it. */
final class Signal {
  private static final String STREAM = "sales";
  private static final int WARM_UP = 500;
  private static final int COMMITS = 2000;
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Signal() {}

  /** Commits here, follows in a process of its own, on PostgreSQL. */
  static void run() throws Exception {
    try (var server = new Postgres()) {
      var database = server.database();
      try (var store = Persist.open(database.url())) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var follower = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Signal.class.getName(),
            database.url()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = follower.inputReader(UTF_8)) {
          lines.readLine(); // it has opened the store
          var called = new long[COMMITS];
          var answered = new long[COMMITS];
          for (var i = 0; i < COMMITS; i++) {
            Thread.sleep(PAUSE);
            called[i] = System.nanoTime();
            store.log().append(STREAM, List.of(Sale.ONE));
            answered[i] = System.nanoTime();
          }
          var read = lines.lines().mapToLong(Long::parseLong).toArray();
          try (var report = new Report("signal", "µs until another process has read it", "median", "99th of 100",
              "highest")) {
            row(report, "from the call of the commit", read, called);
            row(report, "from its answer", read, answered);
          }
        } finally {
          follower.destroyForcibly().onExit().join();
        }
      } finally {
        database.close();
      }
    }
  }

  private static void row(Report report, String what, long[] read, long[] from) {
    var micros = new long[COMMITS - WARM_UP];
    Arrays.setAll(micros, i -> (read[i + WARM_UP] - from[i + WARM_UP]) / 1000);
    Arrays.sort(micros);
    report.row(what, "%,d".formatted(micros[micros.length / 2]), "%,d".formatted(micros[micros.length * 99 / 100]),
        "%,d".formatted(micros[micros.length - 1]));
  }

  /** Follows the store at the URL it takes, and says when it had read each event, by the clock all processes share. */
  public static void main(String[] args) throws Exception {
    try (var store = Persist.open(args[0])) {
      var seen = store.awaitChange(0, Duration.ZERO);
      System.out.println("open");
      var next = 1L;
      while (next <= COMMITS) {
        seen = store.awaitChange(seen, Duration.ofMinutes(1));
        for (var event : store.log().readFrom(STREAM, next).toList()) {
          System.out.println(System.nanoTime());
          next = event.seq() + 1;
        }
      }
    }
  }
}
