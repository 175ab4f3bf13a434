package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection;
import dev.persist.view.Projection.State;
import dev.persist.view.Snapshots;
import dev.persist.view.Snapshots.Fault;
import dev.persist.view.View;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Snapshots and the views kept in them (rules P1, P2). */
abstract class SnapshotRules extends Suite {
  /** Tells a missing, repeated or swapped event, which a count does not. */
  static final Projection<String> TYPES = new Projection<>("", (types, event) -> types + event.type());

  SnapshotRules(ConformanceKit kit) {
    super(kit);
  }

  private Snapshots<String> snapshots(int version) {
    return store.snapshots("types", version, TYPES, Codec.of(String.class));
  }

  private View<String> view(String stream) {
    return snapshots(1).view(stream);
  }

  /** Puts {@code value} where the snapshot of stream s is kept. */
  private void overwrite(Object value) {
    var key = backend.keys("$[\"s\",\"snapshot\",", "", 1).getFirst();
    backend.commit(Commit.builder().put(key, json(value)).build());
  }

  @Test
  @Rule("P8")
  void wherever_the_snapshot_was_taken_snapshot_and_tail_are_the_full_replay() {
    for (var type : List.of("a", "b", "c", "d", "e")) {
      assertThat(snapshots(1).replay("s")).isEqualTo(TYPES.project(log(), "s"));
      snapshots(1).keep("s");
      log().append("s", events(type, type));
      restart();
      assertThat(snapshots(1).replay("s")).isEqualTo(TYPES.project(log(), "s"));
    }
    assertThat(view("s").refresh().value()).isEqualTo("aabbccddee");
    assertThat(view("s").refresh()).isEqualTo(view("s").refresh());
  }

  @Test
  @Rule({"P2", "P10"})
  void a_snapshot_belongs_to_stream_name_and_version() {
    log().append("s", events("a"));
    log().append("t", events("b"));
    log().append("u", events("c"));
    assertThat(view("s").refresh().value()).isEqualTo("a");
    assertThat(view("t").refresh().value()).isEqualTo("b");
    assertThat(snapshots(2).load("s")).isEmpty();
    assertThat(snapshots(2).replay("s").value()).isEqualTo("a");
    assertThat(store.snapshots("other", 1, TYPES, Codec.of(String.class)).load("s")).isEmpty();
    assertThat(view("u").peek()).isEqualTo(new State<>("", 0));
  }

  @Test
  @Rule("P10")
  void a_snapshot_that_cannot_be_read_or_is_ahead_of_its_stream_is_ignored_and_replaced() {
    log().append("s", events("a", "b"));
    for (var bad : List.of("?", 7, List.of(), new Bad(2L, List.of(1)), new Bad("two", "ab"), new Bad(3, "abz"),
        new Bad(-1, ""))) {
      view("s").refresh();
      overwrite(bad);
      assertThat(snapshots(1).load("s")).isEmpty();
      assertThat(view("s").peek()).isEqualTo(new State<>("", 0));
      assertThat(view("s").refresh()).isEqualTo(new State<>("ab", 2));
      assertThat(view("s").peek()).isEqualTo(new State<>("ab", 2));
    }
  }

  private record Bad(Object seq, Object value) {}

  @Test
  @Rule("P21")
  void verify_finds_a_snapshot_that_is_not_what_its_events_give() {
    assertThat(snapshots(1).verify("s")).isEmpty();
    log().append("s", events("a", "b"));
    assertThat(snapshots(1).verify("s")).isEmpty();
    snapshots(1).keep("s");
    log().append("s", events("c"));
    assertThat(snapshots(1).verify("s")).isEmpty();
    overwrite(new Bad(2, "az"));
    assertThat(snapshots(1).verify("s"))
        .contains(new Fault.Different<>("s", new State<>("az", 2), new State<>("ab", 2)));
    assertThat(view("s").peek().value()).isEqualTo("az");
    overwrite(7);
    assertThat(snapshots(1).verify("s")).contains(new Fault.Unusable<>("s", json(7)));
  }

  @Test
  @Rule("P21")
  void verify_finds_a_fold_that_was_changed_and_kept_its_version() {
    log().append("s", events("a", "b"));
    snapshots(1).keep("s");
    var changed = new Projection<String>("", (types, event) -> event.type() + types);
    assertThat(store.snapshots("types", 1, changed, Codec.of(String.class)).verify("s"))
        .contains(new Fault.Different<>("s", new State<>("ab", 2), new State<>("ba", 2)));
    assertThat(store.snapshots("types", 2, changed, Codec.of(String.class)).verify("s")).isEmpty();
  }

  @Test
  @Rule("P21")
  void verify_folds_archived_events_and_refuses_to_guess_without_them() {
    log().append("s", events("a", "b"));
    snapshots(1).compact("s");
    log().append("s", events("c"));
    assertThatIllegalStateException().isThrownBy(() -> snapshots(1).verify("s")).withMessageContaining("archive");
    var archived = store.archivingTo(new MemoryBlobStore()).snapshots("types", 1, TYPES, Codec.of(String.class));
    log().append("t", events("a", "b"));
    archived.compact("t");
    assertThat(log().read("t")).isEmpty();
    assertThat(archived.verify("t")).isEmpty();
  }

  @Test
  @Rule({"P2", "P11"})
  void a_refresh_that_was_overtaken_does_not_move_the_snapshot_back() {
    log().append("s", events("a"));
    var overtaken = new AtomicBoolean();
    var slow = new Projection<String>("", (types, event) -> {
      if (!overtaken.getAndSet(true)) {
        log().append("s", events("b"));
        view("s").refresh();
        log().append("s", events("c"));
      }
      return types + event.type();
    });
    var refreshed = store.snapshots("types", 1, slow, Codec.of(String.class)).keep("s");
    assertThat(overtaken).isTrue();
    assertThat(refreshed).isEqualTo(new State<>("abc", 3));
    assertThat(view("s").peek()).isEqualTo(refreshed);
  }

  @Test
  @Rule({"P2", "P11"})
  void concurrent_refreshes_only_move_the_snapshot_forward() throws Exception {
    Race.onPlatformThreads(4, racer -> {
      var seen = 0L;
      for (var i = 0; i < 40; i++) {
        append("s");
        var refreshed = view("s").refresh();
        assertThat(refreshed.value()).hasSize((int) refreshed.seq());
        var peeked = view("s").peek().seq();
        assertThat(peeked).isGreaterThanOrEqualTo(Math.max(seen, refreshed.seq()));
        seen = peeked;
      }
      return racer;
    });
    assertThat(view("s").peek()).isEqualTo(TYPES.project(log(), "s"));
  }

  @Test
  @Rule("P2")
  void a_peek_and_a_refresh_that_finds_nothing_new_fold_nothing() {
    var folded = new AtomicInteger();
    var counting = new Projection<>(0, (count, event) -> folded.incrementAndGet());
    var view = store.snapshots("count", 1, counting, Codec.of(Integer.class)).view("s");
    log().append("s", events("a", "b", "c"));
    view.refresh();
    restart();
    var again = store.snapshots("count", 1, counting, Codec.of(Integer.class)).view("s");
    assertThat(again.peek().value()).isEqualTo(3);
    assertThat(again.refresh().value()).isEqualTo(3);
    append("s");
    assertThat(again.refresh().value()).isEqualTo(4);
    assertThat(folded).hasValue(4);
  }

  @Test
  @Rule("P2")
  void a_refresh_that_finds_nothing_new_writes_nothing() {
    var commits = new AtomicInteger();
    var counting = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        commits.incrementAndGet();
        return backend.commit(commit);
      }
    });
    append("s");
    var view = counting.snapshots("types", 1, TYPES, Codec.of(String.class)).view("s");
    view.refresh();
    commits.set(0);
    view.refresh();
    assertThat(commits).hasValue(0);
  }

  @Test
  @Rule("P2")
  void a_retired_view_starts_over() {
    log().append("s", events("a"));
    var view = view("s");
    view.refresh();
    view.retire();
    view.retire();
    assertThat(view.peek().seq()).isZero();
    assertThat(backend.keys("$[\"s\"", "", 9)).isEmpty();
    assertThat(view.refresh().value()).isEqualTo("a");
  }

  @Test
  @Rule("P2")
  void streams_and_views_of_any_name_have_snapshots() {
    var longest = "é".repeat(Limits.NAME_BYTES / 2);
    for (var name : List.of(longest, longest.substring(1) + "e", "\0".repeat(Limits.NAME_BYTES), "a\"],[\"", "/")) {
      log().append(name, events(name));
      var snapshots = store.snapshots(name, 1, TYPES, Codec.of(String.class));
      snapshots.view(name).refresh();
      restart();
      assertThat(store.snapshots(name, 1, TYPES, Codec.of(String.class)).load(name)).contains(new State<>(name, 1));
      assertThat(store.snapshots("types", 1, TYPES, Codec.of(String.class)).load(name)).isEmpty();
    }
    assertThat(kv().keys("")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> snapshots(1).keep("$other"));
  }

  @Test
  @Rule("P9")
  void a_replay_that_would_miss_truncated_events_is_refused() {
    log().append("s", events("a", "b"));
    log().truncate("s", 1);
    assertThatIllegalStateException().isThrownBy(() -> view("s").refresh()).withMessageContaining("event 1 of");
    assertThat(snapshots(1).load("s")).isEmpty();
  }

  @Test
  @Rule("P1")
  void a_view_of_links_or_of_the_global_order_is_a_view_of_the_events() {
    for (var i = 1; i <= 2; i++) {
      store.commit(Commit.builder().append("a", event("a")).link("all").global().build());
      store.commit(Commit.builder().append("b", event("b")).link("all").global().append("b", event("c")).build());
      restart();
      assertThat(view("all").refresh().value()).isEqualTo("ab".repeat(i));
      assertThat(view(Event.GLOBAL).refresh()).isEqualTo(new State<>("ab".repeat(i), 2L * i));
    }
    snapshots(1).compact(Event.GLOBAL);
    log().appendGlobal("a", events("d"));
    assertThat(view(Event.GLOBAL).refresh().value()).isEqualTo("ababd");
  }

  @Test
  @Rule("P1")
  void a_timeline_folds_as_a_stream_does() {
    log().appendGlobal("a", events("a", "b"));
    log().appendGlobal("b", events("c"));
    var seen = TYPES.project(log().global());
    assertThat(seen).isEqualTo(new State<>("abc", 3));
    log().appendGlobal("a", events("d", "e"));
    assertThat(TYPES.resume(log().global(), seen)).isEqualTo(new State<>("abcde", 5));
    log().truncate("a", 3);
    assertThat(TYPES.resume(log().global(), new State<>("abcd", 4)).value()).isEqualTo("abcde");
    assertThatIllegalStateException().isThrownBy(() -> TYPES.project(log().global()))
        .withMessageContaining("event 1 of stream \"a\"");
  }
}
