package dev.persist.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Jvm;
import dev.persist.conformance.Postgres;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runners that get no peace, see {@link StressedRunners}, in 96 MB of memory: each event counts once, and none falls silent. */
@Rule({"S2", "S6"})
class RunnerStressTest {
  private final long seed = Long.getLong("stress.seed", System.nanoTime());

  @TempDir private Path directory;

  private String url(String engine) {
    return switch (engine) {
      case "memory" -> "memory:";
      case "postgresql" -> Postgres.newUrl();
      default -> engine + ":" + directory.resolve("store");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "rocksdb", "sqlite", "postgresql"})
  void each_event_counts_once_however_little_peace_runners_get(String engine) throws Exception {
    assertThat(run(url(engine), PlantedInRunner.NOTHING)).as("repeat with -Dstress.seed=%d", seed)
        .containsExactly("done");
  }

  @Test
  void a_runner_that_does_not_guard_its_checkpoint_is_reported() throws Exception {
    assertThat(run(url("memory"), PlantedInRunner.CHECKPOINT_UNGUARDED))
        .anyMatch(line -> line.contains("copies"))
        .endsWith("done");
  }

  private List<String> run(String url, PlantedInRunner bug) throws IOException {
    var program = Jvm.start(List.of("env", "JAVA_TOOL_OPTIONS=-Xmx96m"), StressedRunners.class, url, bug.name(),
        "" + seed);
    try (var lines = program.inputReader(UTF_8)) {
      return lines.lines().toList();
    } finally {
      program.toHandle().destroyForcibly();
      program.onExit().join();
    }
  }
}
