package dev.persist.sql;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A call to a store in a thread of its own, which may have to wait. */
final class Call {
  private final FutureTask<String> task;
  private final Thread thread;

  private Call(FutureTask<String> task) {
    this.task = task;
    this.thread = Thread.ofPlatform().daemon().start(task);
  }

  /** Begins {@code call}. */
  static Call begin(Supplier<?> call) {
    return new Call(new FutureTask<>(() -> Numbered.outcome(call)));
  }

  /** Waits until the call waits for another thread: a commit, for the writer to answer. */
  void awaitWaiting() {
    while (thread.getState() != Thread.State.WAITING) {
      LockSupport.parkNanos(100_000);
    }
  }

  /** Returns what became of it, once that is known. */
  String outcome() throws InterruptedException, ExecutionException {
    return task.get();
  }
}
