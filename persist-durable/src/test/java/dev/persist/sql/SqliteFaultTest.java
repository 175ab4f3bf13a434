package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Rule;
import dev.persist.crash.FaultWriter;
import dev.persist.machine.Copies;
import dev.persist.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failing disk does: to the write at hand, to those after it, and to what was stored before. */
class SqliteFaultTest {
  private static final int COMMITS = 200;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"fsync, error=EIO:when=12", "fsync, error=EIO:when=14+", "pwrite64, error=EIO:when=40",
      "pwrite64, error=ENOSPC:when=40+"})
  @Rule({"C9", "C11", "C27"})
  void after_a_failed_write_of_the_log_nothing_is_acknowledged_and_the_retry_commits_once(String call, String fault)
      throws Exception {
    create();
    assertStops(strace("sqlite:" + file(), Path.of(file() + "-wal"), call, fault), "UnknownOutcome");
  }

  /** What the log has is not lost; yet nothing more is written to a disk that is in doubt. */
  @ParameterizedTest
  @CsvSource({"fsync, error=EIO:when=3", "fsync, error=EIO:when=3+", "pwrite64, error=EIO:when=8",
      "pwrite64, error=ENOSPC:when=8+"})
  @Rule({"C2", "C11"})
  void after_a_failed_checkpoint_nothing_is_acknowledged_and_nothing_is_lost(String call, String fault)
      throws Exception {
    create();
    assertStops(strace(SqliteVariants.busy(file()), file(), call, fault), "Failed");
  }

  @ParameterizedTest
  @CsvSource({"fsync, 5", "pwrite64, 25", "unlink, 1"})
  @Rule({"C1", "C2"})
  void a_store_killed_at_any_step_of_opening_opens(String call, int every) throws Exception {
    var created = killAtSteps(call, every, 0, step -> Files.createDirectory(directory.resolve("new" + step)));
    var killed = Files.createDirectory(directory.resolve("killed"));
    var acknowledged = acknowledged(strace(url(killed), "fsync", "signal=KILL:when=30"));
    assertThat(acknowledged).isGreaterThan(10);
    var recovered = killAtSteps(call, every, acknowledged,
        step -> Copies.of(killed, directory.resolve("recovered" + step)));
    assertThat(created + recovered).as("calls while opening").isGreaterThan(2);
  }

  @Test
  @Rule({"C9", "C11"})
  void a_full_disk_stops_writing_until_the_store_is_opened_again() throws Exception {
    try (var disk = Needs.tmpfs(directory.resolve("disk"), "8m")) {
      var url = url(disk.path());
      var ballast = Files.write(disk.path().resolve("ballast"), new byte[7 << 20]);
      var written = 0;
      try (var store = Persist.open(url)) {
        var outcome = FaultWriter.outcome(store, 1);
        while (outcome.equals("Committed")) {
          written++;
          outcome = FaultWriter.outcome(store, written + 1);
        }
        assertThat(outcome).isIn("UnknownOutcome", "Failed");
        assertThat(FaultWriter.outcome(store, written + 2)).isEqualTo("Failed");
        Files.delete(ballast);
        assertThat(FaultWriter.outcome(store, written + 3)).as("there is space again").isEqualTo("Failed");
        assertThat(store.log().read("ids")).hasSize(written);
      }
      try (var store = Persist.open(url)) {
        assertRetries(store, written + 1);
      }
    }
  }

  private interface Stores {
    Path directory(int step) throws IOException;
  }

  private Path file() {
    return directory.resolve("store.db");
  }

  private static String url(Path directory) {
    return "sqlite:" + directory.resolve("store.db");
  }

  /** Faults are counted from the first write to a store that is there. */
  private void create() {
    Persist.open("sqlite:" + file()).close();
  }

  private void assertStops(List<String> outcomes, String outcome) {
    assertThat(outcomes.getFirst()).isEqualTo("open");
    var failed = IntStream.rangeClosed(1, COMMITS).filter(i -> !outcomes.get(i).endsWith(" Committed")).findFirst();
    assertThat(failed).as("%s", outcomes).isPresent();
    var first = failed.getAsInt();
    assertThat(outcomes.get(first)).isEqualTo(first + " " + outcome);
    assertThat(outcomes.subList(first + 1, COMMITS + 1)).hasSizeGreaterThan(1)
        .allMatch(line -> line.endsWith(" Failed"));
    assertThat(outcomes.getLast()).as("what was acknowledged can still be read").isEqualTo("read " + (first - 1));
    try (var store = Persist.open("sqlite:" + file())) {
      assertRetries(store, first);
    }
  }

  /** Returns how many steps there were until the store was open. */
  private static int killAtSteps(String call, int every, int acknowledged, Stores stores) throws Exception {
    var steps = 0;
    for (var opened = false; !opened; steps += every) {
      var store = stores.directory(steps);
      var outcomes = strace(url(store), call, "signal=KILL:when=" + (steps + 1));
      opened = !outcomes.isEmpty();
      try (var open = Persist.open(url(store))) {
        assertRetries(open, Math.max(acknowledged, acknowledged(outcomes)) + 1);
      }
    }
    return steps;
  }

  private static int acknowledged(List<String> outcomes) {
    return (int) outcomes.stream().filter(line -> line.endsWith("ommitted")).count();
  }

  private static List<String> strace(String url, Path file, String call, String fault) throws Exception {
    return run(url, List.of("-P", file.toString()), call, fault);
  }

  private static List<String> strace(String url, String call, String fault) throws Exception {
    return run(url, List.of(), call, fault);
  }

  /**
   * Runs {@link FaultWriter} with a fault injected into a system call, counted in each thread, and returns what it said.
   * A kill is not injected with the faster {@code --seccomp-bpf}.
   */
  private static List<String> run(String url, List<String> only, String call, String fault) throws Exception {
    Needs.program("strace");
    var runner = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    if (!fault.contains("KILL")) {
      runner.add("--seccomp-bpf");
    }
    runner.addAll(only);
    runner.addAll(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + fault));
    var child = Jvm.start(runner, FaultWriter.class, url, "" + COMMITS);
    try (var lines = child.inputReader()) {
      return lines.lines().toList();
    } finally {
      child.waitFor();
    }
  }

  /** Everything before commit number {@code failed} is there; that one is, or is now written, once. */
  private static void assertRetries(Persist store, int failed) {
    for (var i = 1; i < failed; i++) {
      assertThat(FaultWriter.outcome(store, i)).isEqualTo("AlreadyCommitted");
    }
    assertThat(FaultWriter.outcome(store, failed)).isIn("AlreadyCommitted", "Committed");
    assertThat(FaultWriter.outcome(store, failed)).isEqualTo("AlreadyCommitted");
    assertThat(store.log().read("ids")).hasSize(failed);
    assertThat(FaultWriter.outcome(store, failed + 1)).isEqualTo("Committed");
  }
}
