package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.internal.Pages;
import dev.persist.view.Compaction;
import dev.persist.view.Lagging;
import dev.persist.view.Projection;
import dev.persist.view.Projection.State;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A compaction drops what its snapshot has and no registered view needs (rule P3). */
@Rule("P3")
abstract class CompactionRules extends CompactionSuite {
  CompactionRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void a_compaction_drops_what_its_snapshot_has() {
    log().append("s", events("a", "b"));
    assertThat(compact()).isEqualTo(new Compaction<>(new State<>("ab", 2), 2, List.of()));
    restart();
    assertThat(log().read("s")).isEmpty();
    log().append("s", events("c"));
    assertThat(snapshots(store, "main").replay("s")).isEqualTo(new State<>("abc", 3));
    assertThat(compact()).isEqualTo(compact());
  }

  @Test
  @Rule("P12")
  void a_registered_view_holds_compaction_back_by_name_until_it_has_the_events() {
    log().append("s", events("a", "b"));
    var lagging = snapshots(store, "lagging").view("s");
    lagging.refresh();
    log().append("s", events("c", "d"));
    assertThat(compact()).isEqualTo(new Compaction<>(new State<>("abcd", 4), 2,
        List.of(new Lagging("view lagging version 1", 2))));
    assertThat(log().read("s").map(Event::type)).containsExactly("c", "d");
    restart();
    assertThat(snapshots(store, "lagging").view("s").refresh().value()).isEqualTo("abcd");
    assertThat(compact().heldBackBy()).isEmpty();
    assertThat(log().count("s")).isZero();
  }

  @Test
  void a_view_registered_before_it_has_anything_keeps_everything() {
    log().append("s", events("a", "b"));
    var registered = snapshots(store, "registered").view("s");
    registered.register();
    assertThat(compact().through()).isZero();
    assertThat(log().count("s")).isEqualTo(2);
    registered.retire();
    assertThat(compact().through()).isEqualTo(2);
  }

  @Test
  void a_view_is_registered_also_when_its_state_was_kept_before_or_another_retired_it() {
    log().append("s", events("a", "b"));
    snapshots(store, "lagging").keep("s");
    var view = snapshots(store, "lagging").view("s");
    for (var i = 0; i < 3; i++) {
      view.refresh();
    }
    log().append("s", events("c"));
    assertThat(compact().heldBackBy()).containsExactly(new Lagging("view lagging version 1", 2));
    snapshots(store, "other").view("t").register();
    log().append("t", events("a"));
    var retired = snapshots(store, "lagging").view("t");
    for (var i = 0; i < 3; i++) {
      retired.refresh();
    }
    snapshots(store, "lagging").view("t").retire();
    retired.refresh();
    log().append("t", events("b"));
    assertThat(snapshots(store, "main").compact("t").heldBackBy())
        .containsExactly(new Lagging("view lagging version 1", 1), new Lagging("view other version 1", 0));
  }

  @Test
  void a_view_that_is_refreshed_often_does_not_read_each_time_who_else_needs_the_stream() {
    log().append("s", events("a"));
    var asked = new AtomicInteger();
    var view = snapshots(Persist.over(new DelegatingBackend(backend) {
      @Override
      public Optional<Json> get(String key) {
        asked.addAndGet(key.contains("consumers") ? 1 : 0);
        return super.get(key);
      }
    }), "often").view("s");
    for (var i = 0; i < 10; i++) {
      view.refresh();
    }
    assertThat(asked.get()).isBetween(1, 2);
  }

  @Test
  void a_view_registered_while_a_compaction_runs_loses_nothing() {
    log().append("s", events("a", "b"));
    var once = new AtomicBoolean();
    var slow = new Projection<String>("", (types, event) -> {
      if (event.seq() == 2 && !once.getAndSet(true)) {
        snapshots(store, "late").view("s").register();
      }
      return types + event.type();
    });
    var compacted = store.snapshots("main", 1, slow, Codec.of(String.class)).compact("s");
    assertThat(compacted.heldBackBy()).containsExactly(new Lagging("view late version 1", 0));
    assertThat(snapshots(store, "late").view("s").refresh().value()).isEqualTo("ab");
  }

  @Test
  void a_view_does_not_hold_its_own_compaction_back_and_an_attached_one_holds_back_others() {
    log().append("s", events("a"));
    snapshots(store, "main").view("s").register();
    assertThat(compact()).isEqualTo(new Compaction<>(new State<>("a", 1), 1, List.of()));
    snapshots(store, "attached").view("t").attach(hub());
    log().append("t", events("a"));
    assertThat(snapshots(store, "main").compact("t").heldBackBy())
        .containsExactly(new Lagging("view attached version 1", 0));
  }

  @Test
  void views_of_other_streams_hold_nothing_back() {
    log().append("s", events("a"));
    snapshots(store, "lagging").view("t").register();
    assertThat(compact().through()).isEqualTo(1);
  }

  @Test
  void the_policy_compacts_from_so_many_tail_events_on() {
    var main = snapshots(store, "main");
    log().append("s", events("a", "b"));
    assertThat(main.compactEvery("s", 3)).isEmpty();
    assertThat(log().count("s")).isEqualTo(2);
    log().append("s", events("c"));
    assertThat(main.compactEvery("s", 3)).contains(new Compaction<>(new State<>("abc", 3), 3, List.of()));
    assertThat(log().count("s")).isZero();
    log().append("s", events("d"));
    assertThat(main.compactEvery("s", 3)).isEmpty();
    assertThat(main.tail("s")).isEqualTo(1);
  }

  @Test
  void a_replay_whose_events_went_into_a_newer_snapshot_meanwhile_goes_on_from_that() {
    var size = 2 * Pages.SIZE + 1;
    log().append("s", Collections.nCopies(size, event("x")));
    var replaying = new Projection<String>("", (types, event) -> {
      if (event.seq() == 1) {
        compact();
      }
      return types + event.type();
    });
    assertThat(store.snapshots("main", 1, replaying, Codec.of(String.class)).replay("s"))
        .isEqualTo(new State<>("x".repeat(size), size));
  }
}
