package dev.persist.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The calls under way, for which closing waits. Safe for use by any thread. */
final class Calls {
  private final Semaphore idle = new Semaphore(Integer.MAX_VALUE);
  private final AtomicBoolean closing = new AtomicBoolean();

  /** Begins a call, which {@link #end} ends. Returns false when closing began. */
  boolean begin() {
    return !closing.get() && idle.tryAcquire();
  }

  /** Ends a call. */
  void end() {
    idle.release();
  }

  /**
   * Lets no call begin any more, and waits for those under way: {@code atMost}, or until this thread is interrupted. Returns
   * false, at once, when that was done before.
   */
  boolean close(Duration atMost) {
    if (closing.getAndSet(true)) {
      return false;
    }
    try {
      var unused = idle.tryAcquire(Integer.MAX_VALUE, atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
