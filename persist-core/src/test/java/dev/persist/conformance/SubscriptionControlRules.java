package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.log.Catalog.Reader;
import dev.persist.view.Lagging;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A subscription can be watched, waited for, paused, reset, retired and closed, and loses no event by it (rule S2). */
@Rule("S2")
abstract class SubscriptionControlRules extends CopyingSuite {
  private static final Duration LONG = Duration.ofMinutes(1);

  SubscriptionControlRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void a_pause_holds_from_when_it_returns() throws Exception {
    append("s");
    var copy = store.subscription("copy", "s");
    var asked = new AtomicInteger();
    try (var each = copy.each(clock, (event, commit) -> {
      copy(event, commit);
      if (asked.getAndIncrement() == 0) {
        copy.pause();
      }
    })) {
      each.catchUp();
      each.catchUp();
      assertThat(asked).hasValue(1);
      assertThat(seen()).isEmpty();
      assertThat(copy.status().paused()).isTrue();
      copy.resume();
      each.catchUp();
      assertThat(seen()).containsExactly("s1");
    }
  }

  @Test
  void a_reset_goes_on_from_where_it_says_also_under_a_runner() throws Exception {
    log().append("s", events("x", "x", "x"));
    var copy = store.subscription("copy", "s");
    try (var each = copy.each(clock, CopyingSuite::copy)) {
      each.catchUp();
      copy.reset("s", 1);
      each.catchUp();
      copy.reset("s", 3);
      each.catchUp();
      assertThat(seen()).containsExactly("s1", "s2", "s3", "s2", "s3");
    }
    for (var seq : List.of(-1L, 4L)) {
      assertThatIllegalArgumentException().isThrownBy(() -> copy.reset("s", seq)).withMessageContaining("0");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> copy.reset("t", 0)).withMessageContaining("follow");
    assertThat(copy.status().seqs()).isEqualTo(Map.of("s", 3L));
  }

  @Test
  @Rule("S27")
  void each_registered_reader_is_listed_with_where_it_is() throws Exception {
    var longest = "s".repeat(200); // no key can hold it
    log().append("s", events("x", "x"));
    log().append(longest, events("x"));
    var copy = store.subscription("copy", longest, "s");
    copying(copy);
    var count = counts("count").view("s");
    log().append("s", events("x"));
    count.refresh();
    assertThat(store.catalog().readers()).containsExactlyInAnyOrder(
        new Reader("subscription copy", longest, 1, 0),
        new Reader("subscription copy", "s", 2, 1),
        new Reader("view count version 1", "s", 3, 0));
    assertThat(Stream.of("", "s", longest)
        .map(after -> store.catalog().subscriptions(after).map(Reader::stream).toList()))
        .containsExactly(List.of("s", longest), List.of(longest), List.of());
    assertThat(store.catalog().views("")).containsExactly(new Reader("view count version 1", "s", 3, 0));
    assertThat(store.catalog().views("s")).isEmpty();
    assertThat(store.catalog().readersOf("s")).containsExactlyInAnyOrder(
        new Reader("subscription copy", "s", 2, 1), new Reader("view count version 1", "s", 3, 0));
    assertThat(store.catalog().readersOf("t")).isEmpty();
    count.retire();
    assertThat(store.catalog().views("")).isEmpty();
    assertThat(store.catalog().subscriptions("")).hasSize(2);
    copy.retire();
    assertThat(store.catalog().readers()).isEmpty();
    assertThat(backend.keys("$[\"\",\"readers\",", "", 1)).isEmpty();
  }

  @Test
  @Rule("P3")
  void compaction_spares_what_it_has_not_handled() throws Exception {
    log().append("s", events("x", "x"));
    var copy = store.subscription("copy", "s", "t");
    copying(copy);
    log().append("s", events("x", "x"));
    var compaction = counts("count").compact("s");
    assertThat(compaction.through()).isEqualTo(2);
    assertThat(compaction.heldBackBy()).containsExactly(new Lagging("subscription copy", 2));
    copying(copy);
    assertThat(counts("count").compact("s").through()).isEqualTo(4);
    assertThat(seen()).isEqualTo(all("s", 1, 4));
    append("s");
    copy.retire();
    assertThat(counts("count").compact("s").through()).isEqualTo(5);
    assertThat(copy.status().seqs()).isEmpty();
  }

  @Test
  void its_lag_can_be_read() throws Exception {
    var copy = store.subscription("copy", "s", "t");
    log().append("s", events("x", "x"));
    append("t");
    assertThat(copy.status().lag()).isEqualTo(3);
    copying(copy);
    append("t");
    assertThat(copy.status().lag()).isEqualTo(1);
    assertThat(copy.status().seqs()).isEqualTo(Map.of("s", 2L, "t", 1L));
  }

  @Test
  @Rule("S26")
  void who_wrote_waits_until_it_was_handled_and_not_longer_than_told() throws Exception {
    var copy = store.subscription("copy", "s");
    var written = append("s");
    var looks = new TestClock(Duration.ofMillis(1));
    assertThat(copy.await("s", written.seq(), looks, Duration.ofMillis(5))).isFalse();
    assertThat(copy.await("s", written.seq(), looks, Duration.ZERO)).isFalse();
    var waited = Race.of(2, racer -> {
      if (racer == 0) {
        copying(copy);
        return true;
      }
      return copy.await("s", written.seq(), clock, LONG) && seen().equals(List.of("s1"));
    });
    assertThat(waited).containsExactly(true, true);
    assertThat(copy.await("s", written.seq(), clock, Duration.ZERO)).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> copy.await("t", 1, clock, LONG))
        .withMessageContaining("\"t\"");
  }

  @Test
  void a_run_goes_on_when_the_store_answers_again() throws Exception {
    var down = new AtomicInteger();
    var flaky = Persist.over(new DelegatingBackend(backend) {
      private void answer() {
        if (down.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
          throw new StoreException.Unavailable("down");
        }
      }

      @Override
      public long awaitChange(long seen, Duration atMost) throws InterruptedException {
        answer();
        return backend.awaitChange(seen, atMost);
      }

      @Override
      public CommitResult commit(Commit commit) {
        answer();
        return backend.commit(commit);
      }
    });
    append("s");
    var copy = store.subscription("copy", "s");
    for (var failures : List.of(1, 2, 3)) {
      down.set(failures);
      try (var each = flaky.subscription("copy", "s")
          .each(clock, CopyingSuite::copy)
          .leasing(Duration.ofMillis(3))) {
        each.start();
        assertThat(copy.await("s", append("s").seq(), clock, LONG)).isTrue();
      }
    }
    assertThat(seen()).isEqualTo(all("s", 1, 4));
  }

  @Test
  void closing_ends_a_run_that_waits_for_events_or_stands_by() throws Exception {
    var copy = store.subscription("copy", "s");
    append("s");
    var ended = Collections.synchronizedList(new ArrayList<Object>());
    var first = copy.each(clock, CopyingSuite::copy).leasing(Duration.ofDays(99));
    var second = copy.each(clock, CopyingSuite::copy).leasing(Duration.ofDays(99));
    var threads = Stream.of(first, second).map(runner -> Thread.ofPlatform().start(() -> {
      try {
        runner.run();
        ended.add("closed");
      } catch (InterruptedException | RuntimeException e) {
        ended.add(e);
      }
    })).toList();
    assertThat(copy.await("s", 1, clock, LONG)).isTrue();
    for (var thread : threads) {
      while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
        Thread.onSpinWait();
      }
    }
    second.close();
    threads.getLast().join();
    first.close();
    first.close();
    threads.getFirst().join();
    assertThat(ended).containsExactly("closed", "closed");
    assertThat(copy.status().leasedUntil()).isEqualTo(AT);
    assertThat(seen()).containsExactly("s1");
  }
}
