package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.view.Projection;
import dev.persist.view.Projection.State;
import org.junit.jupiter.api.Test;

/** The reference's snapshot suite: snapshot + tail = full replay. */
@Rule("P2")
abstract class SnapshotCases extends Suite {
  SnapshotCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void without_a_snapshot_the_state_is_the_seed() {
    assertThat(counts("feed").replay("s")).isEqualTo(new State<>(0, 0));
  }

  @Test
  void there_is_no_snapshot_at_first() {
    assertThat(counts("feed").load("s")).isEmpty();
  }

  @Test
  void a_checkpoint_stores_a_snapshot() {
    append("s");
    counts("snap").keep("s");
    assertThat(counts("snap").load("s")).contains(new State<>(1, 1));
  }

  @Test
  @Rule("P1")
  void the_value_of_a_checkpoint_is_that_of_the_full_projection() {
    log().append("s", events("x", "x", "x"));
    assertThat(counts("snap").keep("s").value()).isEqualTo(3);
  }

  @Test
  void a_checkpoint_records_the_last_seq() {
    log().append("s", events("x", "x"));
    assertThat(counts("snap").keep("s").seq()).isEqualTo(2);
  }

  @Test
  void a_replay_after_a_checkpoint_folds_the_tail_only() {
    log().append("s", events("x", "x"));
    counts("snap").keep("s");
    append("s");
    assertThat(counts("snap").replay("s").value()).isEqualTo(3);
    var hundreds = new Projection<>(0, (count, event) -> count + 100);
    assertThat(store.snapshots("snap", 1, hundreds, Codec.of(Integer.class)).replay("s").value()).isEqualTo(102);
  }

  @Test
  @Rule("P8")
  void snapshot_and_tail_give_the_value_of_the_full_replay() {
    log().append("s", events("x", "x"));
    counts("snap").keep("s");
    log().append("s", events("x", "x"));
    assertThat(counts("snap").replay("s").value()).isEqualTo(COUNT.fold(log(), "s"));
  }

  @Test
  @Rule("P1")
  void snapshot_and_tail_give_the_whole_state_of_the_full_replay() {
    append("s");
    counts("snap").keep("s");
    log().append("s", events("x", "x"));
    assertThat(counts("snap").replay("s")).isEqualTo(COUNT.project(log(), "s"));
  }

  @Test
  @Rule("P1")
  void two_replays_from_the_same_snapshot_agree() {
    append("s");
    counts("snap").keep("s");
    append("s");
    assertThat(counts("snap").replay("s")).isEqualTo(counts("snap").replay("s"));
  }

  @Test
  void another_checkpoint_advances_the_snapshot() {
    append("s");
    counts("snap").keep("s");
    append("s");
    counts("snap").keep("s");
    assertThat(counts("snap").load("s")).contains(new State<>(2, 2));
  }

  @Test
  void snapshots_of_different_names_are_independent() {
    append("s");
    counts("a").keep("s");
    assertThat(counts("b").load("s")).isEmpty();
  }
}
