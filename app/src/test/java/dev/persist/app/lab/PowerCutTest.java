package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerCutTest {
  @TempDir private Path within;

  @BeforeEach
  void needsMountsAndTheirTools() {
    var missing = new PowerCut().missing();
    Needs.found(missing.isEmpty() ? Optional.of(true) : Optional.empty(), missing.orElse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_file_that_is_not_synced_is_lost_and_the_store_loses_nothing(String engine) throws Exception {
    var result = Ran.of(new PowerCut(), within, engine, Map.of("seats", 50, "writers", 4));
    assertThat(Result.number(result.before(), "told")).isGreaterThanOrEqualTo(50);
    assertThat(Result.number(result.before(), "lost")).isPositive();
    var after = result.after();
    assertThat(Result.number(after, "told")).isGreaterThanOrEqualTo(50);
    assertThat(Result.number(after, "lost")).isZero();
    assertThat(Result.number(after, "damaged")).isZero();
    assertThat(Result.number(after, "there, but not told any more")).isBetween(0L, 4L);
    assertThat(after.good()).isTrue();
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(within.toString());
  }

  @Test
  void a_process_that_promises_seats_before_it_writes_them_is_found_out() throws Exception {
    var after = Ran.of(new PowerCut(KillTest.Hasty.class), within, "sqlite", Map.of("seats", 50, "writers", 1)).after();
    assertThat(Result.number(after, "lost")).isEqualTo(50);
    assertThat(after.good()).isFalse();
  }
}
