package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.lab.Result.Count;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenRunnerTest {
  @TempDir private Path within;

  @ParameterizedTest
  @CsvSource({"memory, 10, 2", "rocksdb, 10, 1", "sqlite, 3, 1"})
  void nobody_takes_over_from_a_map_and_a_runner_takes_over_on_persist(String engine, int orders, int lease)
      throws Exception {
    var result = Ran.of(new FrozenRunner(), within, engine, Map.of("orders", orders, "lease", lease));
    assertThat(result.before().counts()).containsExactly(Count.of("payments", orders), Count.of("letters", orders),
        Count.harm("written twice", 0), Count.harm("not done while it was frozen", 1),
        Count.harm("refused to take over", 1));
    assertThat(result.before().good()).isFalse();
    var after = result.after();
    assertThat(after.counts().subList(0, 4)).containsExactly(Count.of("payments", orders),
        Count.of("letters", orders), Count.harm("written twice", 0), Count.harm("not done while it was frozen", 0));
    assertThat(Result.number(after, "late letters refused")
        + Result.number(after, "late renewals of the lease refused")).isPositive();
    assertThat(after.good()).isTrue();
    assertThat(after.interleaving().lanes().getFirst().marks()).extracting("label")
        .containsExactly("freezes while it writes letter " + (orders / 2 + 1), "wakes up, and ends its letter",
            "is refused: it has lost the lease");
    assertThat(after.interleaving().lanes().getLast().marks()).extracting("label").contains("has the lease");
  }

  @Test
  void without_the_guard_on_the_checkpoint_letters_would_be_written_again() throws Exception {
    var after = Ran.of(new FrozenRunner(Unguarded::new), within, "memory", Map.of("orders", 4, "lease", 1)).after();
    assertThat(Result.number(after, "written twice")).isPositive();
    assertThat(after.interleaving().lanes().getFirst().marks()).extracting("label")
        .last()
        .isEqualTo("has written its letter");
    assertThat(after.good()).isFalse();
  }
}
