package dev.persist.feed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Renews a lease while a handler is at work, on a thread of its own. Safe for use by any thread.
 *
 * <p>The thread begins with the first handler. It ends when no handler was at work for a period, so a runner that is
 * neither closed nor run any more does not hold its lease for ever.
 */
final class LeaseKeeper {
  private final String name;
  private final Duration period;
  private final Runnable renew;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private boolean atWork;

  /** Whether a handler was at work in this period. */
  private boolean worked;

  private boolean keeping;
  private boolean closed;

  /** Creates a keeper that calls {@code renew} once in a {@code period} of real time. */
  LeaseKeeper(String name, Duration period, Runnable renew) {
    this.name = name;
    this.period = period;
    this.renew = renew;
  }

  /** Keeps the lease renewed until {@link #end}. */
  void begin() {
    lock.lock();
    try {
      atWork = true;
      worked = true;
      if (!keeping && !closed) {
        Thread.ofPlatform().daemon().name("persist " + name + " lease").start(this::keep);
        keeping = true;
      }
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      atWork = false;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    while (awaitTurn()) {
      try {
        renew.run();
      } catch (Throwable e) {
        // The runner meets the same fault when it commits, and reports it. If the lease ended, the runner finds it
        // lost.
      }
    }
  }

  /**
   * Waits until a period has gone by and a handler is at work; returns false when none was at work in a whole period.
   */
  private boolean awaitTurn() {
    lock.lock();
    try {
      do {
        if (closed || !worked) {
          keeping = false;
          return false;
        }
        worked = atWork;
        awaitPeriod();
      } while (!atWork);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void awaitPeriod() {
    var left = TimeUnit.NANOSECONDS.convert(period);
    while (left > 0 && !closed) {
      try {
        left = closing.awaitNanos(left);
      } catch (InterruptedException e) {
        // Nobody else knows this thread, and close() ends it by a signal.
      }
    }
  }
}
