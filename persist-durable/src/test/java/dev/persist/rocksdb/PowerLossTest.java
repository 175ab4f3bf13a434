package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.StoreException;
import dev.persist.conformance.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a power cut leaves: the writer is killed, and its file system loses all that was not synced. */
class PowerLossTest {
  private static final int CYCLES = 6;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs"})
  @Rule({"C1", "C2"})
  void every_acknowledged_commit_survives_power_cuts_and_none_is_there_by_half(String kind) throws Exception {
    var seed = Long.getLong("crash.seed", System.nanoTime());
    var random = new Random(seed);
    try (var disk = Needs.disk(directory.resolve("disk"), kind)) {
      var store = Files.createDirectory(disk.path().resolve("store"));
      var cycles = new CrashCycles(store, Planted.NOTHING, List.of(), disk::losePower);
      for (var cycle = 1; cycle <= CYCLES; cycle++) {
        assertThat(cycles.run(50 + random.nextInt(1000), cycle % 3 == 0 ? 64 << 20 : 128 << 10))
            .as("cycle %d, repeat with -Dcrash.seed=%d", cycle, seed)
            .isEmpty();
      }
      assertThat(cycles.events()).isGreaterThan(1000);
    }
  }

  /** The harness has to notice a disk that says it has synced and has not. */
  @Test
  void a_sync_that_does_nothing_is_reported() throws Exception {
    Needs.program("strace");
    var lyingDisk = List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e",
        "trace=fdatasync", "-e",
        "inject=fdatasync:retval=0");
    var found = new ArrayList<String>();
    try (var disk = Needs.disk(directory.resolve("disk"), "ext4")) {
      var store = Files.createDirectory(disk.path().resolve("store"));
      new CrashCycles(store, Planted.NOTHING, List.of(), disk::losePower).run(50, 64 << 20);
      found.addAll(new CrashCycles(store, Planted.NOTHING, lyingDisk, disk::losePower).run(2000, 64 << 20));
    } catch (StoreException.Damaged doesNotEvenOpen) {
      found.add("lost all: " + doesNotEvenOpen.getMessage());
    }
    assertThat(found).anyMatch(problem -> problem.contains("lost"));
  }
}
