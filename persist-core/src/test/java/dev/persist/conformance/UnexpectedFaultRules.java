package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.Hub;
import dev.persist.feed.RunnerState;
import dev.persist.feed.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A handler, listener, clock or store that fails as nobody expects costs no event and ends no run (rule S6). */
@Rule("S6")
abstract class UnexpectedFaultRules extends RunnerSuite {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(3);

  UnexpectedFaultRules(ConformanceKit kit) {
    super(kit);
  }

  /** Throws what the compiler would have declared: other languages of the JVM do not check. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable, R> R sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private boolean handled(String stream, long seq) throws InterruptedException {
    return copy.await(stream, seq, InstantSource.system(), LONG);
  }

  @Test
  @Rule("S8")
  void a_checked_exception_of_a_listener_costs_nothing() throws Exception {
    try (var runner = copy.each(clock, CopyingSuite::copy)
        .listening(state -> UnexpectedFaultRules.<RuntimeException, Object>sneak(new IOException("planted")))) {
      runner.start();
      assertThat(handled("s", append("s").seq())).isTrue();
    }
    assertThat(seen()).containsExactly("s1", "s2");
  }

  @Test
  void a_clock_and_a_store_that_throw_anything_are_tried_again_and_that_is_said() throws Exception {
    var fault = new AtomicReference<Optional<Throwable>>(Optional.empty());
    InstantSource failing = () -> fault.get().isPresent()
        ? UnexpectedFaultRules.<RuntimeException, Instant>sneak(fault.get().get())
        : clock.instant();
    for (var planted : List.of(new IOException("planted"), new IllegalStateException("planted"),
        new AssertionError())) {
      var heard = new Heard();
      try (var runner = copy.each(failing, CopyingSuite::copy).leasing(SHORT).listening(heard)) {
        runner.start();
        heard.await(RunnerState.Running.class);
        fault.set(Optional.of(planted));
        append("s");
        assertThat(heard.await(RunnerState.Retrying.class).cause()).isSameAs(planted);
        fault.set(Optional.empty());
        assertThat(handled("s", append("s").seq())).isTrue();
      }
    }
    assertThat(seen()).isEqualTo(all("s", 1, 7));
  }

  /** Says nothing of itself, or throws when it is asked to. */
  private static final class Silent extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean throwing;

    Silent(boolean throwing) {
      this.throwing = throwing;
    }

    @Override
    @SuppressWarnings({"OverrideThrowableToString", "ToStringReturnsNull"}) // which is the point
    public @Nullable String toString() {
      if (throwing) {
        throw new IllegalStateException("no text");
      }
      return null;
    }
  }

  @Test
  @Rule({"S1", "S8"})
  void an_exception_without_a_text_stops_the_subscription_as_any_other() throws Exception {
    for (var throwing : List.of(true, false)) {
      var heard = new Heard();
      try (var runner = copy.each(clock, (event, commit) -> {
        throw new Silent(throwing);
      }).listening(heard)) {
        runner.catchUp();
        assertThat(copy.status().stopped().map(Subscription.Stopped::error)).hasValue(Silent.class.getName());
        heard.await(RunnerState.Stopped.class);
        copy.resume();
      }
    }
  }

  @Test
  @Rule("S19")
  void what_is_tried_again_is_said_also_when_the_store_was_away_at_the_first_fault() throws Exception {
    var effects = new AtomicInteger();
    var notes = new AtomicInteger(1);
    var flaky = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        var isEffect = commit.ops().stream().anyMatch(Op.Append.class::isInstance);
        if (isEffect) {
          effects.incrementAndGet();
        }
        if (isEffect || (effects.get() > 0 && notes.getAndDecrement() > 0)) {
          throw new StoreException.Unavailable("away");
        }
        return backend.commit(commit);
      }
    });
    try (var runner = flaky.subscription("copy", "s")
        .each(clock, CopyingSuite::copy)
        .leasing(Duration.ofMillis(60))) {
      runner.start();
      for (var seen = 0L; copy.status().trouble().isEmpty();) {
        seen = store.awaitChange(seen, LONG);
      }
      assertThat(copy.status().trouble().map(Subscription.Trouble::error).orElseThrow()).contains("away");
    }
  }

  @Test
  @Rule("S21")
  void a_fault_at_the_commit_has_a_runner_of_several_streams_perform_nothing_twice() throws Exception {
    append("t");
    append("s");
    for (var failing = 1; failing <= 8; failing++) {
      var name = "mail " + failing;
      var left = new AtomicInteger(failing);
      var flaky = Persist.over(new DelegatingBackend(backend) {
        @Override
        public CommitResult commit(Commit commit) {
          if (left.decrementAndGet() == 0) {
            throw new StoreException.Unavailable("away");
          }
          return backend.commit(commit);
        }
      });
      var performed = new ArrayList<String>();
      try (var runner = flaky.subscription(name, "s", "t")
          .each(clock, IDLE)
          .outside(event -> performed.add(at(event)))) {
        try {
          runner.catchUp();
        } catch (StoreException.Unavailable e) {
          runner.catchUp();
        }
      }
      assertThat(performed).as("commit %d fails", failing).containsExactlyInAnyOrder("s1", "s2", "t1");
    }
  }

  @Test
  @Rule("P20")
  void a_clock_that_is_set_back_makes_nobody_wait_longer() throws Exception {
    var times = new AtomicInteger();
    InstantSource setBack = () -> AT.plusMillis(times.getAndIncrement() == 1 ? -3_600_000 : 50L * times.get());
    assertThat(copy.await("s", 9, setBack, Duration.ofMillis(200))).isFalse();
    assertThat(copy.await("s", 0, setBack, ChronoUnit.FOREVER.getDuration())).isTrue();
  }

  @Test
  @Rule("S12")
  void a_checked_exception_of_a_callback_is_a_failure_as_any_other() {
    var failures = new ArrayList<Throwable>();
    var hub = new Hub(store, failure -> failures.add(failure.cause()));
    var called = new ArrayList<Event>();
    var planted = new IOException("planted");
    hub.subscribe("s", event -> UnexpectedFaultRules.<RuntimeException, Object>sneak(planted));
    hub.subscribe("s", called::add);
    var published = hub.publish("s", "x", AT, 1);
    assertThat(called).containsExactly(published);
    assertThat(failures).containsExactly(planted);
  }
}
