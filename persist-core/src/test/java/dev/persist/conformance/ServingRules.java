package dev.persist.conformance;

import static dev.persist.conformance.SnapshotRules.TYPES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.internal.OwnKeys;
import dev.persist.view.Lagging;
import dev.persist.view.Projection.State;
import dev.persist.view.Replacement;
import dev.persist.view.Replacement.Building;
import dev.persist.view.Replacement.Switched;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which view serves, before the switch and after it. */
@Rule("P5")
abstract class ServingRules extends RebuildSuite {
  ServingRules(ConformanceKit kit) {
    super(kit);
  }

  private void readUntil(AtomicBoolean over, Function<Replacement<String>, State<String>> read) {
    var seen = new State<>("", 0);
    for (var last = false; !last;) {
      last = over.get(); // one more read after it
      var state = read.apply(replacement());
      assertThat(state.value()).hasSize((int) state.seq());
      assertThat(state.seq()).isGreaterThanOrEqualTo(seen.seq());
      assertThat(state.value()).as("for good, after " + seen)
          .matches(seen.value().contains("X") ? "X+" : "x*|X*");
      seen = state;
    }
  }

  @Test
  void a_read_that_the_switch_came_between_is_of_the_view_that_serves_then() {
    appendAll("a");
    var happened = new AtomicBoolean();
    var switchedUnderway = Persist.over(new DelegatingBackend(backend) {
      @Override
      public Optional<Json> get(String key) {
        if (key.equals(OwnKeys.key("s", "snapshot", "types", 1)) && !happened.getAndSet(true)) {
          assertThat(replacement().build(9)).isEqualTo(new Switched());
          appendAll("b");
          old().refresh();
        }
        return super.get(key);
      }
    });
    assertThat(replacement(switchedUnderway).peek()).isEqualTo(new State<>("A", 1));
    assertThat(happened).isTrue();
  }

  @Test
  @Rule("P18")
  void no_reader_goes_back_in_time_while_writers_refreshes_compactions_and_builds_race() throws Exception {
    var rounds = 40;
    var backlog = 30;
    var over = new AtomicBoolean();
    log().append("s", Collections.nCopies(backlog, event("x")));
    old().refresh();
    replacement().build(2); // so that it is registered before anything is compacted
    Race.onPlatformThreads(5, racer -> {
      switch (racer) {
        case 0 -> {
          for (var i = 0; i < rounds; i++) {
            append("s");
            old().refresh();
          }
        }
        case 1 -> {
          for (var i = 0; i < rounds; i++) {
            snapshots(store, 1).compact("s");
          }
        }
        case 2 -> {
          try {
            while (replacement().build(2) instanceof Building) {}
          } finally {
            over.set(true);
          }
        }
        default -> readUntil(over, racer == 3 ? Replacement::refresh : Replacement::peek);
      }
      return racer;
    });
    assertThat(replacement().refresh().value()).isEqualTo("X".repeat(backlog + rounds));
  }

  @Test
  void an_old_view_holds_compaction_back_after_the_switch_until_it_is_retired() {
    appendAll("a");
    old().refresh();
    replacement().build(9);
    appendAll("b");
    replacement().refresh();
    assertThat(snapshots(store, 2).compact("s").heldBackBy())
        .containsExactly(new Lagging("view types version 1", 1));
    old().retire();
    assertThat(snapshots(store, 2).compact("s").through()).isEqualTo(2);
    appendAll("c");
    assertThat(replacement().refresh().value()).isEqualTo("ABC");
    assertThat(snapshots(store, 2).compact("s").heldBackBy()).isEmpty();
  }

  @Test
  void a_compaction_beside_a_build_keeps_what_the_build_needs() {
    appendAll("a", "b", "c", "d");
    old().refresh();
    replacement().build(2);
    assertThat(snapshots(store, 1).compact("s").heldBackBy())
        .containsExactly(new Lagging("view types version 2", 2));
    assertThat(replacement().build(2)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("ABCD", 4));
  }

  @Test
  void a_view_that_took_over_can_be_replaced_by_the_next_or_by_the_one_before() {
    appendAll("a");
    replacement().build(9);
    var third = view(store, 3).replacing(successor());
    assertThat(third.build(9)).isEqualTo(new Switched());
    assertThat(replacement().refresh()).as("to who knows no third").isEqualTo(new State<>("A", 1));
    assertThat(replacement().build(9)).isEqualTo(new Switched());

    var back = old().replacing(successor());
    assertThat(back.peek()).isEqualTo(new State<>("A", 1));
    assertThat(back.build(9)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("a", 1));
    assertThat(replacement().build(9)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("A", 1));
  }

  @Test
  void an_attached_one_refreshes_the_view_that_serves_until_it_is_closed() {
    var hub = hub();
    var attached = replacement().attach(hub);
    hub.publish("s", "a", AT, Map.of());
    assertThat(replacement().peek()).isEqualTo(new State<>("a", 1));
    assertThat(replacement().build(9)).isEqualTo(new Switched());
    hub.publish("s", "b", AT, Map.of());
    assertThat(replacement().peek()).isEqualTo(new State<>("AB", 2));
    assertThat(old().peek()).isEqualTo(new State<>("a", 1));
    attached.close();
    hub.publish("s", "c", AT, Map.of());
    assertThat(replacement().peek()).isEqualTo(new State<>("AB", 2));
  }

  @Test
  void an_attached_one_registers_the_view_that_serves() {
    replacement().attach(hub()).close();
    appendAll("a");
    var other = store.snapshots("other", 1, TYPES, Codec.of(String.class));
    assertThat(other.compact("s").heldBackBy()).containsExactly(new Lagging("view types version 1", 0));
    replacement().build(9);
    old().retire();
    replacement().attach(hub()).close();
    assertThat(other.compact("s").heldBackBy()).isEmpty();
  }

  @Test
  void who_waits_for_a_seq_gets_it_from_the_view_that_serves() throws Exception {
    var clock = InstantSource.fixed(AT);
    appendAll("a", "b");
    old().refresh();
    assertThat(replacement().await(2, clock, Duration.ZERO)).contains(new State<>("ab", 2));
    replacement().build(9);
    assertThat(replacement().await(2, clock, Duration.ZERO)).contains(new State<>("AB", 2));
    appendAll("c");
    old().refresh();
    assertThat(replacement().await(3, clock, Duration.ZERO)).isEmpty();
  }
}
