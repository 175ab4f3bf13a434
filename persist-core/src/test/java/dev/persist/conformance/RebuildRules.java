package dev.persist.conformance;

import static dev.persist.conformance.SnapshotRules.TYPES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Pages;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Backend;
import dev.persist.view.Projection;
import dev.persist.view.Projection.State;
import dev.persist.view.Replacement.Building;
import dev.persist.view.Replacement.Switched;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a view is built beside the one it replaces, and switched in. */
@Rule("P5")
abstract class RebuildRules extends RebuildSuite {
  private static final String SERVING = OwnKeys.key("s", "serving", "types");

  RebuildRules(ConformanceKit kit) {
    super(kit);
  }

  /** A backend on which {@code meanwhile} happens once, right before the commit of a switch. */
  private Backend beforeTheSwitch(Runnable meanwhile, AtomicInteger switches) {
    var happened = new AtomicBoolean();
    return new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (commit.ops().stream().noneMatch(op -> op instanceof Op.Put put && put.key().equals(SERVING))) {
          return super.commit(commit);
        }
        if (!happened.getAndSet(true)) {
          meanwhile.run();
        }
        var result = super.commit(commit);
        if (result instanceof CommitResult.Committed) {
          switches.incrementAndGet();
        }
        return result;
      }
    };
  }

  @Test
  @Rule("P17")
  void the_old_view_serves_until_the_new_one_has_caught_up_and_the_new_one_for_good_after_it() {
    appendAll("a", "b", "c");
    old().refresh();
    appendAll("d");
    assertThat(replacement().build(2)).isEqualTo(new Building(2, 4));
    assertThat(replacement().peek()).isEqualTo(new State<>("abc", 3));
    assertThat(replacement().refresh()).isEqualTo(new State<>("abcd", 4));
    appendAll("e");
    assertThat(replacement().build(2)).isEqualTo(new Building(4, 5));
    assertThat(replacement().peek()).isEqualTo(new State<>("abcd", 4));
    assertThat(replacement().build(2)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("ABCDE", 5));
    restart();
    assertThat(replacement().peek()).isEqualTo(new State<>("ABCDE", 5));
    appendAll("f");
    assertThat(replacement().build(1)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("ABCDE", 5));
    assertThat(replacement().refresh().value()).isEqualTo("ABCDEF");
    assertThat(old().peek()).as("what nobody refreshes any more").isEqualTo(new State<>("abcd", 4));
  }

  @Test
  void a_new_view_that_is_current_does_not_serve_before_it_is_switched_in() {
    appendAll("a");
    successor().refresh();
    assertThat(replacement().peek()).isEqualTo(new State<>("", 0));
    assertThat(replacement().refresh().value()).isEqualTo("a");
    assertThat(replacement().build(1)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("A", 1));
  }

  @Test
  void a_view_of_an_empty_stream_is_switched_at_once() {
    assertThat(replacement().build(1)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("", 0));
  }

  @Test
  @Rule("P19")
  void a_build_that_was_cut_off_goes_on_where_it_stopped() {
    var folded = new AtomicInteger();
    var counting = new Projection<String>("", (types, event) -> types + folded.incrementAndGet() % 10);
    var events = 2 * Pages.SIZE + 3;
    log().append("s", Collections.nCopies(events, event("x")));
    for (var step = 1; step <= 2; step++) {
      assertThat(snapshots(store, 2, counting).view("s").replacing(old()).build(Pages.SIZE + 1))
          .isEqualTo(new Building(step * (Pages.SIZE + 1L), events));
      assertThat(folded).hasValue(step * (Pages.SIZE + 1));
      restart();
    }
    assertThat(snapshots(store, 2, counting).view("s").replacing(old()).build(Pages.SIZE + 1))
        .isEqualTo(new Switched());
    assertThat(folded).hasValue(events);
  }

  @Test
  void a_new_state_that_cannot_be_read_is_built_anew() {
    appendAll("a", "b", "c", "d");
    replacement().build(3);
    backend.commit(Commit.builder().put(OwnKeys.key("s", "snapshot", "types", 2), json("?")).build());
    assertThat(replacement().build(3)).isEqualTo(new Building(3, 4));
    assertThat(replacement().build(3)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("ABCD", 4));
  }

  @Test
  void a_new_view_behind_what_the_old_one_keeps_is_not_switched_in() {
    appendAll("a");
    var overtaken = new AtomicBoolean();
    var slow = new Projection<String>("", (types, event) -> {
      if (!overtaken.getAndSet(true)) {
        appendAll("b");
        old().refresh();
      }
      return types + event.type().toUpperCase(Locale.ROOT);
    });
    var replacement = snapshots(store, 2, slow).view("s").replacing(old());
    assertThat(replacement.build(9)).isEqualTo(new Building(1, 1));
    assertThat(replacement.peek()).isEqualTo(new State<>("ab", 2));
    assertThat(replacement.build(9)).isEqualTo(new Switched());
    assertThat(replacement.peek()).isEqualTo(new State<>("AB", 2));
  }

  @Test
  void no_refresh_of_the_old_view_gets_in_before_the_switch() {
    appendAll("a");
    old().refresh();
    var overtaking = Persist.over(beforeTheSwitch(() -> {
      appendAll("b");
      old().refresh();
    }, new AtomicInteger()));
    assertThat(replacement(overtaking).build(9)).isEqualTo(new Building(1, 1));
    assertThat(replacement().peek()).isEqualTo(new State<>("ab", 2));
    assertThat(replacement(overtaking).build(9)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("AB", 2));
  }

  @Test
  void a_new_view_that_is_retired_right_before_the_switch_does_not_serve() {
    appendAll("a");
    old().refresh();
    var retiring = Persist.over(beforeTheSwitch(() -> successor().retire(), new AtomicInteger()));
    assertThat(replacement(retiring).build(9)).isEqualTo(new Building(1, 1));
    assertThat(replacement().peek()).isEqualTo(new State<>("a", 1));
  }

  @Test
  void of_two_that_switch_at_a_time_one_does_and_both_know() {
    appendAll("a");
    var switches = new AtomicInteger();
    var store = Persist.over(beforeTheSwitch(() -> assertThat(replacement().build(9)).isEqualTo(new Switched()),
        switches));
    assertThat(replacement(store).build(9)).isEqualTo(new Switched());
    assertThat(switches).as("commits of the second, after the first").hasValue(0);
    assertThat(backend.get(SERVING)).contains(json(List.of(2)));
  }

  @Test
  void who_finds_after_its_fold_that_another_switched_does_not_switch_again() {
    appendAll("a");
    var overtaken = new AtomicBoolean();
    var slow = new Projection<String>("", (types, event) -> {
      if (!overtaken.getAndSet(true)) {
        assertThat(replacement().build(9)).isEqualTo(new Switched());
      }
      return types + event.type().toUpperCase(Locale.ROOT);
    });
    var switches = new AtomicInteger();
    var counting = Persist.over(beforeTheSwitch(() -> {}, switches));
    assertThat(snapshots(counting, 2, slow).view("s").replacing(view(counting, 1)).build(9)).isEqualTo(new Switched());
    assertThat(switches).hasValue(0);
  }

  @Test
  void builders_who_race_fold_into_one_state_and_switch_once() throws Exception {
    appendAll("a", "b", "c", "d", "e", "f", "g", "h");
    var switches = new AtomicInteger();
    var counting = Persist.over(beforeTheSwitch(() -> {}, switches));
    Race.of(4, racer -> {
      var progress = replacement(counting).build(3);
      for (var steps = 1; progress instanceof Building; steps++) {
        assertThat(steps).as("each step comes further").isLessThan(9);
        progress = replacement(counting).build(3);
      }
      return racer;
    });
    assertThat(switches).hasValue(1);
    assertThat(replacement().peek()).isEqualTo(new State<>("ABCDEFGH", 8));
  }

  @Test
  void a_build_whose_events_were_dropped_before_is_refused_but_for_an_archive_and_the_old_view_serves_on() {
    var archiving = store.archivingTo(new MemoryBlobStore());
    appendAll("a", "b");
    snapshots(archiving, 1).compact("s");
    assertThatIllegalStateException().isThrownBy(() -> replacement().build(1)).withMessageContaining("event 1 of");
    assertThat(replacement().peek()).isEqualTo(new State<>("ab", 2));
    assertThat(replacement(archiving).build(1)).isEqualTo(new Building(1, 2));
    assertThat(replacement(archiving).build(1)).isEqualTo(new Switched());
    assertThat(replacement().peek()).isEqualTo(new State<>("AB", 2));
  }

  @Test
  void what_is_no_other_version_of_the_view_is_refused() {
    var elsewhere = Persist.over(new DelegatingBackend(backend) {});
    for (var other : List.of(successor(), snapshots(store, 1).view("t"), view(elsewhere, 1),
        store.snapshots("other", 1, TYPES, Codec.of(String.class)).view("s"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> successor().replacing(other))
          .withMessageStartingWith("view types version 2 of stream \"s\" cannot replace " + other);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> replacement().build(0)).withMessageContaining("is 0");
  }
}
