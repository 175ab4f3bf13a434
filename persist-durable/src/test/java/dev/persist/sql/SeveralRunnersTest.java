package dev.persist.sql;

import static dev.persist.crash.PlantedInRunner.CHECKPOINT_UNGUARDED;
import static dev.persist.crash.PlantedInRunner.NOTHING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Postgres;
import dev.persist.conformance.Rule;
import dev.persist.crash.Copier;
import dev.persist.crash.Copying;
import dev.persist.crash.PlantedInRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one database run one subscription: each event counts once, in order, as if one ran it. */
@Rule("S4")
class SeveralRunnersTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration LEASE = Duration.ofMillis(500);
  private static final Duration ENDS_ALL_THE_TIME = Duration.ofMillis(2);
  private static final int KILLS = Integer.getInteger("crash.cycles", 3);
  private static final int NUMBERS = 100;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final String url = Postgres.newUrl();
  private final List<Process> processes = new ArrayList<>();

  @TempDir private Path directory;

  private Persist store;
  private Copying copying;

  @BeforeEach
  void open() {
    store = Persist.open(url);
    copying = new Copying(store, Copying.SHARED, directory);
  }

  @AfterEach
  void drop() {
    processes.forEach(SeveralRunnersTest::kill);
    store.close();
    Postgres.drop(url);
  }

  @Test
  @Rule("S17")
  void one_that_was_frozen_beyond_its_lease_changes_nothing_and_may_take_over_again() throws Exception {
    var watch = new Watch();
    assertThat(commitOfOneThatWasFrozen(NOTHING)).isEqualTo("Conflict");
    kill(processes.getLast());
    writeAndAwait();
    assertThat(watch.end()).isEmpty();
    assertThat(copying.problems()).isEmpty();
    assertThat(copying.repeated()).as("events that both were handed").isPositive();
    assertThat(copying.subscription().status().fence()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void a_runner_that_does_not_guard_its_checkpoint_is_reported() throws Exception {
    assertThat(commitOfOneThatWasFrozen(CHECKPOINT_UNGUARDED)).isEqualTo("Committed");
    writeAndAwait();
    assertThat(copying.problems()).anyMatch(problem -> problem.contains("are there again"));
  }

  /** Returns what becomes of a commit whose runner is frozen before it, until another has taken over and gone on. */
  private String commitOfOneThatWasFrozen(PlantedInRunner bug) throws Exception {
    var frozen = start(bug, LEASE, 0, "hold");
    write();
    assertThat(next(frozen)).isEqualTo("holding");
    signal("STOP", frozen);
    start(bug, LEASE, 0);
    writeAndAwait();
    frozen.outputWriter().append('\n').flush();
    signal("CONT", frozen);
    return next(frozen);
  }

  @Test
  @Rule({"S4", "S13"})
  void of_two_that_compete_while_all_write_and_any_may_be_killed_each_effect_counts_once() throws Exception {
    var watch = new Watch();
    var running = new ArrayList<>(List.of(start(NOTHING, ENDS_ALL_THE_TIME, NUMBERS)));
    await(copying.stream(0), copying.write(0).seq());
    for (var i = 0; i < KILLS; i++) {
      running.add(start(NOTHING, ENDS_ALL_THE_TIME, NUMBERS));
      for (var number = random.nextInt(NUMBERS); number > 0; number--) {
        copying.write(number);
      }
      kill(running.remove(random.nextInt(2)));
    }
    running.forEach(SeveralRunnersTest::kill);
    copying.write(0);
    copying.catchUp();
    assertThat(watch.end()).as("repeat with -Dcrash.seed=%d", seed).isEmpty();
    assertThat(copying.problems()).as("repeat with -Dcrash.seed=%d", seed).isEmpty();
    assertThat(copying.subscription().status().fence()).as("the lease went from one to another").isGreaterThan(1);
  }

  @Test
  void a_checkpoint_that_goes_back_is_reported() throws Exception {
    write();
    copying.catchUp();
    var watch = new Watch();
    copying.subscription().reset(copying.stream(0), 1);
    assertThat(watch.end()).hasSize(1);
  }

  @Test
  @Rule("S26")
  void who_wrote_reads_what_a_handler_in_another_process_made_of_it() throws Exception {
    start(NOTHING, LEASE, 0);
    var sum = 0L;
    for (var number = 1; number <= NUMBERS; number++) {
      var written = copying.write(number);
      sum += number;
      await(written.stream(), written.seq());
      assertThat(copying.total()).isEqualTo(sum);
    }
  }

  private void write() {
    for (var number = 1; number <= NUMBERS; number++) {
      copying.write(number);
    }
  }

  private void writeAndAwait() throws InterruptedException {
    write();
    for (var number = 0; number < 2; number++) {
      await(copying.stream(number), store.log().lastSeq(copying.stream(number)));
    }
  }

  private void await(String stream, long seq) throws InterruptedException {
    assertThat(copying.subscription().await(stream, seq, InstantSource.system(), LONG)).isTrue();
  }

  /** Starts one that runs the subscription, and has two writers of {@code numbers} numbers. */
  private Process start(PlantedInRunner bug, Duration lease, int numbers, String... hold) throws IOException {
    var args = new ArrayList<>(List.of(url, directory.toString(), bug.name(), lease.toString(), "1", "" + numbers));
    args.addAll(List.of(hold));
    var process = Jvm.start(Copier.class, args.toArray(String[]::new));
    processes.add(process);
    assertThat(next(process)).isEqualTo("ready");
    return process;
  }

  private static String next(Process process) throws IOException {
    return process.inputReader(UTF_8).readLine();
  }

  private static void kill(Process process) {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  private static void signal(String name, Process process) throws IOException {
    var kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start();
    assertThat(kill.onExit().join().exitValue()).isZero();
  }

  /** Looks at each change whether the checkpoint has gone back. */
  private final class Watch {
    private final HashMap<String, Long> highest = new HashMap<>(copying.subscription().status().seqs());
    private final List<String> problems = new ArrayList<>();
    private final FutureTask<List<String>> watching = new FutureTask<>(this::watch);
    private volatile boolean ended;

    Watch() {
      Thread.ofPlatform().daemon().start(watching);
    }

    private List<String> watch() throws InterruptedException {
      var seen = 0L;
      while (!ended) {
        seen = store.awaitChange(seen, LEASE);
        look();
      }
      look();
      return problems;
    }

    private void look() {
      copying.subscription().status().seqs().forEach((stream, seq) -> {
        var before = highest.put(stream, seq);
        if (before != null && before > seq) {
          problems.add("the checkpoint in " + stream + " went back from " + before + " to " + seq);
        }
      });
    }

    /** Returns what was wrong until now. */
    List<String> end() throws Exception {
      ended = true;
      return watching.get();
    }
  }
}
