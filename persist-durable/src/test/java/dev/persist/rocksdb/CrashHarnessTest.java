package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.crash.CrashCycles;
import dev.persist.crash.Planted;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proves {@link CrashTest} able to fail: a store with a bug is reported, by the sign that the bug leaves. */
class CrashHarnessTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ACKNOWLEDGES_BEFORE_COMMITTING | lost
      LOSES_EVERY_10TH_COMMIT        | where there was
      SPLITS_A_COMMIT                | the log says
      FORGETS_IDS                    | is remembered as unknown
      """)
  void a_planted_bug_is_reported(Planted bug, String sign, @TempDir Path directory) throws Exception {
    var url = "rocksdb:" + directory;
    assertThat(problems(url, bug.in(url))).anyMatch(problem -> problem.contains(sign));
  }

  @Test
  void seqs_used_again_after_a_restart_are_reported(@TempDir Path directory) throws Exception {
    assertThat(problems("rocksdb:" + directory, RocksDbVariants.forgetful(directory)))
        .anyMatch(problem -> problem.contains("where there was"));
  }

  private static List<String> problems(String url, String variant) throws Exception {
    var cycles = new CrashCycles(url);
    var problems = cycles.run(400, variant);
    return problems.isEmpty() ? cycles.run(400, variant) : problems;
  }
}
