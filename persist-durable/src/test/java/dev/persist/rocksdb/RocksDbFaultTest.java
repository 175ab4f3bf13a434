package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException.Damaged;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Rule;
import dev.persist.crash.FaultWriter;
import dev.persist.machine.Copies;
import dev.persist.machine.Needs;
import dev.persist.ordered.Layout;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** What a failing disk does: to the write at hand, to those after it, and to what was stored before. */
class RocksDbFaultTest {
  private static final int COMMITS = 30;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"error=EIO:when=12", "error=EIO:when=25", "error=EIO:when=14+"})
  @Rule({"C9", "C11", "C27"})
  void after_a_failed_sync_nothing_is_acknowledged_and_the_retry_commits_once(String fault) throws Exception {
    var outcomes = strace(directory, "fdatasync", fault);
    assertThat(outcomes.getFirst()).isEqualTo("open");
    var failed = IntStream.rangeClosed(1, COMMITS).filter(i -> !outcomes.get(i).endsWith(" Committed")).findFirst();
    var first = failed.orElseThrow();
    assertThat(outcomes.get(first)).isEqualTo(first + " UnknownOutcome");
    assertThat(outcomes.subList(first + 1, COMMITS + 1)).hasSizeGreaterThan(1)
        .allMatch(line -> line.endsWith(" Failed"));
    assertThat(outcomes.getLast()).as("what was acknowledged can still be read").isEqualTo("read " + (first - 1));
    assertRetries(directory, first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fdatasync", "rename", "unlink"})
  @Rule({"C1", "C2"})
  void a_store_killed_at_any_step_of_opening_opens(String call) throws Exception {
    var created = killAtEveryStep(call, 0, step -> directory.resolve("new" + step));
    var killed = directory.resolve("killed");
    var acknowledged = strace(killed, "fdatasync", "signal=KILL:when=20").size() - 1;
    assertThat(acknowledged).isEqualTo(19);
    var recovered = killAtEveryStep(call, acknowledged,
        step -> Copies.of(killed, directory.resolve("recovered" + step)));
    assertThat(created + recovered).as("calls while opening").isGreaterThan(2);
  }

  /** Returns how many steps there were until the store was open. */
  private static int killAtEveryStep(String call, int acknowledged, IntFunction<Path> path) throws Exception {
    var steps = 0;
    for (var opened = false; !opened; steps++) {
      var store = path.apply(steps);
      var outcomes = strace(store, call, "signal=KILL:when=" + (steps + 1));
      opened = !outcomes.isEmpty();
      assertRetries(store, Math.max(acknowledged, opened ? acknowledged(outcomes) : 0) + 1);
    }
    return steps;
  }

  private static int acknowledged(List<String> outcomes) {
    return (int) outcomes.stream().filter(line -> line.endsWith("ommitted")).count();
  }

  @Test
  @Rule({"C9", "C11"})
  void a_full_disk_stops_writing_until_the_store_is_opened_again() throws Exception {
    try (var disk = Needs.tmpfs(directory.resolve("disk"), "8m")) {
      var url = "rocksdb:" + disk.path().resolve("store");
      var ballast = Files.write(disk.path().resolve("ballast"), new byte[6 << 20]);
      var written = 0;
      try (var store = Persist.open(url)) {
        var outcome = FaultWriter.outcome(store, 1);
        while (outcome.equals("Committed")) {
          written++;
          outcome = FaultWriter.outcome(store, written + 1);
        }
        assertThat(outcome).isEqualTo("UnknownOutcome");
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

  @Test
  void a_damaged_table_is_never_read_as_a_shorter_stream() throws Exception {
    fill(2000);
    Persist.open("rocksdb:" + directory).close();
    var table = table();
    var sound = Files.readAllBytes(table);
    var found = 0;
    for (var at = 10; at < sound.length; at += sound.length / 40) {
      var bytes = sound.clone();
      bytes[at] ^= 4;
      Files.write(table, bytes);
      try (var store = Persist.open("rocksdb:" + directory)) {
        assertThat(store.log().read("s")).as("byte %d of %d", at, sound.length).hasSize(2000);
      } catch (Damaged refused) {
        found++;
      }
    }
    assertThat(found).isGreaterThan(30);
  }

  @Test
  void an_event_that_is_missing_is_damage_and_not_a_shorter_stream() throws Exception {
    fill(10);
    Files.delete(directory.resolve(CleanEnd.FILE));
    try (var options = new Options(); var rocks = RocksDB.open(options, directory.toString())) {
      rocks.delete(Layout.event("s", 4));
      rocks.delete(Layout.event("s", 10));
    }
    try (var store = Persist.open("rocksdb:" + directory)) {
      assertThatThrownBy(() -> store.log().read("s").toList()).isInstanceOf(Damaged.class)
          .hasMessageContaining("event 4 of stream \"s\"");
      assertThatThrownBy(() -> store.log().readFrom("s", 5).toList()).isInstanceOf(Damaged.class)
          .hasMessageContaining("event 10 of stream \"s\"");
      assertThatThrownBy(() -> store.log().readFrom("s", 10).toList()).isInstanceOf(Damaged.class);
    }
    try (var backend = BackendProvider.openUrl("rocksdb:" + directory)) {
      for (var seq : List.of(4, 10)) {
        assertThatThrownBy(() -> backend.follow(List.of(new Link("s", seq - 1), new Link("s", seq))))
            .isInstanceOf(Damaged.class)
            .hasMessageContaining("event " + seq + " of stream \"s\"");
      }
      assertThat(backend.follow(List.of(new Link("s", 5), new Link("s", 9), new Link("s", 11)))).hasSize(2);
    }
  }

  private void fill(int events) {
    try (var store = Persist.open("rocksdb:" + directory)) {
      var batch = IntStream.range(0, events)
          .mapToObj(i -> NewEvent.of("t", Instant.EPOCH, Math.sin(i) + "-" + i))
          .toList();
      store.log().append("s", batch);
    }
  }

  private Path table() throws Exception {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
  }

  /**
   * Runs {@link FaultWriter} with a fault injected into a system call, counted in each thread, and returns what it said.
   * A kill is not injected with the faster {@code --seccomp-bpf}.
   */
  private static List<String> strace(Path path, String call, String fault) throws Exception {
    Needs.program("strace");
    var runner = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    if (!fault.contains("KILL")) {
      runner.add("--seccomp-bpf");
    }
    runner.addAll(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + fault));
    var child = Jvm.start(runner, FaultWriter.class, "rocksdb:" + path, "" + COMMITS);
    try (var lines = child.inputReader()) {
      return lines.lines().toList();
    } finally {
      child.waitFor();
    }
  }

  /** Everything before commit number {@code failed} is there; that one is, or is now written, once. */
  private static void assertRetries(Path path, int failed) {
    try (var store = Persist.open("rocksdb:" + path)) {
      assertRetries(store, failed);
    }
  }

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
