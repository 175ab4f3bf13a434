package dev.persist.spi;

import dev.persist.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the changes of a store and wakes who waits for the next: an engine's change signal. Safe for any thread. */
public final class Changes {
  private final String store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long count = 1;
  private boolean closed;

  /** Creates the signal of {@code store}, which names it in errors. */
  public Changes(String store) {
    this.store = store;
  }

  /** Says that something changed, and can be read by now. */
  public void raise() {
    lock.lock();
    try {
      count++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits as {@link Backend#awaitChange} does. */
  public long await(long seen, Duration atMost) throws InterruptedException {
    StackRoom.require();
    var left = TimeUnit.NANOSECONDS.convert(atMost);
    lock.lockInterruptibly();
    try {
      while (count == seen && left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        throw new StoreException.Closed(store);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes everybody who waits, with {@link StoreException.Closed}. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
