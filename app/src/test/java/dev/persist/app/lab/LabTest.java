package dev.persist.app.lab;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.app.Needs;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.web.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How the lab runs its experiments. */
class LabTest {
  @TempDir private Path within;

  private final CountDownLatch open = new CountDownLatch(1);
  private final Experiment waiting = new Trial("waiting", bench -> {
    bench.says("It waits.");
    open.await();
  });
  private final Experiment failing = new Trial("failing", bench -> {
    throw new IllegalStateException("the disk is gone");
  });
  private final Experiment writing = new Trial("writing", bench -> bench.store().kv().put("a", dev.persist.Json.of(1)));

  private Lab lab;

  /** An experiment that shows nothing. */
  private record Trial(String name, Work work) implements Experiment {
    interface Work {
      void run(Bench bench) throws Exception;
    }

    @Override
    public About about() {
      return new About(name, name, name, About.ENGINES, List.of());
    }

    @Override
    public Result run(Bench bench) throws Exception {
      work.run(bench);
      return new Result(Ran.NOTHING, Ran.NOTHING);
    }
  }

  private Lab lab(Duration longest) {
    lab = new Lab(List.of(waiting, failing, writing), InstantSource.system(), within, longest);
    return lab;
  }

  @AfterEach
  void leaveNothing() {
    lab.close();
    assertThat(directories()).isEmpty();
  }

  private List<Path> directories() {
    try (var all = Files.list(within)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_user_has_one_run_and_the_lab_has_two() throws Exception {
    lab(Duration.ofMinutes(1)).start("ann", "waiting", "memory", Map.of());
    assertThatThrownBy(() -> lab.start("ann", "writing", "memory", Map.of())).isInstanceOf(Refusal.class)
        .hasMessage("Your experiment \"waiting\" is still running. Start another one when it has ended.");
    lab.start("bob", "waiting", "memory", Map.of());
    assertThatThrownBy(() -> lab.start("zoe", "waiting", "memory", Map.of())).isInstanceOf(Refusal.class)
        .hasMessage("2 experiments of others are running. Try again in a moment.");
    open.countDown();
    Ran.await(lab, "ann", "waiting");
    Ran.await(lab, "bob", "waiting");
    lab.start("zoe", "writing", "memory", Map.of());
    assertThat(Ran.await(lab, "zoe", "writing").result()).isPresent();
    assertThat(lab.seen("ann", "writing").last()).isEmpty();
  }

  @Test
  void one_that_takes_too_long_is_stopped_and_says_so() throws Exception {
    lab(Duration.ofMillis(50)).start("ann", "waiting", "rocksdb", Map.of());
    var ran = Ran.await(lab, "ann", "waiting");
    assertThat(ran.failed()).hasValueSatisfying(why -> assertThat(why).contains("it took too long"));
    assertThat(ran.steps()).extracting(Run.Step::sentence).containsExactly("It waits.");
    assertThat(directories()).isEmpty();
  }

  @Test
  void one_that_fails_says_why_and_leaves_no_file() throws Exception {
    lab(Duration.ofMinutes(1)).start("ann", "failing", "rocksdb", Map.of());
    assertThat(Ran.await(lab, "ann", "failing").failed())
        .hasValue("It could not be run to its end: the disk is gone");
    assertThat(directories()).isEmpty();
  }

  @Test
  void one_that_this_machine_cannot_run_is_not_begun_and_says_why() {
    var why = "This machine cannot run it: it has no disk.";
    var asked = new AtomicInteger();
    lab = new Lab(List.of(new Experiment() {
      @Override
      public About about() {
        return waiting.about();
      }

      @Override
      public Optional<String> missing() {
        asked.incrementAndGet();
        return Optional.of(why);
      }

      @Override
      public Result run(Bench bench) {
        throw new IllegalStateException("it was begun");
      }
    }), InstantSource.system(), within, Duration.ofMinutes(1));
    assertThat(lab.all("ann")).singleElement().satisfies(seen -> assertThat(seen.missing()).hasValue(why));
    assertThatThrownBy(() -> lab.start("ann", "waiting", "memory", Map.of())).isInstanceOf(Refusal.class)
        .hasMessage(why);
    assertThat(asked).hasValue(2);
    assertThat(lab.last("ann", "waiting")).isEmpty();
    assertThat(asked).as("the last run is found without a look at the machine").hasValue(2);
  }

  @Test
  void the_store_of_a_run_is_removed_after_it() throws Exception {
    for (var engine : About.ENGINES) {
      lab(Duration.ofMinutes(1)).start("ann", "writing", engine, Map.of());
      assertThat(Ran.await(lab, "ann", "writing").failed()).as(engine).isEmpty();
      assertThat(directories()).as(engine).isEmpty();
    }
  }

  @Test
  void a_lab_that_is_closed_stops_what_runs_and_begins_nothing() {
    lab(Duration.ofMinutes(1)).start("ann", "waiting", "sqlite", Map.of());
    lab.close();
    assertThat(lab.last("ann", "waiting").orElseThrow().runs()).isFalse();
    assertThat(lab.last("ann", "waiting").orElseThrow().failed())
        .hasValue("It was stopped, since the app stops. Run it again when the app is back.");
    assertThat(directories()).isEmpty();
    assertThatThrownBy(() -> lab.start("bob", "writing", "memory", Map.of())).isInstanceOf(Refusal.class)
        .hasMessageContaining("stopping");
  }

  @Test
  void one_that_answers_the_interrupt_with_another_error_says_why_it_was_stopped() throws Exception {
    lab = new Lab(List.of(new Trial("wrapping", bench -> {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("called off", e);
      }
    })), InstantSource.system(), within, Duration.ofMillis(50));
    lab.start("ann", "wrapping", "memory", Map.of());
    assertThat(Ran.await(lab, "ann", "wrapping").failed().orElseThrow()).contains("it took too long");
  }

  private static Stream<Arguments> stops() {
    var frozen = Arguments.of("frozen-runner", 4);
    return Stream.concat(Stream.of(frozen), Lab.EXPERIMENTS.stream()
        .map(experiment -> experiment.about().name())
        .flatMap(name -> Stream.of(1, 2).map(steps -> Arguments.of(name, steps))));
  }

  @ParameterizedTest
  @MethodSource("stops")
  void an_experiment_that_is_stopped_in_the_middle_leaves_nothing(String name, int steps) throws Exception {
    lab = new Lab(Lab.EXPERIMENTS, InstantSource.system(), within, Duration.ofMinutes(1));
    var seen = lab.seen("ann", name);
    Needs.found(seen.missing().isEmpty() ? Optional.of(true) : Optional.empty(), seen.missing().orElse(""));
    var numbers = seen.about().parameters().stream().collect(toMap(Parameter::name, Parameter::max));
    lab.start("ann", name, seen.about().engines().getFirst(), numbers);
    for (var run = last(name); run.steps().size() < steps && run.runs(); run = last(name)) {
      lab.awaitChange(run.change(), Duration.ofSeconds(1));
    }
    lab.close();
    assertThat(last(name).runs()).isFalse();
    assertThat(directories()).isEmpty();
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(within.toString());
    assertThat(ProcessHandle.current().children().filter(child -> ("" + child.info().commandLine()).contains(".lab.")))
        .isEmpty();
  }

  private Run.Seen last(String name) {
    return lab.last("ann", name).orElseThrow();
  }

  @Test
  void a_page_that_waits_for_a_change_hears_of_each_step() throws Exception {
    var before = lab(Duration.ofMinutes(1)).awaitChange(-1, Duration.ZERO);
    lab.start("ann", "waiting", "memory", Map.of());
    while (lab.seen("ann", "waiting").last().orElseThrow().steps().isEmpty()) {
      assertThat(lab.awaitChange(before, Duration.ofSeconds(20))).isGreaterThan(before);
    }
    var at = lab.seen("ann", "waiting").last().orElseThrow().change();
    open.countDown();
    assertThat(lab.awaitChange(at, Duration.ofSeconds(20))).isGreaterThan(at);
  }
}
