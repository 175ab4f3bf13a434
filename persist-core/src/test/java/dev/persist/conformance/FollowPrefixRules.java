package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.log.Linked;
import dev.persist.log.Prefix;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** All streams of a prefix as one (rule G3). */
@Rule("G3")
abstract class FollowPrefixRules extends CopyingSuite {
  FollowPrefixRules(ConformanceKit kit) {
    super(kit);
  }

  static Prefix built(Persist store, String prefix) {
    return built(store.log().prefix(prefix), 1_000);
  }

  /** Builds {@code prefix}, which an engine that forgets it would have done for ever. */
  static Prefix built(Prefix prefix, int events) {
    for (var step = 0; step < 5_000; step++) {
      if (prefix.build(events) instanceof Prefix.Built) {
        return prefix;
      }
    }
    throw new AssertionError("after 5,000 steps of " + events + " events the prefix is not built");
  }

  static List<String> linked(Persist store, String prefix) {
    return store.log()
        .timeline(store.log().prefix(prefix).stream())
        .read()
        .map(linked -> at(((Linked.Present) linked).event()))
        .toList();
  }

  @Test
  @Rule("G8")
  void it_has_the_events_there_were_and_those_to_come_of_its_streams_alone() {
    for (var stream : List.of("a/2", "a/1", "a", "b", "a0", "a/")) {
      append(stream);
    }
    append("a/2");
    built(store, "a/");
    assertThat(linked(store, "a/")).containsExactly("a/1", "a/11", "a/21", "a/22");
    for (var stream : List.of("a/3", "b", "a/1", "a", "a/")) {
      append(stream);
    }
    restart();
    append("a/3");
    assertThat(linked(store, "a/"))
        .containsExactly("a/1", "a/11", "a/21", "a/22", "a/31", "a/12", "a/2", "a/32");
  }

  @Test
  void it_is_in_commit_order_and_each_event_has_one_link_for_each_prefix() {
    for (var prefix : List.of("", "a", "a/", "none/")) {
      built(store, prefix);
    }
    store.commit(Commit.builder()
        .append("a/1", event("x"))
        .append("b", event("x"))
        .append("a/1", event("x"))
        .append("a", event("x"))
        .put("a/1", Json.NULL)
        .build());
    assertThat(linked(store, "")).containsExactly("a/11", "b1", "a/12", "a1");
    assertThat(linked(store, "a")).containsExactly("a/11", "a/12", "a1");
    assertThat(linked(store, "a/")).containsExactly("a/11", "a/12");
    assertThat(linked(store, "none/")).isEmpty();
    assertThat(store.catalog().streams()).containsExactly("a", "a/1", "b");
  }

  @Test
  void links_that_callers_write_and_persists_own_streams_are_not_linked() {
    built(store, "");
    var old = log().appendGlobal("a", events("x", "y")).getFirst();
    store.commit(Commit.builder().append("a", event("z")).link("links").link("links", old).build());
    store.commit(Commit.builder().append("links", event("own")).build());
    assertThat(linked(store, "")).containsExactly("a1", "a2", "a3", "links3");
  }

  @Test
  void a_writer_gets_what_it_asked_for_and_a_retry_links_nothing_more() {
    built(store, "a/");
    var commit = Commit.builder().id(CommitId.of("a/1", "k", Json.NULL)).append("a/1", event("x")).build();
    var event = new Event("a/1", 1, "x", AT, Json.EMPTY, Json.EMPTY);
    assertThat(store.commit(commit)).isEqualTo(new Committed(List.of(event)));
    restart();
    assertThat(store.commit(commit)).isEqualTo(new AlreadyCommitted(List.of(event)));
    store.commit(Commit.builder().streamAt("a/1", 0).append("a/1", event("stale")).build());
    assertThat(linked(store, "a/")).containsExactly("a/11");
  }

  @Test
  void each_event_takes_effect_once_in_order_whoever_writes_meanwhile() throws Exception {
    var copy = store.subscription("copy", built(store, "p").stream());
    Race.onPlatformThreads(5, racer -> {
      for (var i = 0; i < 30; i++) {
        if (racer == 0) {
          copying(copy);
        } else {
          store.commit(Commit.builder()
              .append("p" + (i % 7), event("x"))
              .append("other", event("x"))
              .append("p" + racer + "/" + i, event("x"))
              .build());
        }
      }
      return racer;
    });
    copying(copy);
    assertThat(seen()).hasSize(2 * 4 * 30).doesNotHaveDuplicates();
    for (var i = 0; i < 7; i++) {
      var stream = "p" + i;
      var last = log().lastSeq(stream);
      assertThat(seen().stream().filter(at -> at.matches(stream + "\\d+"))).isEqualTo(all(stream, 1, last));
    }
  }

  @Test
  @Rule("G9")
  void following_costs_the_same_however_many_streams_there_are() throws Exception {
    var few = idleCalls(10);
    startOver();
    assertThat(idleCalls(1_000)).isEqualTo(few);
  }

  private int idleCalls(int streams) throws InterruptedException {
    for (var i = 0; i < streams; i += 100) {
      var commit = Commit.builder();
      for (var each = i; each < Math.min(i + 100, streams); each++) {
        commit.append("s/" + each, event("x"));
      }
      store.commit(commit.build());
    }
    var calls = new AtomicInteger();
    var counted = Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        calls.incrementAndGet();
        return backend.read(stream, fromSeq, limit);
      }

      @Override
      public long lastSeq(String stream) {
        calls.incrementAndGet();
        return backend.lastSeq(stream);
      }

      @Override
      public Optional<Json> get(String key) {
        calls.incrementAndGet();
        return backend.get(key);
      }

      @Override
      public CommitResult commit(Commit commit) {
        calls.incrementAndGet();
        return backend.commit(commit);
      }
    });
    var subscription = counted.subscription("copy", built(counted, "s/").stream());
    try (var runner = subscription.batches(1_000, clock, (events, commit) -> assertThat(events).hasSize(streams))) {
      runner.catchUp();
      calls.set(0);
      runner.catchUp();
      return calls.get();
    }
  }

  @Test
  void a_view_of_it_is_a_view_as_any_other() {
    append("s/1");
    var view = counts("all").view(built(store, "s/").stream());
    append("s/2");
    assertThat(view.refresh()).isEqualTo(new State<>(2, 2));
    append("s/1");
    restart();
    assertThat(counts("all").view(log().prefix("s/").stream()).refresh()).isEqualTo(new State<>(3, 3));
  }

  @Test
  void it_is_not_followed_before_all_events_are_linked() {
    append("s/1");
    append("s/2");
    var prefix = log().prefix("s/");
    assertThatExceptionOfType(Prefix.NotBuilt.class).isThrownBy(prefix::stream).withMessageContaining("build");
    assertThat(prefix.build(1)).isEqualTo(new Prefix.Building(""));
    assertThatExceptionOfType(Prefix.NotBuilt.class).isThrownBy(prefix::stream);
    assertThat(prefix.build(10)).isEqualTo(new Prefix.Built());
    assertThat(linked(store, "s/")).containsExactly("s/11", "s/21");
  }

  @Test
  void nobody_else_writes_its_links() {
    var links = built(store, "s/").stream();
    var event = append("s/1");
    for (var commit : List.of(
        Commit.builder().append("s/1", event("x")).link(links), Commit.builder().link(links, event),
        Commit.builder().append(links, event("x")), Commit.builder().truncate(links, 1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.commit(commit.build()));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> hub().subscribe(links, any -> {
    })).withMessageContaining("subscription");
    assertThatIllegalArgumentException().isThrownBy(() -> log().prefix("$"));
    assertThat(linked(store, "s/")).containsExactly("s/11");
  }

  @Test
  void there_are_only_so_many() {
    for (var i = 0; i < Limits.PREFIXES; i++) {
      built(store, "p" + i);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> built(store, "more")).withMessageContaining("16");
    append("more");
    append("p0");
    assertThat(linked(store, "p0")).containsExactly("p01");
  }

  @Test
  void archived_events_from_before_are_linked_and_truncated_ones_are_not() {
    var blobs = new MemoryBlobStore();
    var archiving = store.archivingTo(blobs);
    log().append("s/1", events("x", "y"));
    archiving.snapshots("main", 1, COUNT, Codec.of(Integer.class)).compact("s/1");
    log().append("s/1", events("z"));
    log().append("s/2", events("x", "y", "z"));
    log().truncate("s/2", 2);
    log().append("s/3", events("x"));
    log().truncate("s/3", 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> built(store, "s/"))
        .withMessageContaining("archive");
    built(archiving, "s/");
    append("s/3");
    assertThat(linked(archiving, "s/")).containsExactly("s/11", "s/12", "s/13", "s/23", "s/32");
  }
}
