package dev.persist.transfer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs one task at a time beside its caller, so that one reads while the other writes. For use by one thread. */
final class Beside implements AutoCloseable {
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private CompletableFuture<Void> running = NOTHING;

  /** Waits for the task before, throws what that threw, and starts {@code task}. */
  void run(Runnable task) {
    join();
    running = CompletableFuture.runAsync(task,
        run -> Thread.ofPlatform().name("persist-transfer").daemon().start(run));
  }

  /** Waits for the task that runs, and throws what it threw. */
  void join() {
    var before = running;
    running = NOTHING;
    try {
      before.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw e;
      }
    }
  }

  /** Waits, as {@link #join} does, so that nothing runs any more. */
  @Override
  public void close() {
    join();
  }
}
