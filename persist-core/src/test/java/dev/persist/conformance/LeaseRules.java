package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.feed.RunnerState;
import dev.persist.feed.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of several runners hands events over, and whose effects count (rule S4). */
@Rule("S4")
abstract class LeaseRules extends Suite {
  private static final int EVENTS = 150;
  private static final int TAKEOVERS = 10;

  /** A lease so long that it is not renewed by the time that passes really. */
  private static final Duration DAY = Duration.ofDays(1);

  private final TestClock clock = new TestClock();
  private Subscription copy;

  LeaseRules(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void subscribe() {
    copy = store.subscription("copy", "s");
  }

  private static void copy(Event event, Commit.Builder commit) {
    commit.append("seen", NewEvent.of("seen", event.at(), event.seq()));
  }

  private List<Long> seen() {
    return log().read("seen").map(event -> event.data().as(Long.class)).toList();
  }

  @Test
  void a_second_runner_stands_by_until_the_lease_ends() throws Exception {
    try (var first = copy.each(clock, LeaseRules::copy); var second = copy.each(clock, LeaseRules::copy)) {
      append("s");
      first.catchUp();
      append("s");
      clock.advance(Subscription.LEASE.minusNanos(1));
      second.catchUp();
      assertThat(seen()).containsExactly(1L);
      clock.advance(Duration.ofNanos(1));
      second.catchUp();
      assertThat(seen()).containsExactly(1L, 2L);
      assertThat(copy.status().fence()).isEqualTo(2);
      append("s");
      first.catchUp();
      assertThat(seen()).containsExactly(1L, 2L);
    }
  }

  @Test
  void a_runner_renews_its_lease_also_while_nothing_happens() throws Exception {
    try (var first = copy.each(clock, LeaseRules::copy); var second = copy.each(clock, LeaseRules::copy)) {
      for (var i = 0; i < 10; i++) {
        first.catchUp();
        clock.advance(Subscription.LEASE.dividedBy(2));
        second.catchUp();
      }
      append("s");
      first.catchUp();
      assertThat(seen()).containsExactly(1L);
      assertThat(copy.status().fence()).isEqualTo(1);
    }
  }

  @Test
  void leases_taken_one_after_the_other_are_renewed_at_the_same_moment() throws Exception {
    var third = Subscription.LEASE.dividedBy(3);
    var other = store.subscription("other", "s");
    try (var first = copy.each(clock, LeaseRules::copy); var second = other.each(clock, LeaseRules::copy)) {
      clock.advance(clock.untilNext(third));
      var start = clock.instant();
      first.catchUp();
      clock.advance(third.dividedBy(2));
      second.catchUp();
      clock.advance(clock.untilNext(third).minusNanos(1));
      first.catchUp();
      second.catchUp();
      assertThat(copy.status().leasedUntil()).isEqualTo(start.plus(Subscription.LEASE));
      assertThat(other.status().leasedUntil()).isEqualTo(start.plus(third.dividedBy(2)).plus(Subscription.LEASE));
      clock.advance(Duration.ofNanos(1));
      first.catchUp();
      second.catchUp();
      assertThat(copy.status().leasedUntil()).isEqualTo(clock.instant().plus(Subscription.LEASE));
      assertThat(other.status().leasedUntil()).isEqualTo(clock.instant().plus(Subscription.LEASE));
    }
  }

  @Test
  void one_that_is_closed_hands_over_at_once() throws Exception {
    append("s");
    var first = copy.each(clock, LeaseRules::copy);
    first.catchUp();
    first.close();
    append("s");
    first.catchUp();
    assertThat(copy.status().leasedUntil()).isEqualTo(AT);
    try (var second = copy.each(clock, LeaseRules::copy)) {
      second.catchUp();
    }
    assertThat(seen()).containsExactly(1L, 2L);
  }

  @Test
  @Rule("S17")
  void one_that_was_overtaken_without_knowing_cannot_commit_nor_move_the_checkpoint_back() throws Exception {
    log().append("s", events("x", "x", "x"));
    var handed = new ArrayList<Long>();
    try (var second = copy.each(clock, LeaseRules::copy).leasing(DAY);
        var first = copy.each(clock, (event, commit) -> {
          handed.add(event.seq());
          copy(event, commit);
          clock.advance(DAY);
          second.catchUp();
        }).leasing(DAY)) {
      first.catchUp();
      assertThat(handed).containsExactly(1L);
      assertThat(seen()).containsExactly(1L, 2L, 3L);
      assertThat(copy.status().seqs()).isEqualTo(Map.of("s", 3L));
      clock.advance(DAY);
      append("s");
      first.catchUp();
      assertThat(handed).containsExactly(1L, 4L);
    }
  }

  @Test
  @Rule("S9")
  void a_handler_slower_than_its_lease_keeps_it_and_is_handed_each_event_once() throws Exception {
    log().append("s", events("x", "x"));
    var handed = new ArrayList<Long>();
    var lease = Duration.ofMillis(30);
    try (var second = copy.each(clock, LeaseRules::copy).leasing(lease);
        var first = copy.each(clock, (event, commit) -> {
          handed.add(event.seq());
          copy(event, commit);
          for (var i = 0; i < 5; i++) {
            clock.advance(lease.dividedBy(2));
            awaitLease(clock.instant().plus(lease));
            second.catchUp();
          }
        }).leasing(lease)) {
      first.catchUp();
      assertThat(handed).containsExactly(1L, 2L);
      assertThat(seen()).containsExactly(1L, 2L);
      assertThat(copy.status().fence()).isEqualTo(1);
    }
  }

  private void awaitLease(Instant end) throws InterruptedException {
    for (var seen = 0L; !copy.status().leasedUntil().equals(end);) {
      seen = store.awaitChange(seen, DAY);
    }
  }

  @Test
  @Rule("S9")
  void a_pause_wins_over_the_renewal_of_a_slow_handler() throws Exception {
    append("s");
    var lease = Duration.ofMillis(30);
    var asked = new ArrayList<Long>();
    try (var first = copy.each(clock, (event, commit) -> {
      asked.add(event.seq());
      copy(event, commit);
      clock.advance(lease.dividedBy(2));
      awaitLease(clock.instant().plus(lease));
      copy.pause();
      clock.advance(lease.dividedBy(2));
    }).leasing(lease)) {
      first.catchUp();
      assertThat(copy.status().leasedUntil()).isEqualTo(AT);
      assertThat(seen()).isEmpty();
      copy.resume();
    }
    assertThat(asked).containsExactly(1L);
  }

  @Test
  @Rule({"S2", "S9"})
  void a_slow_handler_renews_no_lease_that_another_runner_took() throws Exception {
    append("s");
    var lease = Duration.ofMillis(30);
    try (var second = copy.each(clock, LeaseRules::copy).leasing(lease);
        var first = copy.each(clock, (event, commit) -> {
          copy(event, commit);
          copy.pause();
          copy.resume();
          second.catchUp();
          var taken = copy.status();
          clock.advance(lease.dividedBy(2));
          Thread.sleep(lease.multipliedBy(2)); // time for a renewal or two
          assertThat(copy.status()).isEqualTo(taken);
        }).leasing(lease)) {
      first.catchUp();
      assertThat(first.state()).isEqualTo(new RunnerState.StandingBy(copy.status().leasedUntil()));
      assertThat(copy.status().stopped()).isEmpty();
      assertThat(seen()).containsExactly(1L);
    }
  }

  @Test
  void a_lease_taken_while_the_clock_was_ahead_is_shortened_when_it_is_right_again() throws Exception {
    append("s");
    try (var runner = copy.each(clock, LeaseRules::copy).leasing(DAY)) {
      clock.advance(Duration.ofDays(365_000));
      runner.catchUp();
      clock.advance(Duration.ofDays(-365_000));
      runner.catchUp();
      assertThat(copy.status().leasedUntil()).isEqualTo(clock.instant().plus(DAY));
    }
    assertThat(seen()).containsExactly(1L);
  }

  @Test
  @Rule("S9")
  void a_runner_that_is_not_at_work_lets_its_lease_end() throws Exception {
    append("s");
    var first = copy.each(clock, LeaseRules::copy).leasing(Duration.ofMillis(3));
    first.catchUp();
    clock.advance(Duration.ofMillis(3));
    try (var second = copy.each(clock, LeaseRules::copy)) {
      second.catchUp();
      assertThat(copy.status().fence()).isEqualTo(2);
    }
  }

  @Test
  void of_runners_that_race_with_leases_that_end_all_the_time_each_effect_counts_once() throws Exception {
    var hasty = new TestClock(Duration.ofSeconds(1));
    Race.onPlatformThreads(4, racer -> {
      if (racer == 0) {
        for (var i = 0; i < EVENTS; i++) {
          append("s");
        }
        return 0;
      }
      try (var runner = copy.batches(racer, hasty, (events, commit) -> events.forEach(event -> copy(event, commit)))
          .leasing(Duration.ofSeconds(3))) {
        while (!isOver(copy.status())) {
          runner.catchUp();
        }
      }
      return racer;
    });
    assertThat(seen()).containsExactlyElementsOf(LongStream.rangeClosed(1, EVENTS).boxed().toList());
  }

  /** All is handled, and the lease went from one to another often enough. */
  private static boolean isOver(Subscription.Status status) {
    return status.seqs().getOrDefault("s", 0L) == EVENTS && status.fence() > TAKEOVERS;
  }
}
