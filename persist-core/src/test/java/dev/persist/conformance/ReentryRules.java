package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.feed.Activity;
import dev.persist.feed.Runner;
import dev.persist.feed.RunnerState;
import dev.persist.feed.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A handler or a listener may call the runner that called it, and what a runner cannot do is refused at once (rule S6). */
@Rule("S6")
abstract class ReentryRules extends RunnerSuite {
  ReentryRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule({"S2", "S10", "S18"})
  void a_handler_may_close_its_runner_and_what_it_was_handed_takes_effect_once() throws Exception {
    var own = new AtomicReference<Runner>();
    var performed = new ArrayList<Long>();
    append("s");
    for (var inEffect : List.of(false, true)) {
      var heard = new Heard();
      var runner = copy.each(clock, (event, commit) -> {
        copy(event, commit);
        if (!inEffect) {
          own.get().close();
        }
      }).outside(event -> {
        performed.add(event.seq());
        if (inEffect) {
          own.get().close();
        }
      }).listening(heard);
      own.set(runner);
      runner.run();
      assertThat(runner.state()).isInstanceOf(RunnerState.Closed.class);
      assertThat(heard.kinds()).containsExactly("Running", "Closed");
      assertThat(copy.status().activity(clock.instant())).isInstanceOf(Activity.Unattended.class);
    }
    assertThat(seen()).containsExactly("s1", "s2");
    assertThat(performed).containsExactly(1L, 2L);
  }

  @Test
  void a_handler_that_has_its_own_runner_catch_up_stops_there() throws Exception {
    var own = new AtomicReference<Runner>();
    try (var runner = copy.each(clock, (event, commit) -> {
      copy(event, commit);
      own.get().catchUp();
    })) {
      own.set(runner);
      runner.catchUp();
    }
    assertThat(copy.status().stopped().map(Subscription.Stopped::error).orElseThrow()).contains("its own runner");
    assertThat(seen()).isEmpty();
  }

  @Test
  @Rule({"S8", "S9"})
  void a_listener_may_close_its_runner_also_when_it_hears_that_the_lease_is_lost() throws Exception {
    var own = new AtomicReference<Runner>();
    var heard = new Heard();
    var lease = Duration.ofMillis(30);
    try (var second = copy.each(clock, CopyingSuite::copy); var first = copy.each(clock, (event, commit) -> {
      copy(event, commit);
      copy.pause();
      copy.resume();
      second.catchUp();
      clock.advance(lease.dividedBy(2));
      heard.await(RunnerState.Lost.class); // from the thread that renews
    }).leasing(lease).listening(state -> {
      heard.accept(state);
      if (state instanceof RunnerState.Lost) {
        own.get().close();
      }
    })) {
      own.set(first);
      first.catchUp();
      heard.await(RunnerState.Closed.class);
      assertThat(heard.kinds()).startsWith("Running", "Lost").endsWith("Closed").doesNotHaveDuplicates();
    }
    assertThat(seen()).containsExactly("s1");
  }

  @Test
  void a_runner_that_is_closed_cannot_be_started_and_says_so() {
    var runner = copy.each(clock, CopyingSuite::copy);
    runner.close();
    assertThatIllegalStateException().isThrownBy(runner::start).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(runner::run).withMessageContaining("closed");
    assertThat(seen()).isEmpty();
  }

  @Test
  void a_lease_and_a_name_that_cannot_be_kept_are_refused_at_once() {
    for (var lease : List.of(Duration.ofNanos(1), Duration.ofDays(367), Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatIllegalArgumentException().isThrownBy(() -> copy.each(clock, CopyingSuite::copy).leasing(lease))
          .withMessageContaining(lease.toString());
    }
    assertThat(store.subscription("x".repeat(9_987), "s").status().lag()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> store.subscription("x".repeat(9_999), "s"))
        .withMessageContaining("name of a subscription");
  }

  @Test
  @Rule("S22")
  void nothing_is_performed_for_an_event_that_was_passed_over_while_its_handler_was_at_work() throws Exception {
    var performed = new ArrayList<Long>();
    for (var meanwhile : List.<Runnable>of(copy::pause, () -> copy.reset("s", 1))) {
      try (var runner = copy.each(clock, (event, commit) -> meanwhile.run())
          .outside(event -> performed.add(event.seq()))) {
        runner.catchUp();
      }
      copy.resume();
    }
    assertThat(performed).isEmpty();
    assertThat(copy.status().lag()).isZero();
  }
}
