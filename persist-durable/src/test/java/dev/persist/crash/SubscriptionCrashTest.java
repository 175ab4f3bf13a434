package dev.persist.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Postgres;
import dev.persist.conformance.Rule;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kill -9 of who runs a subscription leaves, at any moment: each event counts once, in order, for who goes on. */
@Rule("S2")
class SubscriptionCrashTest {
  private static final Duration LATER = Duration.ofHours(1);
  private static final int IN_A_TAKEOVER = 30;
  private static final int KILLS = Integer.getInteger("crash.cycles", 3);

  private final long seed = Long.getLong("crash.seed", System.nanoTime());

  @TempDir private Path directory;

  private Optional<String> schema = Optional.empty();
  private Instant now = Instant.EPOCH;

  @AfterEach
  void drop() {
    schema.ifPresent(Postgres::drop);
  }

  private String url(String engine) {
    return switch (engine) {
      case "postgresql" -> {
        schema = Optional.of(Postgres.newUrl());
        yield schema.get();
      }
      case "sqlite" -> "sqlite:" + directory.resolve("store.db");
      default -> engine + ":" + directory.resolve("store");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite", "postgresql"})
  @Rule("S13")
  void each_event_counts_once_whatever_step_the_kill_comes_at(String engine) throws Exception {
    assertThat(problems(url(engine), PlantedInRunner.NOTHING)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKPOINT_BEFORE_EFFECT", "EFFECT_BEFORE_CHECKPOINT"})
  void a_planted_bug_is_reported(PlantedInRunner bug) throws Exception {
    var sign = bug == PlantedInRunner.CHECKPOINT_BEFORE_EFFECT ? "are missing" : "are there again";
    assertThat(problems(url("rocksdb"), bug)).anyMatch(problem -> problem.contains(sign));
  }

  /**
   * They take the lease from each other all the time, as it ends while they commit. Here they are in one process, as these
   * engines want it; {@code SeveralRunnersTest} has a process for each.
   */
  @Rule({"S4", "S13"})
  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void each_event_counts_once_for_runners_that_compete_while_others_write_and_all_are_killed(String engine)
      throws Exception {
    var url = url(engine);
    var random = new Random(seed);
    for (var i = 0; i < KILLS; i++) {
      killAfter(1 + random.nextInt(60), url);
    }
    try (var store = Persist.open(url)) {
      var copying = new Copying(store, Copying.SHARED, directory);
      copying.write(0);
      copying.catchUp();
      assertThat(copying.problems()).as("repeat with -Dcrash.seed=%d", seed).isEmpty();
      assertThat(copying.subscription().status().fence()).as("the lease went from one to another").isGreaterThan(KILLS);
    }
  }

  private void killAfter(int commits, String url) throws IOException {
    var program = Jvm.start(Copier.class, url, directory.toString(), "NOTHING", "PT0.002S", "2", "150");
    var count = 0;
    try (var lines = program.inputReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("Committed") && ++count == commits) {
          program.toHandle().destroyForcibly();
        }
      }
    } finally {
      program.toHandle().destroyForcibly();
      program.onExit().join();
    }
    assertThat(count).isGreaterThanOrEqualTo(commits);
  }

  /** Kills at every step of one run, then at the steps of taking over, and then goes on to the end. */
  private List<String> problems(String url, PlantedInRunner bug) throws Exception {
    var first = kill(url, bug);
    var steps = first.getFirst();
    assertThat(first).as("each came to a halt").containsExactly(steps, steps);
    assertThat(steps).isGreaterThan(30);
    assertThat(kill(url, bug, "" + steps, "" + IN_A_TAKEOVER).getFirst()).isGreaterThan(steps / 2);
    try (var backend = BackendProvider.openUrl(url)) {
      var rest = new HaltingRunners(backend, directory, bug, now);
      rest.finish(steps);
      var problems = new ArrayList<String>();
      var repeated = 0L;
      for (var i = 1; i <= steps; i++) {
        problems.addAll(rest.copying(i).problems());
        repeated += rest.copying(i).repeated();
      }
      assertThat(repeated).as("kills between an effect outside and the checkpoint").isPositive();
      return problems;
    }
  }

  /** Returns the numbers that the program says before it waits and is killed; the next begins after its leases. */
  private List<Integer> kill(String url, PlantedInRunner bug, String... more) throws IOException {
    var args = new ArrayList<>(List.of(url, directory.toString(), bug.name(), now.toString()));
    args.addAll(List.of(more));
    now = now.plus(LATER);
    var program = Jvm.start(HaltingRunners.class, args.toArray(String[]::new));
    var said = new ArrayList<Integer>();
    try (var lines = program.inputReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(Integer.valueOf(line.substring(line.indexOf(' ') + 1)));
        if (line.startsWith("halted")) {
          program.toHandle().destroyForcibly();
        }
      }
    } finally {
      program.toHandle().destroyForcibly();
      program.onExit().join();
    }
    assertThat(said).as("it came to a halt, or its error is on standard error").isNotEmpty();
    return said;
  }
}
