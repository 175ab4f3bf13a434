package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import dev.persist.crash.CrashCycles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill -9 leaves, at any moment. It says nothing about power loss: a store that never syncs passes. */
class CrashTest {
  private static final int CYCLES = Integer.getInteger("crash.cycles", 13);

  @Test
  @Rule({"C1", "C2", "C7", "C9"})
  void every_acknowledged_commit_survives_kills_and_none_is_there_by_half(@TempDir Path directory) throws Exception {
    var url = "rocksdb:" + directory;
    var logFiles = new HashSet<Path>();
    var seed = Long.getLong("crash.seed", System.nanoTime());
    var random = new Random(seed);
    var cycles = new CrashCycles(url)
        .atAcknowledgement(count -> logFiles.addAll(WriteAheadLog.files(directory)));
    for (var cycle = 1; cycle <= CYCLES; cycle++) {
      var acknowledgements = cycle % 8 == 5 ? 1500 : random.nextInt(10) * random.nextInt(150);
      assertThat(cycles.run(acknowledgements, cycle % 3 == 0 ? url : RocksDbVariants.small(directory)))
          .as("cycle %d, repeat with -Dcrash.seed=%d", cycle, seed)
          .isEmpty();
    }
    assertThat(cycles.events()).isGreaterThan(1000);
    assertThat(logFiles.size()).as("a full buffer begins another").isGreaterThan(2 * CYCLES);
  }
}
