package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import dev.persist.crash.CrashHistory;
import dev.persist.crash.Planted;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One history through kills and reopenings: what was answered is not taken back, what was not happened then or never. */
class CrashHistoryTest {
  @Test
  @Rule({"C2", "C3"})
  void one_order_of_the_calls_explains_every_answer_through_kills(@TempDir Path directory) throws Exception {
    var seed = Long.getLong("crash.seed", System.nanoTime());
    var random = new Random(seed);
    var crashes = new CrashHistory("rocksdb:" + directory);
    for (var run = 0; run < 3; run++) {
      var answers = 50 + random.nextInt(400);
      assertThat(crashes.run(answers)).isGreaterThanOrEqualTo(answers);
    }
    assertThat(crashes.history().problems()).as("kills of -Dcrash.seed=%d", seed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ACKNOWLEDGES_BEFORE_COMMITTING", "LOSES_EVERY_10TH_COMMIT"})
  void a_planted_bug_is_reported(Planted bug, @TempDir Path directory) throws Exception {
    var crashes = new CrashHistory(bug.in("rocksdb:" + directory));
    for (var run = 0; run < 3; run++) {
      assertThat(crashes.run(300)).isGreaterThanOrEqualTo(300);
    }
    assertThat(crashes.history().problems()).isNotEmpty();
  }
}
