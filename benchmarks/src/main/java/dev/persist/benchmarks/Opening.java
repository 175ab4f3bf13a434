package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Commit;
import dev.persist.NewEvent;
import dev.persist.Persist;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long an embedded store takes to open whose process was killed while it wrote. Each process has a heap of 64 MiB: it opens
 * the store, fills it, goes on writing, and is killed.
 */
final class Opening {
  private static final int STREAMS = Main.QUICK ? 10_000 : 1_000_000;
  private static final int EVENTS = 10;
  private static final int AT_ONCE = 100;

  /** How many streams each process but the first adds before it is killed: so many that the log is as long as it gets. */
  private static final int MORE = STREAMS / 20;

  private static final int ROUNDS = Main.QUICK ? 3 : 5;

  private static final List<NewEvent> SALES = IntStream.range(0, 1_000).mapToObj(i -> Sale.event(i, 200)).toList();

  private Opening() {}

  /** Measures {@code engines}; all embedded ones that keep what is written when there are none. */
  static void run(List<String> engines) throws Exception {
    try (var report = new Report("opening", "engine", "streams", "events", "ms to open it and read",
        "ms to open an empty one, first in a process", "bytes on disk an event")) {
      for (var engine : engines.isEmpty() ? List.of("rocksdb", "sqlite") : engines) {
        try (var directory = TemporaryDirectory.create()) {
          var url = engine + ":" + directory.path().resolve("store");
          openAndKill(url, 0, STREAMS);
          var millis = new double[ROUNDS];
          var first = new double[ROUNDS];
          for (var round = 0; round < ROUNDS; round++) {
            var from = STREAMS + round * MORE;
            var opened = openAndKill(url, from, from + MORE);
            first[round] = opened[0];
            millis[round] = opened[1];
          }
          report.row(engine, "%,d".formatted(STREAMS), "%,d".formatted(STREAMS * EVENTS), Spread.of(millis).toString(),
              Spread.of(first).toString(),
              Main.rounded((double) Size.bytes(directory.path()) / EVENTS / (STREAMS + ROUNDS * MORE)));
        }
      }
    }
  }

  /** Returns how many milliseconds it took to open an empty store, and then this one. */
  private static double[] openAndKill(String url, int from, int to) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process = new ProcessBuilder(java, "-Xmx64m", "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), Opening.class.getName(), url, "" + from, "" + to)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (var lines = new BufferedReader(process.inputReader(UTF_8))) {
      var millis = new double[]{Double.parseDouble(lines.readLine()), Double.parseDouble(lines.readLine())};
      if (!"filled".equals(lines.readLine())) {
        throw new IllegalStateException("the store was not filled");
      }
      return millis;
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Opens an empty store and that of the URL it takes, says how long that took, adds streams, and writes until it is killed. */
  public static void main(String[] args) throws IOException {
    var engine = args[0].substring(0, args[0].indexOf(':'));
    try (var directory = TemporaryDirectory.create()) {
      open(engine + ":" + directory.path().resolve("store")).close();
    }
    var store = open(args[0]);
    var to = Integer.parseInt(args[2]);
    for (var from = Integer.parseInt(args[1]); from < to; from += AT_ONCE) {
      var commit = Commit.builder();
      for (var i = from; i < from + AT_ONCE; i++) {
        for (var seq = 0; seq < EVENTS; seq++) {
          commit.append("sales/" + i, SALES.get((i + seq) % SALES.size()));
        }
      }
      store.commit(commit.build());
    }
    System.out.println("filled");
    while (true) {
      store.log().append("sales/0", List.of(Sale.ONE));
    }
  }

  private static Persist open(String url) {
    var start = System.nanoTime();
    var store = Persist.open(url);
    store.log().lastSeq("sales/0");
    System.out.println((System.nanoTime() - start) / 1e6);
    return store;
  }
}
