package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import dev.persist.crash.CrashCycles;
import dev.persist.crash.CrashHistory;
import dev.persist.crash.Planted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill -9 leaves, at any moment, also of a checkpoint. It says nothing about power loss. */
class SqliteCrashTest {
  private static final int CYCLES = Integer.getInteger("crash.cycles", 6);

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @TempDir private Path directory;

  @Test
  @Rule({"C1", "C2", "C7", "C9"})
  void every_acknowledged_commit_survives_kills_and_none_is_there_by_half() throws Exception {
    var logs = new HashSet<Long>();
    var cycles = new CrashCycles(url()).atAcknowledgement(count -> addLog(logs));
    for (var cycle = 1; cycle <= CYCLES; cycle++) {
      var acknowledgements = cycle % 6 == 5 ? 1000 : random.nextInt(10) * random.nextInt(150);
      assertThat(cycles.run(acknowledgements, cycle % 3 == 0 ? url() : SqliteVariants.busy(file())))
          .as("cycle %d, repeat with -Dcrash.seed=%d", cycle, seed)
          .isEmpty();
    }
    assertThat(cycles.events()).isGreaterThan(1000);
    assertThat(logs).as("a log begins anew once it was checkpointed").hasSizeGreaterThan(2 * CYCLES);
  }

  @Test
  @Rule({"C2", "C3"})
  void one_order_of_the_calls_explains_every_answer_through_kills() throws Exception {
    var crashes = new CrashHistory(SqliteVariants.busy(file()));
    for (var run = 0; run < 2; run++) {
      var answers = 50 + random.nextInt(400);
      assertThat(crashes.run(answers)).isGreaterThanOrEqualTo(answers);
    }
    assertThat(crashes.history().problems()).as("kills of -Dcrash.seed=%d", seed).isEmpty();
  }

  @Test
  void a_store_that_acknowledges_before_it_commits_is_reported() throws Exception {
    assertThat(new CrashCycles(url()).run(400, Planted.ACKNOWLEDGES_BEFORE_COMMITTING.in(url())))
        .anyMatch(problem -> problem.contains("lost"));
  }

  private Path file() {
    return directory.resolve("store.db");
  }

  private String url() {
    return "sqlite:" + file();
  }

  /** Each log has salts of its own. */
  private void addLog(Set<Long> logs) throws IOException {
    try (var log = Files.newInputStream(Path.of(file() + "-wal"))) {
      logs.add(ByteBuffer.wrap(log.readNBytes(24)).getLong(16));
    }
  }
}
