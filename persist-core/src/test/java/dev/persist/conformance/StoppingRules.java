package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.Subscription;
import dev.persist.feed.Subscription.Stopped;
import dev.persist.internal.OwnKeys;
import dev.persist.memory.MemoryBlobStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What stops a subscription, says so, and is never passed over in silence (rule S2). */
@Rule("S2")
abstract class StoppingRules extends CopyingSuite {
  StoppingRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("S14")
  void a_bad_event_stops_its_own_subscription_alone_and_is_told_until_it_is_skipped() throws Exception {
    log().append("s", events("x", "bad", "y"));
    var copy = store.subscription("copy", "s");
    copying(copy);
    var other = store.subscription("other", "s");
    catchUp(other.each(clock, IDLE));
    assertThat(other.status().lag()).isZero();
    restart();
    copy = store.subscription("copy", "s");
    append("s");
    copying(copy);
    var stopped = new Stopped("s", 2, "java.lang.IllegalStateException: cannot 2", clock.instant());
    assertThat(copy.status().stopped()).contains(stopped);
    assertThat(copy.status().lag()).isEqualTo(3);
    assertThat(seen()).containsExactly("s1");
    assertThat(copy.skip()).contains(stopped);
    assertThat(copy.skip()).isEmpty();
    copying(copy);
    assertThat(seen()).containsExactly("s1", "s3", "s4");
    assertThat(copy.status().stopped()).isEmpty();
  }

  @Test
  void one_that_stopped_tries_again_when_it_is_resumed() throws Exception {
    append("s");
    var mended = new AtomicInteger();
    var copy = store.subscription("copy", "s");
    try (var each = copy.each(clock, (event, commit) -> {
      if (mended.get() == 0) {
        throw new AssertionError("not yet");
      }
      copy(event, commit);
    })) {
      each.catchUp();
      mended.set(1);
      each.catchUp();
      assertThat(copy.status().stopped())
          .contains(new Stopped("s", 1, "java.lang.AssertionError: not yet", clock.instant()));
      copy.resume();
      each.catchUp();
    }
    assertThat(seen()).containsExactly("s1");
  }

  @Test
  void of_a_batch_with_a_bad_event_those_before_it_take_effect() throws Exception {
    log().append("s", events("x", "x", "bad", "x"));
    var copy = store.subscription("copy", "s");
    catchUp(copy.batches(10, clock, CopyingSuite::copyAll));
    assertThat(seen()).containsExactly("s1", "s2");
    assertThat(copy.status().stopped()).map(Stopped::seq).contains(3L);
  }

  @Test
  void what_a_commit_cannot_hold_stops_it_and_writes_nothing() throws Exception {
    append("s");
    var tooMuch = Json.of("x".repeat(Limits.VALUE_BYTES / 2 + 1));
    var wrong = Map.<String, Subscription.EachEvent>of(
        "reserved", (event, commit) -> commit.put("$mine", json(1)),
        "id", (event, commit) -> commit.put("k", json(1)).id(CommitId.of("s", "k", json(1))),
        "COMMIT_BYTES", (event, commit) -> LongStream.range(0, 17).forEach(i -> commit.put("k" + i, tooMuch)));
    for (var each : wrong.entrySet()) {
      var subscription = store.subscription(each.getKey(), "s");
      catchUp(subscription.each(clock, each.getValue()));
      assertThat(subscription.status().stopped().orElseThrow().error()).contains(each.getKey());
    }
    assertThat(kv().keys("")).isEmpty();
  }

  @Test
  void whatever_an_error_says_it_is_kept() throws Exception {
    append("s");
    for (var said : List.of("half \ud800", "x".repeat(Limits.VALUE_BYTES), "\ud83d\ude00".repeat(1_000))) {
      var bad = store.subscription("bad " + said.length(), "s");
      catchUp(bad.each(clock, (event, commit) -> {
        throw new IllegalStateException(said);
      }));
      assertThat(bad.status().stopped().orElseThrow().error()).contains(said.substring(0, 4));
    }
  }

  @Test
  void a_handler_whose_guard_does_not_hold_is_asked_again_but_not_for_ever() throws Exception {
    append("s");
    var asked = new AtomicInteger();
    var copy = store.subscription("copy", "s");
    catchUp(copy.each(clock, (event, commit) -> {
      copy(event, commit);
      commit.streamAt("other", asked.getAndIncrement() == 0 ? 7 : 0);
    }));
    assertThat(seen()).containsExactly("s1");
    assertThat(asked).hasValue(2);
    append("s");
    var never = store.subscription("never", "s");
    catchUp(never.batches(2, clock, (events, commit) -> events.forEach(event -> {
      copy(event, commit);
      commit.streamAt("other", event.seq() == 1 ? 0 : 7);
    })));
    assertThat(never.status().stopped().orElseThrow()).satisfies(stopped -> {
      assertThat(stopped.seq()).isEqualTo(2);
      assertThat(stopped.error()).contains("guard");
    });
    assertThat(seen()).containsExactly("s1", "s1");
  }

  @Test
  void a_checkpoint_beyond_the_end_of_its_stream_is_found() throws Exception {
    log().append("s", events("x", "x", "x"));
    var copy = store.subscription("copy", "s");
    copying(copy);
    var checkpoint = backend.get(OwnKeys.key("copy", "subscription")).orElseThrow();
    startOver(); // and restore the checkpoint, but only a part of the stream
    log().append("s", events("x", "x"));
    backend.commit(Commit.builder().put(OwnKeys.key("copy", "subscription"), checkpoint).build());
    copy = store.subscription("copy", "s");
    copying(copy);
    assertThat(copy.status().stopped().orElseThrow()).satisfies(stopped -> {
      assertThat(stopped.seq()).isEqualTo(3);
      assertThat(stopped.error()).contains("ends at 2", "backup");
    });
    copy.reset("s", 1);
    copying(copy);
    assertThat(seen()).containsExactly("s2");
  }

  @Test
  @Rule("S14")
  void truncated_events_are_not_passed_over_in_silence() throws Exception {
    var copy = store.subscription("copy", "s");
    for (var last : List.of(3L, 5L)) {
      log().append("s", events("x", "x", "x"));
      log().truncate("s", last);
      copying(copy);
      assertThat(copy.status().stopped()).map(Stopped::seq).contains(last);
      copy.skip();
      copying(copy);
    }
    assertThat(seen()).containsExactly("s6");
  }

  @Test
  @Rule("S14")
  void a_link_to_a_dropped_event_is_not_passed_over_in_silence_unless_an_archive_has_it() throws Exception {
    log().appendGlobal("s", "x", AT, 1);
    log().appendGlobal("t", "x", AT, 1);
    log().truncate("s", 1);
    var copy = store.subscription("copy", Event.GLOBAL);
    copying(copy);
    assertThat(copy.status().stopped().orElseThrow()).satisfies(stopped -> {
      assertThat(stopped.seq()).isEqualTo(1);
      assertThat(stopped.error()).contains("event 1 of stream \"s\"");
    });
    copy.skip();
    copying(copy);
    assertThat(seen()).containsExactly("t1");
  }

  @Test
  void an_archive_has_what_compaction_dropped() throws Exception {
    var archiving = store.archivingTo(new MemoryBlobStore());
    log().append("s", events("x", "x"));
    archiving.snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact("s");
    append("s");
    copying(archiving.subscription("copy", "s"));
    assertThat(seen()).isEqualTo(all("s", 1, 3));
  }

  @Test
  void a_handler_that_is_interrupted_has_not_handled_it_and_nothing_stops() throws Exception {
    append("s");
    var copy = store.subscription("copy", "s");
    for (var thrown : List.of(new InterruptedException(), new IOException("closed by an interrupt"))) {
      try (var each = copy.each(clock, (event, commit) -> {
        if (thrown instanceof IOException) {
          Thread.currentThread().interrupt();
        }
        throw thrown;
      })) {
        assertThatThrownBy(each::catchUp).isInstanceOf(InterruptedException.class);
      }
      assertThat(copy.status().stopped()).isEmpty();
      assertThat(copy.status().lag()).isEqualTo(1);
    }
  }

  @Test
  void what_is_damaged_stops_it_with_the_reason_and_it_tries_again_when_it_is_resumed() throws Exception {
    append("s");
    var damaged = new AtomicInteger(1);
    var over = Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        if (damaged.get() > 0) {
          throw new StoreException.Damaged("page 7 has another checksum");
        }
        return backend.read(stream, fromSeq, limit);
      }
    });
    try (var runner = over.subscription("copy", "s").each(clock, CopyingSuite::copy)) {
      runner.catchUp();
      var copy = store.subscription("copy", "s");
      assertThat(copy.status().stopped().orElseThrow()).satisfies(stopped -> {
        assertThat(stopped.seq()).isEqualTo(1);
        assertThat(stopped.error()).contains("page 7");
      });
      damaged.set(0);
      copy.resume();
      runner.catchUp();
    }
    assertThat(seen()).containsExactly("s1");
  }
}
