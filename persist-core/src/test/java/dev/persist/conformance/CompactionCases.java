package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.view.Projection.State;
import org.junit.jupiter.api.Test;

/** The reference's compaction suite: what is in the snapshot is dropped, and replays as before. */
@Rule("P3")
abstract class CompactionCases extends Suite {
  CompactionCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void the_tail_counts_events_since_the_snapshot() {
    log().append("s", events("x", "x"));
    assertThat(counts("snap").tail("s")).isEqualTo(2);
  }

  @Test
  void below_the_threshold_it_is_not_time_to_compact() {
    append("s");
    assertThat(counts("snap").compactEvery("s", 3)).isEmpty();
  }

  @Test
  void at_the_threshold_it_is_time_to_compact() {
    log().append("s", events("x", "x", "x"));
    assertThat(counts("snap").compactEvery("s", 3)).isPresent();
  }

  @Test
  void compact_truncates_what_is_in_the_snapshot() {
    log().append("s", events("x", "x", "x"));
    counts("snap").compact("s");
    assertThat(log().count("s")).isZero();
  }

  @Test
  void compact_preserves_the_last_seq() {
    log().append("s", events("x", "x"));
    counts("snap").compact("s");
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }

  @Test
  void an_append_after_compaction_continues_the_seqs() {
    log().append("s", events("x", "x"));
    counts("snap").compact("s");
    assertThat(append("s").seq()).isEqualTo(3);
  }

  @Test
  @Rule("P1")
  void a_replay_after_compaction_counts_what_was_there_before_it_too() {
    log().append("s", events("x", "x", "x"));
    counts("snap").compact("s");
    log().append("s", events("x", "x"));
    assertThat(counts("snap").replay("s").value()).isEqualTo(5);
  }

  @Test
  @Rule("P1")
  void a_replay_after_compaction_equals_the_full_replay_without_it() {
    log().append("compacted", events("x", "x", "x"));
    log().append("whole", events("x", "x", "x"));
    counts("snap").compact("compacted");
    append("compacted");
    append("whole");
    assertThat(counts("snap").replay("compacted")).isEqualTo(COUNT.project(log(), "whole"));
  }

  @Test
  void a_compaction_below_the_threshold_truncates_nothing() {
    append("s");
    assertThat(counts("snap").compactEvery("s", 5)).isEmpty();
    assertThat(log().count("s")).isEqualTo(1);
  }

  @Test
  void a_compaction_at_the_threshold_truncates() {
    log().append("s", events("x", "x"));
    assertThat(counts("snap").compactEvery("s", 2)).isPresent();
    assertThat(log().count("s")).isZero();
  }

  @Test
  @Rule("P1")
  void to_compact_again_with_an_empty_tail_changes_nothing() {
    append("s");
    counts("snap").compact("s");
    assertThat(counts("snap").compact("s").state()).isEqualTo(new State<>(1, 1));
  }
}
