package dev.persist.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Mismatch;
import dev.persist.NewEvent;
import dev.persist.StoreException;
import dev.persist.StoreException.Closed;
import dev.persist.StoreException.Failed;
import dev.persist.StoreException.Refused;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Logged;
import dev.persist.conformance.Rule;
import dev.persist.spi.Changes;
import dev.persist.spi.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link GroupCommit} promises to callers, whatever the storage does. */
class GroupCommitTest {
  private final GatedStore storage = new GatedStore();
  private final GroupCommit writer = new GroupCommit("test:", storage, new Changes("test:"));

  @AfterEach
  void close() {
    storage.letPass(1000);
    writer.close();
  }

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
  }

  @Test
  void nobody_is_answered_before_the_write_has_returned() throws Exception {
    var caller = caller(append("s"));
    storage.awaitWrite();
    assertThat(caller.answer.isDone()).isFalse();
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
    assertThat(stale.answer.get()).isEqualTo(new Conflict(List.of(new Mismatch.Stream("s", 1, 2))));
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
      assertThat(caller.answer.get()).isInstanceOf(Committed.class);
    }
    assertThat(storage.writes).hasSizeBetween(3, 5)
        .allSatisfy(delta -> assertThat(
            delta.values().values().stream().mapToLong(value -> value.orElseThrow().size()).sum())
            .isLessThanOrEqualTo(GroupCommit.MOST_BYTES));
  }

  @Test
  @Rule("C11")
  void after_a_failed_write_nothing_is_written_any_more() throws Exception {
    var alone = caller(append("s"));
    storage.awaitWrite();
    storage.letPass(1);
    assertThat(seqOf(alone)).isEqualTo(1);
    var failing = caller(append("s"));
    storage.awaitWrite();
    var waiting = caller(append("s"));
    storage.failing = Optional.of(new IllegalStateException("planted: disk on fire"));
    storage.letPass(1);
    assertThrown(failing).isInstanceOf(UnknownOutcome.class).hasMessageContaining("planted: disk on fire");
    assertThrown(waiting).isInstanceOf(Failed.class).hasMessageContaining("reopen");
    storage.failing = Optional.empty();
    assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(Failed.class);
    assertThat(storage.writes).hasSize(2);
    assertThat(storage.lastSeq("s")).isEqualTo(1);
  }

  @Test
  @Rule("C11")
  void the_failure_that_ends_all_writing_is_logged_once_however_many_commits_it_refuses() throws Exception {
    try (var logged = Logged.begin(GroupCommit.class.getName())) {
      storage.letPass(1);
      storage.failing = Optional.of(new IllegalStateException("planted: disk on fire"));
      assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(UnknownOutcome.class);
      for (var i = 0; i < 3; i++) {
        assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(Failed.class);
      }
      assertThat(logged.await("")).singleElement()
          .asString()
          .startsWith("SEVERE")
          .contains("the store test:", "reopened", "planted: disk on fire");
    }
  }

  @Test
  @Rule("C13")
  void whoever_handles_the_log_may_use_the_store_that_failed() throws Exception {
    var closed = new CountDownLatch(1);
    var handler = new Handler() {
      @Override
      public void publish(LogRecord line) {
        assertThatThrownBy(() -> writer.commit(append("log"))).isInstanceOf(Failed.class);
        writer.close();
        closed.countDown();
        throw new IllegalStateException("planted in a handler");
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    var log = Logger.getLogger(GroupCommit.class.getName());
    log.addHandler(handler);
    try {
      storage.letPass(1);
      storage.failing = Optional.of(new IllegalStateException("planted"));
      assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(UnknownOutcome.class);
      closed.await();
    } finally {
      log.removeHandler(handler);
    }
  }

  @Test
  @Rule("C11")
  void every_member_of_a_group_whose_write_failed_has_an_unknown_outcome() {
    caller(append("s"));
    storage.awaitWrite();
    var group = List.of(caller(append("s")), caller(append("t")), caller(append("u")));
    storage.letPass(1);
    storage.awaitWrite();
    storage.failing = Optional.of(new IllegalStateException("planted"));
    storage.letPass(1);
    assertThat(group).allSatisfy(caller -> assertThrown(caller).isInstanceOf(UnknownOutcome.class));
  }

  @Test
  void a_group_refused_for_the_sake_of_one_member_does_not_fail_the_others() throws Exception {
    storage.refused = "k";
    caller(append("s"));
    storage.awaitWrite();
    var before = caller(append("s"));
    var refused = caller(Commit.builder().keyAbsent("k").append("s", event()).build());
    var after = caller(append("s"));
    storage.letPass(3);
    assertThrown(refused).isInstanceOf(Refused.class).hasMessage("planted: no k");
    assertThat(seqOf(before)).isEqualTo(2);
    assertThat(seqOf(after)).isEqualTo(3);
  }

  @Test
  @Rule("C12")
  void what_is_thrown_before_the_write_is_the_fault_of_one_member_only() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var before = IntStream.range(0, 3).mapToObj(i -> caller(append("s"))).toList();
    var poisoned = caller(Commit.builder().keyAbsent(GatedStore.POISON).append("s", event()).build());
    var after = IntStream.range(0, 3).mapToObj(i -> caller(append("s"))).toList();
    storage.letPass(10);
    assertThrown(poisoned).isInstanceOf(Refused.class).hasMessageContaining("planted").hasCause(storage.poison);
    for (var i = 0; i < 3; i++) {
      assertThat(seqOf(before.get(i))).isEqualTo(i + 2);
      assertThat(seqOf(after.get(i))).isEqualTo(i + 5);
    }
    assertThat(storage.writes).as("only the part that has it is split further").hasSizeLessThan(6);
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
  @Rule("C16")
  void a_fault_that_concerns_all_is_not_tried_again_for_the_first() {
    storage.letPass(10);
    storage.failing = Optional.of(new StoreException.Unavailable("planted"));
    assertThatThrownBy(() -> writer.commitInOrder(List.of(append("s"), append("s"))))
        .isInstanceOf(StoreException.Unavailable.class);
    assertThat(storage.writes).hasSize(1);
  }

  @Test
  @Rule({"C13", "C16"})
  void each_of_the_commits_in_order_counts() throws Exception {
    caller(append("s"));
    storage.awaitWrite();
    var many = Collections.nCopies(600, append("s"));
    var callers = IntStream.range(0, 2)
        .mapToObj(i -> new Caller(new FutureTask<>(() -> writer.commitInOrder(many).getLast())).started())
        .toList();
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
    assertThat(caller.answer.get()).isInstanceOf(Committed.class);
  }

  @Test
  @Rule({"C11", "C12"})
  void a_lack_of_memory_while_a_group_is_put_together_is_the_fault_of_one_member_only() {
    storage.letPass(10);
    var heavy = new ArrayList<>(List.of(append("s"))) {
      private static final long serialVersionUID = 1;

      @Override
      public List<Commit> subList(int from, int to) {
        throw new OutOfMemoryError("planted");
      }
    };
    assertThatThrownBy(() -> writer.commitInOrder(heavy)).isInstanceOf(Refused.class);
    assertThat(writer.commit(append("s"))).isInstanceOf(Committed.class);
  }

  @Test
  @Rule({"C12", "C16"})
  void of_commits_in_order_the_first_is_answered_for_itself_when_one_of_them_is_refused() {
    var poisoned = Commit.builder().keyAbsent(GatedStore.POISON).append("s", event()).build();
    storage.letPass(10);
    assertThat(writer.commitInOrder(List.of(append("s"), poisoned))).hasSize(1)
        .hasOnlyElementsOfType(Committed.class);
    assertThatThrownBy(() -> writer.commitInOrder(List.of(poisoned, append("s")))).isInstanceOf(Refused.class);
    assertThat(storage.lastSeq("s")).isEqualTo(1);
  }

  @Test
  @Rule({"C11", "C12"})
  void an_error_of_the_virtual_machine_leaves_nobody_waiting_whenever_it_is_thrown() throws Exception {
    storage.poison = new OutOfMemoryError("planted");
    assertThrown(caller(Commit.builder().keyAbsent(GatedStore.POISON).build())).isInstanceOf(Refused.class);
    var writing = caller(append("s"));
    storage.awaitWrite();
    var waiting = caller(append("s"));
    storage.failing = Optional.of(new OutOfMemoryError("planted"));
    storage.letPass(1);
    assertThrown(writing).isInstanceOf(UnknownOutcome.class);
    assertThrown(waiting).isInstanceOf(Failed.class).hasMessageContaining("planted");
    assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(Failed.class);
    writer.close();
  }

  @Test
  @Rule({"C11", "C12"})
  void an_error_after_the_write_leaves_nobody_waiting() {
    var forgetful = new GroupWriter() {
      @Override
      public Decision write(List<List<Commit>> group) {
        return Decision.of(List.of(), storage);
      }

      @Override
      public boolean inDoubt() {
        return false;
      }
    };
    try (var broken = new GroupCommit("test:", forgetful, new Changes("test:"))) {
      assertThatThrownBy(() -> broken.commit(append("s"))).isInstanceOf(UnknownOutcome.class);
      assertThatThrownBy(() -> broken.commit(append("s"))).isInstanceOf(Failed.class);
    }
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
      assertThat(caller.answer.get()).isInstanceOf(Committed.class);
    }
    assertThat(writer.bytesUnderWay()).isZero();
  }

  @Test
  void a_group_whose_outcome_is_unknown_stops_nobody_later() throws Exception {
    storage.failing = Optional.of(new UnknownOutcome("planted", new IllegalStateException()));
    storage.letPass(1);
    assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(UnknownOutcome.class);
    storage.failing = Optional.empty();
    storage.letPass(1);
    assertThat(writer.commit(append("s"))).isInstanceOf(Committed.class);
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
    assertThat(closing.answer.isDone()).isFalse();
    storage.letPass(2);
    closing.answer.get();
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

  /** A thread that waits for the answer to one call. */
  private record Caller(FutureTask<CommitResult> answer) {
    /** Returns once the call waits, so that what is called next is behind it. */
    Caller started() {
      var thread = Thread.ofPlatform().start(answer);
      while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      return this;
    }
  }

  private Caller caller(Commit commit) {
    return new Caller(new FutureTask<>(() -> writer.commit(commit))).started();
  }

  private static AbstractThrowableAssert<?, ?> assertThrown(Caller caller) {
    return assertThatThrownBy(() -> {
      try {
        caller.answer.get();
      } catch (ExecutionException e) {
        throw e.getCause();
      }
    });
  }

  private static long seqOf(Caller caller) throws Exception {
    return ((Committed) caller.answer.get()).events().getFirst().seq();
  }

  private static Commit append(String stream) {
    return Commit.builder().append(stream, event()).build();
  }

  private static NewEvent event() {
    return NewEvent.of("t", Instant.EPOCH, 1);
  }

  /** A commit of about a third of what a group may hold. */
  private static Commit large(int number) {
    var commit = Commit.builder();
    IntStream.range(0, 5).forEach(i -> commit.put(number + "/" + i, Json.of("x".repeat(Limits.VALUE_BYTES - 10))));
    return commit.build();
  }
}
