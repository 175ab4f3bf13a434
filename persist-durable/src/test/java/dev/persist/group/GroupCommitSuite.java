package dev.persist.group;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.CommitResult.Committed;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.NewEvent;
import dev.persist.spi.Changes;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;

/** Commits through a store whose writes the test lets pass. */
abstract class GroupCommitSuite {
  final GatedStore storage = new GatedStore();
  final GroupCommit writer = new GroupCommit("test:", storage, new Changes("test:"));

  @AfterEach
  final void close() {
    storage.letPass(1000);
    writer.close();
  }

  /** A thread that waits for the answer to one call. */
  record Caller(FutureTask<CommitResult> answer) {
    /** Returns once the call waits, so that what is called next is behind it. */
    Caller started() {
      var thread = Thread.ofPlatform().start(answer);
      while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      return this;
    }
  }

  final Caller caller(Commit commit) {
    return new Caller(new FutureTask<>(() -> writer.commit(commit))).started();
  }

  static AbstractThrowableAssert<?, ?> assertThrown(Caller caller) {
    return assertThatThrownBy(() -> {
      try {
        caller.answer.get();
      } catch (ExecutionException e) {
        throw e.getCause();
      }
    });
  }

  static long seqOf(Caller caller) throws Exception {
    return ((Committed) caller.answer.get()).events().getFirst().seq();
  }

  static Commit append(String stream) {
    return Commit.builder().append(stream, event()).build();
  }

  static NewEvent event() {
    return NewEvent.of("t", Instant.EPOCH, 1);
  }

  /** A commit of about a third of what a group may hold. */
  static Commit large(int number) {
    var commit = Commit.builder();
    IntStream.range(0, 5).forEach(i -> commit.put(number + "/" + i, Json.of("x".repeat(Limits.VALUE_BYTES - 10))));
    return commit.build();
  }
}
