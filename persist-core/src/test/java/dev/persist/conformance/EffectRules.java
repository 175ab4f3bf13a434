package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.OutsideEffect;
import dev.persist.feed.Subscription;
import dev.persist.internal.OwnKeys;
import dev.persist.view.Replacement.Switched;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which effects outside of the store happen, and when they happen again (rule S10). */
@Rule("S10")
abstract class EffectRules extends CopyingSuite {
  private static final String CHECKPOINT = OwnKeys.key("mailer", "subscription");

  private final List<String> mails = Collections.synchronizedList(new ArrayList<>());
  private final OutsideEffect mail = event -> mails.add(at(event));

  EffectRules(ConformanceKit kit) {
    super(kit);
  }

  private Subscription mailer() {
    return store.subscription("mailer", "s");
  }

  private void mailing() throws InterruptedException {
    catchUp(mailer().each(clock, CopyingSuite::copy).outside(mail));
  }

  @Test
  void a_reset_hands_events_over_again_and_performs_nothing_twice() throws Exception {
    log().append("s", events("x", "x", "x"));
    mailing();
    mailer().reset("s", 1);
    mailer().reset("s", 0);
    restart();
    append("s");
    mailing();
    mailer().reset("s", 2);
    mailing();
    assertThat(seen()).containsExactly("s1", "s2", "s3", "s1", "s2", "s3", "s4", "s3", "s4");
    assertThat(mails).containsExactly("s1", "s2", "s3", "s4");
  }

  @Test
  void a_reset_in_the_middle_of_what_was_reset_performs_nothing_twice() throws Exception {
    log().append("s", events("x", "x", "x", "x"));
    mailing();
    mailer().reset("s", 0);
    var handled = new AtomicInteger();
    catchUp(mailer().each(clock, (event, commit) -> {
      if (handled.incrementAndGet() == 2) {
        mailer().pause();
      }
    }).outside(mail));
    mailer().reset("s", 0);
    mailer().resume();
    mailing();
    assertThat(mails).containsExactly("s1", "s2", "s3", "s4");
  }

  @Test
  void in_an_order_of_links_it_is_the_place_in_the_order_that_counts() throws Exception {
    var subscription = store.subscription("mailer", Event.GLOBAL, "s");
    for (var stream : List.of("b", "a")) {
      log().appendGlobal(stream, events("x", "x"));
    }
    append("s");
    catchUp(subscription.each(clock, IDLE).outside(mail));
    subscription.reset(Event.GLOBAL, 0);
    log().appendGlobal("a", events("x"));
    catchUp(subscription.each(clock, IDLE).outside(mail));
    assertThat(mails).containsExactly("b1", "b2", "a1", "a2", "s1", "a3");
  }

  @Test
  void what_is_handed_over_again_is_batched_and_an_event_with_an_effect_has_its_own_commit() throws Exception {
    log().append("s", events("x", "x", "x", "x", "x"));
    mailing();
    mailer().reset("s", 0);
    log().append("s", events("x", "x"));
    var sizes = new ArrayList<Integer>();
    catchUp(mailer().batches(4, clock, (events, commit) -> sizes.add(events.size())).outside(mail));
    assertThat(sizes).containsExactly(4, 1, 1, 1);
    assertThat(mails).isEqualTo(all("s", 1, 7));
  }

  @Test
  @Rule("S22")
  void nothing_is_performed_for_an_event_that_was_skipped_or_passed_over() throws Exception {
    log().append("s", events("x", "bad", "x", "x", "x"));
    mailing();
    mailer().skip();
    mailer().reset("s", 4);
    mailing();
    mailer().reset("s", 0);
    catchUp(mailer().each(clock, IDLE).outside(mail));
    assertThat(mails).containsExactly("s1", "s5");
  }

  @Test
  @Rule("S23")
  void one_that_was_retired_performs_all_again() throws Exception {
    log().append("s", events("x", "x"));
    try (var each = mailer().each(clock, IDLE).outside(mail)) {
      each.catchUp();
      mailer().reset("s", 1);
      mailer().retire();
      each.catchUp();
    }
    assertThat(mails).containsExactly("s1", "s2", "s1", "s2");
  }

  @Test
  void nothing_is_performed_for_an_event_that_cannot_be_handled() throws Exception {
    log().append("s", events("x", "bad"));
    mailing();
    assertThat(mails).containsExactly("s1");
    mailer().resume();
    catchUp(mailer().each(clock, (event, commit) -> commit.put("$mine", json(1))).outside(mail));
    assertThat(mailer().status().stopped()).isPresent();
    assertThat(mails).containsExactly("s1");
  }

  @Test
  @Rule("S21")
  void an_effect_that_fails_stops_there_and_is_performed_when_it_is_resumed() throws Exception {
    log().append("s", events("x", "x", "x"));
    catchUp(mailer().batches(3, clock, CopyingSuite::copyAll).outside(event -> {
      if (event.seq() == 2) {
        throw new IllegalStateException("no answer");
      }
      mail.perform(event);
    }));
    assertThat(mailer().status().stopped().orElseThrow()).satisfies(stopped -> {
      assertThat(stopped.seq()).isEqualTo(2);
      assertThat(stopped.error()).contains("no answer");
    });
    assertThat(seen()).containsExactly("s1");
    mailer().resume();
    mailing();
    assertThat(mails).containsExactly("s1", "s2", "s3");
    assertThat(seen()).containsExactly("s1", "s2", "s3");
  }

  @Test
  void a_runner_that_commits_again_does_not_perform_again() throws Exception {
    log().append("s", events("x", "x"));
    kv().put("n", json(0));
    var reads = new AtomicInteger();
    catchUp(mailer().each(clock, (event, commit) -> {
      var n = backend.get("n").orElseThrow();
      if (reads.incrementAndGet() < 5) {
        kv().put("n", json(reads.get()));
      }
      commit.keyIs("n", n);
    }).outside(mail));
    assertThat(reads.get()).isGreaterThan(2);
    assertThat(mails).containsExactly("s1", "s2");
  }

  @Test
  @Rule("S21")
  void a_fault_of_the_store_has_its_runner_not_perform_again_and_the_next_runner_may() throws Exception {
    append("s");
    var down = new AtomicInteger(2);
    var flaky = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (commit.ops().stream().anyMatch(op -> op instanceof Op.Append) && down.getAndDecrement() > 0) {
          throw new StoreException.Unavailable("down");
        }
        return backend.commit(commit);
      }
    });
    try (var each = flaky.subscription("mailer", "s").each(clock, CopyingSuite::copy).outside(mail)) {
      assertThatThrownBy(each::catchUp).isInstanceOf(StoreException.Unavailable.class);
      assertThatThrownBy(each::catchUp).isInstanceOf(StoreException.Unavailable.class);
      assertThat(mails).containsExactly("s1");
    }
    mailing(); // as after a crash of the one before
    assertThat(mails).containsExactly("s1", "s1");
    assertThat(seen()).containsExactly("s1");
  }

  @Test
  void an_event_that_is_handled_while_a_reset_looks_is_not_one_to_perform_again() throws Exception {
    append("s");
    mailing();
    var looks = new AtomicInteger();
    var overtaken = Persist.over(new DelegatingBackend(backend) {
      @Override
      public Optional<Json> get(String key) {
        if (key.equals(CHECKPOINT) && looks.getAndIncrement() == 0) {
          append("s");
          try {
            mailing();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
        return backend.get(key);
      }
    });
    overtaken.subscription("mailer", "s").reset("s", 0);
    mailing();
    assertThat(looks.get()).isPositive();
    assertThat(seen()).containsExactly("s1", "s2", "s1", "s2");
    assertThat(mails).containsExactly("s1", "s2");
  }

  @Test
  @Rule("S20")
  void a_view_that_is_replaced_performs_nothing() throws Exception {
    log().append("s", events("x", "x"));
    mailing();
    append("s");
    var before = backend.get(CHECKPOINT);
    var replacement = store.snapshots("count", 2, COUNT, Codec.of(Integer.class))
        .view("s")
        .replacing(counts("count").view("s"));
    assertThat(replacement.build(9)).isEqualTo(new Switched());
    assertThat(replacement.refresh().value()).isEqualTo(3);
    assertThat(backend.get(CHECKPOINT)).isEqualTo(before);
    assertThat(mails).containsExactly("s1", "s2");
    mailing();
    assertThat(mails).containsExactly("s1", "s2", "s3");
  }

  @Test
  @Rule("S24")
  void a_restored_store_performs_again_what_was_performed_since_its_backup() throws Exception {
    log().append("s", events("x", "x"));
    mailing();
    append("s");
    var backup = backend.get(CHECKPOINT).orElseThrow();
    mailing();
    assertThat(mails).containsExactly("s1", "s2", "s3");
    startOver();
    log().append("s", events("x", "x", "x"));
    backend.commit(Commit.builder().put(CHECKPOINT, backup).build());
    mailer().reset("s", 0);
    mailing();
    assertThat(mails).containsExactly("s1", "s2", "s3", "s3");
  }

  @Test
  @Rule("S25")
  void events_that_take_the_place_of_lost_ones_have_their_effects() throws Exception {
    log().append("s", events("x", "x", "x"));
    mailing();
    mailer().reset("s", 1);
    var checkpoint = backend.get(CHECKPOINT).orElseThrow();
    startOver(); // and restore the checkpoint, but only a part of the stream
    log().append("s", events("x", "x"));
    backend.commit(Commit.builder().put(CHECKPOINT, checkpoint).build());
    mailer().reset("s", 2);
    append("s");
    mailing();
    assertThat(mails).containsExactly("s1", "s2", "s3", "s3");
  }

  @Test
  void how_far_it_was_is_stored_until_it_is_there_again() throws Exception {
    log().append("s", events("x", "x", "x"));
    mailing();
    mailer().reset("s", 1);
    assertThat(backend.get(CHECKPOINT).orElseThrow()).hasToString(
        "{\"again\":{\"s\":3},\"fence\":1,\"paused\":false,\"seqs\":{\"s\":1},\"since\":\"1970-01-01T00:00:01Z\","
            + "\"stopped\":null,\"trouble\":null,\"until\":\"1970-01-01T00:00:00Z\"}");
    mailing();
    assertThat(backend.get(CHECKPOINT).orElseThrow().toString()).startsWith("{\"again\":{},");
  }
}
