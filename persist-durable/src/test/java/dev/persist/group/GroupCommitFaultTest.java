package dev.persist.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.StoreException;
import dev.persist.StoreException.Failed;
import dev.persist.StoreException.Refused;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Logged;
import dev.persist.conformance.Rule;
import dev.persist.spi.Changes;
import dev.persist.spi.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom a fault concerns: one caller, a group, or all that come later. */
class GroupCommitFaultTest extends GroupCommitSuite {
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
  void a_fault_that_concerns_all_is_not_tried_again_for_the_first() {
    storage.letPass(10);
    storage.failing = Optional.of(new StoreException.Unavailable("planted"));
    assertThatThrownBy(() -> writer.commitInOrder(List.of(append("s"), append("s"))))
        .isInstanceOf(StoreException.Unavailable.class);
    assertThat(storage.writes).hasSize(1);
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
  void a_group_whose_outcome_is_unknown_stops_nobody_later() throws Exception {
    storage.failing = Optional.of(new UnknownOutcome("planted", new IllegalStateException()));
    storage.letPass(1);
    assertThatThrownBy(() -> writer.commit(append("s"))).isInstanceOf(UnknownOutcome.class);
    storage.failing = Optional.empty();
    storage.letPass(1);
    assertThat(writer.commit(append("s"))).isInstanceOf(Committed.class);
  }
}
