package dev.persist.distributed;

import dev.persist.StoreException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Tries again when a transaction met another one, or lost its server, for as long as a caller is willing to wait. An
 * interrupt does not shorten that, and the thread is interrupted again afterwards.
 */
final class Patience {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MOST_PAUSE_MILLIS = 16;

  private final String store;
  private final long deadline = System.nanoTime() + WAIT_NANOS;
  private boolean interrupted;

  Patience(String store) {
    this.store = store;
  }

  /**
   * Returns the result of the first {@code attempt} that does not throw a {@link TransactionFault}. An attempt is told how
   * many came before it.
   *
   * @throws StoreException.Unavailable when the time is over
   */
  <T> T until(IntFunction<T> attempt) {
    try {
      for (var tries = 0;; tries++) {
        interrupted |= Thread.interrupted(); // the driver gives up, or loses its connection, on an interrupted thread
        try {
          return attempt.apply(tries);
        } catch (TransactionFault e) {
          e.lasting(store).ifPresent(fault -> {
            throw fault;
          });
          if (System.nanoTime() > deadline) {
            throw new StoreException.Unavailable("the store " + store
                + (e.isConflict() ? " is too busy: other transactions are always in the way: " : " cannot be reached: ")
                + e.getMessage(), e);
          }
          pause(tries);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for longer each time, and not as long as others do, or the same transactions would meet again. */
  private void pause(int tries) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(1 + Math.min(MOST_PAUSE_MILLIS, 1 << Math.min(tries, 10))));
    } catch (InterruptedException e) {
      interrupted = true;
    }
  }
}
