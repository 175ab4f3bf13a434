package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.StoreException;
import dev.persist.conformance.Rule;
import dev.persist.crash.CrashCycles;
import dev.persist.machine.Needs;
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
  private static final int CYCLES = Integer.getInteger("crash.cycles", 4);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs"})
  @Rule({"C1", "C2"})
  void every_acknowledged_commit_survives_power_cuts_and_none_is_there_by_half(String kind) throws Exception {
    var seed = Long.getLong("crash.seed", System.nanoTime());
    var random = new Random(seed);
    try (var disk = Needs.disk(directory.resolve("disk"), kind)) {
      var store = Files.createDirectory(disk.path().resolve("store"));
      var cycles = new CrashCycles("rocksdb:" + store).afterKill(count -> disk.losePower());
      for (var cycle = 1; cycle <= CYCLES; cycle++) {
        var variant = cycle % 3 == 0 ? "rocksdb:" + store : RocksDbVariants.small(store);
        assertThat(cycles.run(50 + random.nextInt(1000), variant))
            .as("cycle %d, repeat with -Dcrash.seed=%d", cycle, seed)
            .isEmpty();
      }
      assertThat(cycles.events()).isGreaterThan(200);
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
      var url = "rocksdb:" + Files.createDirectory(disk.path().resolve("store"));
      new CrashCycles(url).afterKill(count -> disk.losePower()).run(50);
      found.addAll(new CrashCycles(url).runner(lyingDisk).afterKill(count -> disk.losePower()).run(2000));
    } catch (StoreException.Damaged doesNotEvenOpen) {
      found.add("lost all: " + doesNotEvenOpen.getMessage());
    }
    assertThat(found).anyMatch(problem -> problem.contains("lost"));
  }
}
