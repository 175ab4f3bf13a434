package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proves {@link CrashTest} able to fail: a store with a bug is reported, by the sign that the bug leaves. */
class CrashHarnessTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ACKNOWLEDGES_BEFORE_COMMITTING | lost
      LOSES_EVERY_100TH_COMMIT       | where there was
      SPLITS_A_COMMIT                | the log says
      REUSES_SEQS_AFTER_RESTART      | where there was
      FORGETS_IDS                    | is remembered as unknown
      """)
  void a_planted_bug_is_reported(Planted bug, String sign, @TempDir Path directory) throws Exception {
    var cycles = new CrashCycles(directory, bug);
    List<String> problems = cycles.run(400, 64 << 20);
    if (problems.isEmpty()) {
      problems = cycles.run(400, 64 << 20);
    }
    assertThat(problems).anyMatch(problem -> problem.contains(sign));
  }
}
