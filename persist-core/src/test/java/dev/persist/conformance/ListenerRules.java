package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.StoreException;
import dev.persist.feed.Activity;
import dev.persist.feed.RunnerState;
import dev.persist.feed.Subscription;
import dev.persist.feed.Subscription.Stopped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is told of a subscription and its runners without asking, and what to who asks (rules S7 and S8). */
abstract class ListenerRules extends CopyingSuite {
  private static final Duration LONG = Duration.ofMinutes(1);

  ListenerRules(ConformanceKit kit) {
    super(kit);
  }

  private Activity activity(Subscription subscription) {
    return subscription.status().activity(clock.instant());
  }

  @Test
  @Rule({"S7", "S19"})
  void the_status_says_whether_somebody_runs_it_and_why_not() throws Exception {
    log().append("s", events("x", "bad"));
    var copy = store.subscription("copy", "s");
    assertThat(activity(copy)).isEqualTo(new Activity.Unattended(AT));
    var taken = clock.instant();
    try (var runner = copy.each(clock, CopyingSuite::copy)) {
      runner.catchUp();
      var stopped = new Stopped("s", 2, "java.lang.IllegalStateException: cannot 2", taken);
      assertThat(activity(copy)).isEqualTo(stopped);
      copy.pause();
      assertThat(activity(copy)).isEqualTo(new Activity.Paused());
      copy.resume();
      copy.reset("s", 2);
      clock.advance(Duration.ofSeconds(1));
      taken = clock.instant();
      runner.catchUp();
      var end = taken.plus(Subscription.LEASE);
      assertThat(activity(copy)).isEqualTo(new Activity.Running(2, taken, end));
      clock.advance(Subscription.LEASE);
      assertThat(activity(copy)).isEqualTo(new Activity.Unattended(end));
    }
    assertThat(activity(copy)).isEqualTo(new Activity.Unattended(AT));
  }

  @Test
  @Rule("S19")
  void the_status_says_what_a_runner_tries_again_until_it_is_mended() throws Exception {
    var broken = new AtomicInteger(1);
    var heard = new Heard();
    var copy = store.subscription("copy", "s");
    var since = clock.instant();
    var runner = copy.each(clock, (event, commit) -> {
      if (broken.get() > 0) {
        throw new StoreException.Unavailable("the mail server is away");
      }
    }).leasing(Duration.ofMillis(30)).listening(heard).start();
    append("s");
    await(copy, Activity.Retrying.class);
    assertThat(activity(copy)).isEqualTo(new Activity.Retrying(1,
        "dev.persist.StoreException$Unavailable: the mail server is away", since));
    broken.set(0);
    await(copy, Activity.Running.class);
    assertThat(copy.status().lag()).isZero();
    assertThat(heard.await(RunnerState.Retrying.class).since()).isEqualTo(since);
    runner.close();
  }

  private void await(Subscription subscription, Class<? extends Activity> kind) throws InterruptedException {
    for (var seen = 0L; !kind.isInstance(activity(subscription));) {
      seen = store.awaitChange(seen, LONG);
    }
  }

  @Test
  @Rule("S8")
  void a_listener_hears_once_of_a_stop_here_and_elsewhere_and_of_what_an_operator_does() throws Exception {
    log().append("s", events("x", "bad", "y"));
    var copy = store.subscription("copy", "s");
    var here = new Heard();
    var elsewhere = new Heard();
    var one = clock.instant();
    try (var logged = Logged.begin();
        var first = copy.each(clock, CopyingSuite::copy).listening(here);
        var second = copy.each(clock, CopyingSuite::copy).listening(elsewhere)) {
      first.catchUp();
      second.catchUp();
      first.catchUp();
      var stopped = new RunnerState.Stopped(new Stopped("s", 2, "java.lang.IllegalStateException: cannot 2", one));
      assertThat(here.all()).containsExactly(new RunnerState.Running(1, one), stopped);
      assertThat(elsewhere.all()).containsExactly(stopped);
      assertThat(first.state()).isEqualTo(stopped);
      assertThat(logged.with("stopped at event 2 of stream \"s\"")).hasSize(2);
      copy.skip();
      first.catchUp();
      copy.pause();
      first.catchUp();
      first.catchUp();
      copy.resume();
      first.catchUp();
      second.catchUp();
    }
    assertThat(here.kinds()).containsExactly("Running", "Stopped", "Running", "Paused", "Running", "Closed");
    assertThat(elsewhere.kinds()).containsExactly("Stopped", "StandingBy", "Closed");
  }

  @Test
  @Rule("S8")
  void a_listener_hears_once_of_a_lost_lease_and_of_a_takeover() throws Exception {
    append("s");
    var day = Duration.ofDays(1); // so long that it is not renewed by the time that passes really
    var copy = store.subscription("copy", "s");
    var losing = new Heard();
    var taking = new Heard();
    try (var logged = Logged.begin();
        var second = copy.each(clock, IDLE).leasing(day).listening(taking);
        var first = copy.each(clock, (event, commit) -> {
          clock.advance(day);
          second.catchUp();
        }).leasing(day).listening(losing)) {
      first.catchUp();
      first.catchUp();
      second.catchUp();
      assertThat(logged.with("lost the lease")).hasSize(1);
      var since = clock.instant();
      assertThat(taking.all()).containsExactly(new RunnerState.Running(2, since));
      assertThat(losing.all()).containsExactly(new RunnerState.Running(1, since.minus(day)), new RunnerState.Lost(1),
          new RunnerState.StandingBy(since.plus(day)));
      clock.advance(day);
      first.catchUp();
      assertThat(first.state()).isEqualTo(new RunnerState.Running(3, clock.instant()));
      assertThat(logged.with("took over")).hasSize(1);
    }
  }

  @Test
  @Rule("S8")
  void a_runner_that_begins_where_another_died_says_so_and_the_first_of_all_does_not() throws Exception {
    append("s");
    var copy = store.subscription("copy", "s");
    try (var logged = Logged.begin(); var died = copy.each(clock, IDLE).leasing(Duration.ofSeconds(1))) {
      died.catchUp();
      assertThat(logged.with("")).isEmpty();
      clock.advance(Duration.ofSeconds(1));
      try (var fresh = copy.each(clock, IDLE)) {
        fresh.catchUp();
        assertThat(logged.with("")).singleElement()
            .asString()
            .contains("a runner of subscription \"copy\" continues where another runner ended, fence 2");
      }
    }
  }

  @Test
  @Rule("S8")
  void a_listener_that_throws_harms_nothing() throws Exception {
    log().append("s", events("x", "bad"));
    var copy = store.subscription("copy", "s");
    var heard = new ArrayList<RunnerState>();
    try (var logged = Logged.begin(); var runner = copy.each(clock, CopyingSuite::copy).listening(state -> {
      heard.add(state);
      throw new AssertionError("a bad listener");
    })) {
      runner.catchUp();
      assertThat(logged.with("listener")).hasSize(2);
    }
    assertThat(heard).hasSize(3);
    assertThat(seen()).containsExactly("s1");
    assertThat(copy.status().stopped()).isPresent();
  }
}
