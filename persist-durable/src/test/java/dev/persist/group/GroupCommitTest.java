package dev.persist.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Mismatch;
import dev.persist.StoreException.Closed;
import dev.persist.StoreException.Failed;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Rule;
import dev.persist.spi.Changes;
import dev.persist.spi.Grouping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which commits are written together, and who waits for what. */
class GroupCommitTest extends GroupCommitSuite {
  /** Longer than a test may take. */
  private static final long LONG = TimeUnit.MINUTES.toNanos(5);

  @Test
  void commits_that_wait_while_a_group_is_stored_are_stored_as_one_group() throws Exception {
    var first = caller(append("s"));
    storage.awaitWrite();
    var waiting = IntStream.range(0, 5).mapToObj(i -> caller(append("s"))).toList();
    assertThat(storage.writes).hasSize(1);
    storage.letPass(2);
    assertThat(seqOf(first)).isEqualTo(1);
    for (var i = 0; i < waiting.size(); i++) {
      assertThat(seqOf(waiting.get(i))).as("each caller gets its own answer").isEqualTo(i + 2);
    }
    assertThat(storage.writes).hasSize(2);
    assertThat(storage.writes.get(1).events()).extracting(event -> event.seq()).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(writer.groups()).isEqualTo(new Grouping.Groups(2, 6));
  }

  @Test
  void chains_that_other_processes_are_in_the_way_of_are_written_after_the_rest_of_their_group() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var callers = Stream.of(GatedStore.BUSY, "s", GatedStore.BUSY, "t", "s")
        .map(stream -> caller(append(stream)))
        .toList();
    storage.letPass(3);
    var seqs = new ArrayList<Long>();
    for (var caller : callers) {
      seqs.add(seqOf(caller));
    }
    assertThat(seqs).as("each caller gets its own answer").containsExactly(1L, 2L, 2L, 1L, 3L);
    assertThat(storage.writes.stream().map(write -> write.events().stream().map(event -> event.stream()).toList()))
        .containsExactly(List.of("s"), List.of("s", "t", "s"), List.of(GatedStore.BUSY, GatedStore.BUSY));
    assertThat(writer.groups()).isEqualTo(new Grouping.Groups(3, 6));
  }

  @Test
  void callers_that_commit_again_at_once_are_waited_for() throws Exception {
    try (var patient = patient()) {
      var again = twice(patient);
      storage.awaitWrite();
      var other = new Caller(new FutureTask<>(() -> patient.commit(append("t")))).started();
      storage.letPass(2);
      assertThat(seqOf(again)).isEqualTo(2);
      assertThat(seqOf(other)).isEqualTo(1);
      assertThat(storage.writes.stream().map(write -> write.events().stream().map(event -> event.stream()).toList()))
          .containsExactly(List.of("s"), List.of("t", "s"));
    }
  }

  @Test
  void a_caller_that_does_not_commit_again_is_not_waited_for_for_long() throws Exception {
    for (var i = 0; i < 5; i++) {
      var first = caller(append("s"));
      storage.awaitWrite();
      var second = caller(append("s"));
      storage.letPass(1);
      seqOf(first);
      storage.awaitWrite();
      storage.letPass(1);
      assertThat(seqOf(second)).isEqualTo(2 * i + 2);
    }
  }

  @Test
  void nobody_is_waited_for_when_those_that_are_there_fill_a_group_and_that_is_no_wait_in_vain() throws Exception {
    try (var patient = patient()) {
      caller(patient, 1);
      storage.awaitWrite();
      var full = caller(patient, Arrivals.MOST_COMMITS);
      storage.letPass(1);
      storage.awaitWrite();
      var left = caller(patient, 1);
      storage.letPass(1);
      seqOf(full);
      Thread.sleep(50); // a writer that does not wait takes the group by then
      var again = caller(patient, 1);
      storage.letPass(2);
      seqOf(left);
      seqOf(again);
      assertThat(storage.writes).extracting(write -> write.events().size())
          .as("the caller of the full group is waited for again")
          .containsExactly(1, Arrivals.MOST_COMMITS, 2);
    }
  }

  @Test
  void a_wait_ends_when_those_that_are_there_fill_a_group() throws Exception {
    try (var patient = patient()) {
      var again = twice(patient);
      storage.awaitWrite();
      var second = caller(patient, 1);
      var third = caller(patient, 1);
      storage.letPass(1);
      storage.awaitWrite();
      var left = caller(patient, 1);
      storage.letPass(1);
      assertThat(seqOf(second) + seqOf(third) + seqOf(again)).isEqualTo(2 + 3 + 4);
      var full = caller(patient, Arrivals.MOST_COMMITS);
      storage.letPass(2);
      assertThat(seqOf(left)).isEqualTo(5);
      assertThat(seqOf(full)).isEqualTo(Arrivals.MOST_COMMITS + 5);
    }
  }

  @Test
  @Rule("C13")
  void nobody_is_waited_for_after_a_failure() throws Exception {
    try (var patient = patient()) {
      var again = twice(patient);
      storage.awaitWrite();
      var other = caller(patient, 1);
      storage.letPass(1);
      storage.awaitWrite();
      storage.failing = Optional.of(new OutOfMemoryError("planted"));
      storage.letPass(1);
      assertThrown(again).isInstanceOf(UnknownOutcome.class);
      assertThrown(other).isInstanceOf(UnknownOutcome.class);
      assertThatThrownBy(() -> patient.commit(append("s"))).isInstanceOf(Failed.class);
    }
  }

  @Test
  void close_does_not_wait_for_callers_that_commit_again() throws Exception {
    var patient = patient();
    var first = caller(patient, 1);
    storage.awaitWrite();
    var second = caller(patient, 1);
    storage.letPass(2);
    seqOf(first);
    patient.close();
    assertThat(seqOf(second)).isEqualTo(2);
  }

  @Test
  void nobody_is_answered_before_the_write_has_returned() throws Exception {
    var caller = caller(append("s"));
    storage.awaitWrite();
    assertThat(caller.answer().isDone()).isFalse();
    storage.letPass(1);
    assertThat(seqOf(caller)).isEqualTo(1);
  }

  @Test
  void a_conflict_is_that_of_one_member_only() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var before = caller(append("s"));
    var stale = caller(Commit.builder().streamAt("s", 1).append("s", event()).build());
    var after = caller(append("s"));
    storage.letPass(2);
    assertThat(seqOf(before)).isEqualTo(2);
    assertThat(stale.answer().get()).isEqualTo(new Conflict(List.of(new Mismatch.Stream("s", 1, 2))));
    assertThat(seqOf(after)).isEqualTo(3);
  }

  @Test
  void what_changes_nothing_is_not_stored() {
    storage.letPass(2);
    assertThat(writer.commit(Commit.builder().streamAt("s", 1).append("s", event()).build()))
        .isInstanceOf(Conflict.class);
    assertThat(writer.commit(Commit.builder().build())).isEqualTo(new Committed(List.of()));
    assertThat(storage.writes).isEmpty();
  }

  @Test
  void a_group_is_never_larger_than_its_limit() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var callers = IntStream.range(0, 7).mapToObj(i -> caller(large(i))).toList();
    storage.letPass(100);
    for (var caller : callers) {
      assertThat(caller.answer().get()).isInstanceOf(Committed.class);
    }
    assertThat(storage.writes).hasSizeBetween(3, 5)
        .allSatisfy(delta -> assertThat(
            delta.values().values().stream().mapToLong(value -> value.orElseThrow().size()).sum())
            .isLessThanOrEqualTo(Arrivals.MOST_BYTES));
  }

  @Test
  @Rule("C16")
  void commits_in_order_are_one_write() {
    storage.letPass(2);
    assertThat(writer.commitInOrder(List.of(append("s"), append("s")))).hasSize(2)
        .hasOnlyElementsOfType(Committed.class);
    assertThat(storage.writes).extracting(write -> write.events().size()).containsExactly(2);
  }

  @Test
  @Rule({"C13", "C16"})
  void each_of_the_commits_in_order_counts() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var callers = List.of(caller(writer, 600), caller(writer, 600));
    storage.letPass(100);
    assertThat(seqOf(callers.getFirst()) + seqOf(callers.getLast())).isEqualTo(601 + 1201);
    assertThat(storage.writes).extracting(write -> write.events().size()).containsExactly(1, 600, 600);
  }

  @Test
  @Rule({"C16", "C31"})
  void the_bytes_of_each_of_the_commits_in_order_are_under_way() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var caller = new Caller(
        new FutureTask<>(() -> writer.commitInOrder(List.of(large(1), large(2), large(3))).getLast())).started();
    assertThat(writer.bytesUnderWay()).isGreaterThan(2 * (int) large(1).size());
    storage.letPass(10);
    assertThat(caller.answer().get()).isInstanceOf(Committed.class);
  }

  @Test
  @Rule("C31")
  void commits_beyond_the_bytes_under_way_wait_their_turn() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var callers = IntStream.range(0, 12).mapToObj(i -> caller(large(i))).toList();
    assertThat(writer.bytesUnderWay()).isBetween(GroupCommit.MOST_UNDER_WAY - (6 << 20), GroupCommit.MOST_UNDER_WAY);
    storage.letPass(100);
    for (var caller : callers) {
      assertThat(caller.answer().get()).isInstanceOf(Committed.class);
    }
    assertThat(writer.bytesUnderWay()).isZero();
  }

  @Test
  void close_waits_for_the_commits_before_it_and_refuses_those_after() throws Exception {
    var first = caller(append("s"));
    storage.awaitWrite();
    var second = caller(append("s"));
    var closing = new Caller(new FutureTask<>(() -> {
      writer.close();
      return new Committed(List.of());
    })).started();
    assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(Closed.class);
    assertThat(closing.answer().isDone()).isFalse();
    storage.letPass(2);
    closing.answer().get();
    assertThat(storage.lastSeq("s")).isEqualTo(2);
    assertThat(seqOf(first)).isEqualTo(1);
    assertThat(seqOf(second)).isEqualTo(2);
    writer.close();
  }

  @Test
  @Rule("C30")
  void an_interrupted_caller_gets_its_answer_and_stays_interrupted() throws Exception {
    var interrupted = new FutureTask<>(() -> {
      writer.commit(append("s"));
      return Thread.currentThread().isInterrupted();
    });
    var thread = Thread.ofPlatform().start(interrupted);
    storage.awaitWrite();
    thread.interrupt();
    assertThat(interrupted.isDone()).isFalse();
    storage.letPass(1);
    assertThat(interrupted.get()).isTrue();
    assertThat(storage.lastSeq("s")).isEqualTo(1);
  }

  @Test
  @Rule("C30")
  void a_caller_that_was_interrupted_before_gets_its_answer_too() throws Exception {
    storage.letPass(1);
    var interrupted = new FutureTask<>(() -> {
      Thread.currentThread().interrupt();
      return writer.commit(append("s")) instanceof Committed && Thread.currentThread().isInterrupted();
    });
    Thread.ofPlatform().start(interrupted);
    assertThat(interrupted.get()).isTrue();
  }

  /** Returns a writer that waits for the callers that it has answered for longer than a test may take. */
  private GroupCommit patient() {
    return new GroupCommit("test:", storage, new Changes("test:"), new Returning(written -> LONG));
  }

  /** Calls with {@code commits} commits in order, and is answered with the last result. */
  private static Caller caller(GroupCommit writer, int commits) {
    var chain = Collections.nCopies(commits, append("s"));
    return new Caller(new FutureTask<>(() -> writer.commitInOrder(chain).getLast())).started();
  }

  /** Commits, and commits again as soon as it is answered. */
  private static Caller twice(GroupCommit writer) {
    return new Caller(new FutureTask<>(() -> {
      writer.commit(append("s"));
      return writer.commit(append("s"));
    })).started();
  }
}
