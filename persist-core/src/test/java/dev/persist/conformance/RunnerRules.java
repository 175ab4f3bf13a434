package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.RunnerState;
import dev.persist.internal.Pages;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a runner makes of faults (rules S5 and S6). */
@Rule("S6")
abstract class RunnerRules extends CopyingSuite {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(3);
  private static final int TIMES = 20;

  RunnerRules(ConformanceKit kit) {
    super(kit);
  }

  /** A store that throws what {@code fault} gives, if it gives something, wherever a runner calls it. */
  private Persist failing(Supplier<Optional<Throwable>> fault) {
    return Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        fail();
        return backend.commit(commit);
      }

      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        fail();
        return backend.read(stream, fromSeq, limit);
      }

      @Override
      public long lastSeq(String stream) {
        fail();
        return backend.lastSeq(stream);
      }

      @Override
      public Optional<Json> get(String key) {
        fail();
        return backend.get(key);
      }

      private void fail() {
        switch (fault.get().orElse(null)) {
          case null -> {
          }
          case RuntimeException e -> throw e;
          case Throwable e -> throw (Error) e;
        }
      }
    });
  }

  @Test
  @Rule("S5")
  void a_fault_keeps_its_class_whichever_thread_met_it_and_no_event_is_lost() throws Exception {
    var events = 3 * Pages.SIZE;
    log().append("s", Collections.nCopies(events, event("x")));
    for (var failing = 1; failing <= 2 * TIMES; failing++) {
      var calls = new AtomicInteger(failing);
      var handled = new AtomicInteger();
      var flaky = failing(() -> Optional.<Throwable>of(new StoreException.Unavailable("away"))
          .filter(fault -> calls.decrementAndGet() == 0));
      try (var runner = flaky.subscription("copy " + failing, "s")
          .batches(Pages.SIZE, clock, (batch, commit) -> handled.addAndGet(batch.size()))) {
        try {
          runner.catchUp();
        } catch (RuntimeException e) {
          assertThat(e).isExactlyInstanceOf(StoreException.Unavailable.class);
          runner.catchUp();
        }
      }
      assertThat(handled).hasValueBetween(events, events + Pages.SIZE); // one batch may have been handed over again
      assertThat(store.subscription("copy " + failing, "s").status().lag()).isZero();
    }
  }

  @Test
  void a_run_goes_on_after_every_fault_that_leaves_its_store_open_and_says_so_once() throws Exception {
    var cut = new IOException("cut");
    for (var fault : List.of(new StoreException.Unavailable("away"), new StoreException.UnknownOutcome("cut", cut),
        new StoreException.Refused("full", cut), new IllegalStateException("a bug"), new OutOfMemoryError("no heap"))) {
      var left = new AtomicInteger();
      var name = "copy " + fault;
      var heard = new Heard();
      try (var logged = Logged.begin();
          var runner = failing(() -> Optional.of(fault).filter(each -> left.getAndUpdate(n -> Math.max(0, n - 1)) > 0))
              .subscription(name, "s")
              .each(clock, IDLE)
              .leasing(SHORT)
              .listening(heard)) {
        append("s");
        runner.start();
        heard.await(RunnerState.Running.class);
        left.set(TIMES);
        append("s");
        assertThat(heard.await(RunnerState.Retrying.class).cause()).isSameAs(fault);
        heard.await(RunnerState.Running.class);
        assertThat(store.subscription(name, "s").await("s", append("s").seq(), clock, LONG)).isTrue();
        assertThat(heard.kinds()).containsExactly("Running", "Retrying", "Running");
        assertThat(logged.with("again: " + fault)).hasSize(1);
        assertThat(logged.with("continues after a fault")).hasSize(1);
      }
    }
  }

  @Test
  void a_fault_of_the_store_at_the_commit_of_an_effect_is_not_the_events() throws Exception {
    for (var fault : List.of(new StoreException.Unavailable("away"), new IllegalStateException("a bug"))) {
      var left = new AtomicInteger(TIMES);
      var copy = Persist.over(new DelegatingBackend(backend) {
        @Override
        public CommitResult commit(Commit commit) {
          if (commit.ops().stream().anyMatch(Op.Append.class::isInstance) && left.getAndDecrement() > 0) {
            throw fault;
          }
          return backend.commit(commit);
        }
      }).subscription("copy " + fault, "s");
      var written = append("s").seq();
      var runner = copy.each(clock, CopyingSuite::copy).leasing(SHORT).start();
      assertThat(copy.await("s", written, clock, LONG)).isTrue();
      runner.close();
    }
    assertThat(seen()).containsExactly("s1", "s1", "s2");
  }

  @Test
  void a_store_that_is_closed_under_a_runner_ends_its_run_which_says_why() throws Exception {
    append("s");
    var heard = new Heard();
    var runner = store.subscription("copy", "s").each(clock, CopyingSuite::copy).listening(heard);
    try (var logged = Logged.begin()) {
      var run = run(runner::run);
      heard.await(RunnerState.Running.class);
      store.close();
      run.get();
      assertThat(heard.await(RunnerState.Ended.class).cause()).isInstanceOf(StoreException.Closed.class);
      assertThat(logged.with("has ended")).hasSize(1);
    }
    runner.close();
    assertThat(runner.state()).isInstanceOf(RunnerState.Ended.class);
    assertThat(heard.kinds()).containsExactly("Running", "Ended");
  }

  @Test
  void a_runner_that_never_ran_can_be_closed_after_its_store() {
    var runner = store.subscription("copy", "s").each(clock, IDLE);
    store.close();
    runner.close();
    assertThat(runner.state()).isEqualTo(new RunnerState.Closed());
  }

  @Test
  void a_failed_store_ends_a_run_which_says_why() throws Exception {
    append("s");
    var failed = new StoreException.Failed("reopen it", new IOException("no space"));
    var isFailed = new AtomicInteger();
    var heard = new Heard();
    try (var logged = Logged.begin();
        var runner = Persist.over(new DelegatingBackend(backend) {
          @Override
          public CommitResult commit(Commit commit) {
            if (isFailed.get() > 0) {
              throw failed;
            }
            return backend.commit(commit);
          }
        }).subscription("copy", "s").each(clock, IDLE).listening(heard)) {
      var run = run(runner::run);
      heard.await(RunnerState.Running.class);
      isFailed.set(1);
      append("s");
      run.get();
      assertThat(heard.await(RunnerState.Ended.class).cause()).isSameAs(failed);
      assertThat(logged.with("has ended")).hasSize(1);
    }
  }

  @Test
  void a_failed_or_closed_store_that_a_handler_uses_beside_its_own_does_not_end_the_run() throws Exception {
    for (var fault : List.of(new StoreException.Closed("another"),
        new StoreException.Failed("another", new IOException()))) {
      var left = new AtomicInteger(TIMES);
      var copy = store.subscription("copy " + fault, "s");
      try (var runner = copy.each(clock, (event, commit) -> {
        if (left.getAndDecrement() > 0) {
          throw fault;
        }
      }).leasing(SHORT).start()) {
        assertThat(copy.await("s", append("s").seq(), clock, LONG)).isTrue();
        assertThat(runner.state()).isInstanceOfAny(RunnerState.Running.class, RunnerState.Retrying.class);
      }
    }
  }

  @Test
  void a_handler_that_is_interrupted_on_the_thread_of_a_runner_is_called_again() throws Exception {
    var left = new AtomicInteger(TIMES);
    var copy = store.subscription("copy", "s");
    var runner = copy.each(clock, (event, commit) -> {
      if (left.get() % 2 == 0) {
        Thread.currentThread().interrupt();
      }
      if (left.getAndDecrement() > 0) {
        throw new InterruptedException("not by a caller");
      }
    }).leasing(SHORT).start();
    assertThat(copy.await("s", append("s").seq(), clock, LONG)).isTrue();
    runner.close();
  }

  @Test
  void a_run_whose_thread_is_interrupted_ends_and_says_why() throws Exception {
    append("s");
    var heard = new Heard();
    try (var runner = store.subscription("copy", "s").each(clock, IDLE).listening(heard)) {
      var run = new FutureTask<>(() -> {
        assertThatThrownBy(runner::run).isInstanceOf(InterruptedException.class);
        return true;
      });
      var thread = Thread.ofPlatform().start(run);
      heard.await(RunnerState.Running.class);
      thread.interrupt();
      assertThat(run.get()).isTrue();
      assertThat(heard.kinds()).containsExactly("Running", "Ended");
    }
  }

  @Test
  void a_runner_runs_once_at_a_time() throws Exception {
    append("s");
    var heard = new Heard();
    try (var runner = store.subscription("copy", "s").each(clock, IDLE).listening(heard).start()) {
      heard.await(RunnerState.Running.class);
      assertThatIllegalStateException().isThrownBy(runner::start).withMessageContaining("runs already");
      assertThatIllegalStateException().isThrownBy(runner::run).withMessageContaining("runs already");
    }
  }

  private interface Run {
    void run() throws Exception;
  }

  private static FutureTask<Boolean> run(Run run) {
    var task = new FutureTask<>(() -> {
      run.run();
      return true;
    });
    Thread.ofPlatform().daemon().start(task);
    return task;
  }
}
