package dev.persist.app.cli;

import dev.persist.Persist;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the disk and an engine on it. */
@Command(name = "bench", description = {"Measures this machine's disk, and an embedded engine on it.",
    "A commit of one client needs one sync; the commits of several share syncs. The run takes ten seconds, on a new store."}, footer = {
        "", "Example: persist bench --directory /var/lib --engine sqlite"})
final class Bench extends StoreCommand {
  private static final int[] CLIENTS = {1, 8, 64};
  private static final int BLOCK = 4_096;

  @Option(names = "--directory", paramLabel = "DIRECTORY", defaultValue = ".", description = "Where to measure; the files are deleted. The current directory without it.") private Path directory = Path
      .of(".");

  @Option(names = "--engine", paramLabel = "ENGINE", defaultValue = "rocksdb", description = "rocksdb or sqlite. Default: "
      + "${DEFAULT-VALUE}") private Engine engine = Engine.rocksdb;

  @Option(names = "--seconds", paramLabel = "SECONDS", defaultValue = "2", description = "How long each of the four runs "
      + "takes. Default: ${DEFAULT-VALUE}") private int seconds;

  /** The engines, as their URLs begin. */
  enum Engine {
    rocksdb, sqlite
  }

  /** What was done, and how long the middle one took, and the slowest of a hundred. */
  private record Rate(String what, int clients, long perSecond, long medianMicros, long p99Micros) {}

  Bench(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) throws IOException, InterruptedException, ExecutionException {
    Numbers.atLeast(1, "--seconds", seconds);
    var place = Files.createTempDirectory(directory, "persist-bench");
    try {
      print(out, disk(place));
      try (var store = Persist.open(engine + ":" + place.resolve("store"))) {
        for (var clients : CLIENTS) {
          print(out, commits(store, clients));
        }
      }
    } finally {
      delete(place);
    }
    return DONE;
  }

  private static void delete(Path place) throws IOException {
    try (var files = Files.walk(place)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void print(Output out, Rate rate) {
    out.line(rate,
        String.format("%-22s %3d client%s %,9d/s   median %,7d µs   99%% %,7d µs", rate.what(), rate.clients(),
            rate.clients() == 1 ? " " : "s", rate.perSecond(), rate.medianMicros(), rate.p99Micros()));
    out.flush();
  }

  private Rate disk(Path place) throws IOException {
    try (var file = FileChannel.open(place.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var block = ByteBuffer.allocate(BLOCK);
      return rate("fdatasync of 4 KiB", new long[][]{timed(() -> {
        file.write(block.clear());
        file.force(false);
      })});
    }
  }

  private Rate commits(Persist store, int clients) throws InterruptedException, ExecutionException {
    var data = Map.of("customer", "ann", "sku", "tea", "quantity", 2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = IntStream.range(0, clients)
          .<Future<long[]>>mapToObj(client -> threads
              .submit(() -> timed(() -> store.log().append("cart/" + client, "added", shell.clock().instant(), data))))
          .toList();
      var taken = new long[clients][];
      for (var i = 0; i < clients; i++) {
        taken[i] = running.get(i).get();
      }
      return rate("commit to " + engine, taken);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Repeats {@code step} for the seconds, and returns what each took, in nanoseconds. */
  private long[] timed(Step step) throws IOException {
    var taken = new long[1_000];
    var count = 0;
    var start = System.nanoTime();
    for (var before = start; before - start < seconds * 1_000_000_000L; count++) {
      step.run();
      var after = System.nanoTime();
      taken = count == taken.length ? Arrays.copyOf(taken, 2 * count) : taken;
      taken[count] = after - before;
      before = after;
    }
    return Arrays.copyOf(taken, count);
  }

  private Rate rate(String what, long[][] taken) {
    var sorted = Arrays.stream(taken).flatMapToLong(Arrays::stream).sorted().toArray();
    return new Rate(what, taken.length, sorted.length / seconds, sorted[sorted.length / 2] / 1_000,
        sorted[sorted.length * 99 / 100] / 1_000);
  }
}
