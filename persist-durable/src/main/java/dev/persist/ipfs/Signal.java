package dev.persist.ipfs;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Counts what happens on other threads, for one thread that waits for it. Safe for use by any thread. */
final class Signal {
  private final Semaphore raised = new Semaphore(0);

  void raise() {
    raised.release();
  }

  /**
   * Waits until it is raised once more than it was awaited, at most {@code atMost} or a little longer if it is interrupted
   * while it waits. Returns false when it was not. The thread stays interrupted.
   */
  boolean await(Duration atMost) {
    var interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return raised.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
