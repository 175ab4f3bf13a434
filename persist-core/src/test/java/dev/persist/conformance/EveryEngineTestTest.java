package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EveryEngineTestTest {
  @Test
  void a_test_runs_on_the_engines_that_are_named_or_on_all() {
    assertThat(EveryEngineTest.chosen("")).containsExactly(Engines.values());
    assertThat(EveryEngineTest.chosen("sqlite, memory")).containsExactly(Engines.SQLITE, Engines.MEMORY);
    assertThatIllegalArgumentException().isThrownBy(() -> EveryEngineTest.chosen("mysql").toList())
        .withMessageContaining("\"mysql\"")
        .withMessageContaining("rocksdb");
  }
}
