package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.StoreException;
import dev.persist.conformance.Rule;
import dev.persist.crash.CrashCycles;
import dev.persist.machine.Needs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a power cut leaves: the writer is killed, and its file system loses all that was not synced. */
class SqlitePowerLossTest {
  private static final int CYCLES = Integer.getInteger("crash.cycles", 3);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs"})
  @Rule({"C1", "C2"})
  void every_acknowledged_commit_survives_power_cuts_and_none_is_there_by_half(String kind) throws Exception {
    var seed = Long.getLong("crash.seed", System.nanoTime());
    var random = new Random(seed);
    try (var disk = Needs.disk(directory.resolve("disk"), kind)) {
      var file = disk.path().resolve("store.db");
      var cycles = new CrashCycles("sqlite:" + file).afterKill(count -> disk.losePower());
      for (var cycle = 1; cycle <= CYCLES; cycle++) {
        var variant = cycle % 3 == 0 ? "sqlite:" + file : SqliteVariants.busy(file);
        assertThat(cycles.run(50 + random.nextInt(1000), variant))
            .as("cycle %d, repeat with -Dcrash.seed=%d", cycle, seed)
            .isEmpty();
      }
      assertThat(cycles.events()).isGreaterThan(150);
    }
  }

  @Test
  void a_store_that_syncs_nothing_is_reported() throws Exception {
    var found = new ArrayList<String>();
    try (var disk = Needs.disk(directory.resolve("disk"), "ext4")) {
      var file = disk.path().resolve("store.db");
      var cycles = new CrashCycles("sqlite:" + file).afterKill(count -> disk.losePower());
      assertThat(cycles.run(50)).isEmpty();
      found.addAll(cycles.run(1000, SqliteVariants.unsynced(file)));
    } catch (StoreException.Damaged doesNotEvenOpen) {
      found.add("lost all: " + doesNotEvenOpen.getMessage());
    }
    assertThat(found).anyMatch(problem -> problem.contains("lost"));
  }
}
