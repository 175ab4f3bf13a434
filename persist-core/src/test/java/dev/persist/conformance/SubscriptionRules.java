package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.internal.Pages;
import dev.persist.log.Linked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a subscription hands over, and when (rule S2). */
@Rule("S2")
abstract class SubscriptionRules extends CopyingSuite {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int EVENTS = 400;

  SubscriptionRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void it_hands_over_what_is_there_in_order_and_goes_on_from_its_checkpoint_after_a_restart() throws Exception {
    log().append("s", Collections.nCopies(2 * Pages.SIZE + 1, event("x")));
    copying(store.subscription("copy", "s"));
    restart();
    append("s");
    copying(store.subscription("copy", "s"));
    assertThat(seen()).isEqualTo(all("s", 1, 2 * Pages.SIZE + 2));
  }

  @Test
  void each_has_a_checkpoint_of_its_own() throws Exception {
    append("s");
    copying(store.subscription("one", "s"));
    copying(store.subscription("two", "s"));
    assertThat(seen()).containsExactly("s1", "s1");
  }

  @Test
  void catching_up_meets_what_comes_without_loss_or_double() throws Exception {
    log().append("a", Collections.nCopies(EVENTS, event("x")));
    var subscription = store.subscription("copy", "a", "b");
    try (var each = subscription.batches(64, clock, CopyingSuite::copyAll)) {
      each.start();
      Race.of(3, racer -> {
        for (var i = 0; i < EVENTS; i++) {
          append(racer == 0 ? "a" : "b");
        }
        return racer;
      });
      assertThat(subscription.await("a", 2 * EVENTS, clock, LONG)).isTrue();
      assertThat(subscription.await("b", 2 * EVENTS, clock, LONG)).isTrue();
    }
    assertThat(seen().stream().filter(each -> each.startsWith("a"))).isEqualTo(all("a", 1, 2 * EVENTS));
    assertThat(seen().stream().filter(each -> each.startsWith("b"))).isEqualTo(all("b", 1, 2 * EVENTS));
  }

  @Test
  void it_follows_the_global_order_while_others_write() throws Exception {
    var subscription = store.subscription("copy", Event.GLOBAL);
    try (var each = subscription.batches(10, clock, CopyingSuite::copyAll)) {
      each.start();
      Race.of(3, racer -> {
        for (var i = 0; i < EVENTS / 4; i++) {
          log().appendGlobal("s" + racer, "x", AT, racer);
        }
        return racer;
      });
      assertThat(subscription.await(Event.GLOBAL, 3 * (EVENTS / 4), clock, LONG)).isTrue();
    }
    assertThat(seen()).isEqualTo(log().global().read().map(linked -> at(present(linked))).toList());
  }

  private static Event present(Linked linked) {
    return ((Linked.Present) linked).event();
  }

  @Test
  void streams_take_turns_so_that_none_waits_for_the_end_of_another() throws Exception {
    for (var stream : List.of("a", "b")) {
      log().append(stream, Collections.nCopies(3 * Pages.SIZE, event("x")));
    }
    var order = new ArrayList<String>();
    catchUp(store.subscription("copy", "a", "b")
        .batches(Pages.SIZE, clock, (events, commit) -> order.add(events.getFirst().stream())));
    assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
  }

  @Test
  @Rule("S13")
  void an_effect_and_its_checkpoint_are_one_commit_also_when_its_outcome_is_unknown() throws Exception {
    log().append("s", events("x", "y"));
    for (var loss : LossyBackend.Loss.values()) {
      // A commit to claim the lease, and then the one of the first event.
      var commits = new AtomicInteger();
      var flaky = Persist.over(new DelegatingBackend(backend) {
        @Override
        public CommitResult commit(Commit commit) {
          return commit.ops().stream().anyMatch(op -> op instanceof Op.Append) && commits.getAndIncrement() == 0
              ? new LossyBackend(backend, loss).commit(commit)
              : backend.commit(commit);
        }
      });
      var subscription = flaky.subscription("copy " + loss, "s");
      try (var each = subscription.each(clock, CopyingSuite::copy)) {
        assertThatThrownBy(each::catchUp).isInstanceOf(StoreException.UnknownOutcome.class);
        each.catchUp();
      }
    }
    assertThat(seen()).containsExactly("s1", "s2", "s1", "s2");
  }

  @Test
  void no_more_than_the_next_batch_is_read_ahead() throws Exception {
    log().append("s", Collections.nCopies(5 * Pages.SIZE, event("x")));
    var read = new AtomicLong();
    var watched = Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        var page = backend.read(stream, fromSeq, limit);
        read.addAndGet(page.size());
        return page;
      }
    });
    for (var most : List.of(1, 2 * Pages.SIZE)) {
      var handled = new AtomicLong();
      read.set(0);
      catchUp(watched.subscription("slow " + most, "s").batches(most, clock, (events, commit) -> {
        assertThat(read.get() - handled.get()).isLessThanOrEqualTo(2L * Math.max(most, Pages.SIZE));
        handled.addAndGet(events.size());
      }));
      assertThat(handled).hasValue(5 * Pages.SIZE);
    }
  }

  @Test
  void what_makes_no_subscription_is_refused() {
    for (var streams : List.of(new String[]{}, new String[]{"s", "s"}, new String[]{"$mine"})) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.subscription("copy", streams));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> store.subscription("copy", "s").batches(0, clock, (e, c) -> {
    }));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.subscription("copy", "s").each(clock, IDLE).leasing(Duration.ZERO));
    assertThat(Stream.of("", "x".repeat(600)))
        .allSatisfy(name -> assertThat(store.subscription(name, "s").status().lag()).isZero());
  }

  @Test
  void the_checkpoint_is_stored_in_this_form() throws Exception {
    log().append("s", events("x", "bad"));
    catchUp(store.subscription("copy", "s").each(clock, CopyingSuite::copy));
    assertThat(backend.get("$[\"copy\",\"subscription\"]").orElseThrow()).hasToString(
        "{\"again\":{},\"fence\":1,\"paused\":false,\"seqs\":{\"s\":1},\"since\":\"1970-01-01T00:00:01Z\",\"stopped\":{"
            + "\"at\":\"1970-01-01T00:00:01Z\",\"error\":\"java.lang.IllegalStateException: cannot 2\",\"seq\":2,"
            + "\"stream\":\"s\"},\"trouble\":null,\"until\":\"1970-01-01T00:00:00Z\"}");
    assertThat(backend.get("$[\"s\",\"consumers\"]").orElseThrow())
        .hasToString("{\"subscription copy\":\"$[\\\"copy\\\",\\\"subscription\\\"]\"}");
  }
}
