package dev.persist.group;

import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * Says how long the writer waits for the callers that it has just answered. Most of them commit again at once. A writer that did
 * not wait would miss them by a moment: half of the callers would be in one group and half in the next, in turn. Not thread-safe.
 *
 * <p>A wait ends as soon as all have come. After a wait in vain, one group is taken without a wait, then three, and so on, until
 * callers return again. The delay of PostgreSQL's {@code commit_delay} is fixed; this one is a part of the time of the last write,
 * so it suits a fast disk and a slow one.
 */
final class Returning {
  private static final int PART = 8;

  /** A write that took long since a server was away says nothing of callers. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final int MOST_WITHOUT = 63;

  private final LongUnaryOperator wait;
  private long began;
  private int callers;
  private long nanos;
  private int without;
  private int left;

  Returning() {
    this(written -> Math.min(written / PART, MOST_NANOS));
  }

  /** Waits at most as many nanoseconds as {@code wait} says of those that the last write took. */
  Returning(LongUnaryOperator wait) {
    this.wait = wait;
  }

  /** Notes that a write begins. */
  void writes() {
    began = System.nanoTime();
  }

  /** Notes that the write has ended, and that {@code callers} are answered by it or wait. */
  void written(int callers) {
    written(callers, System.nanoTime() - began);
  }

  /** Notes that a write took {@code nanos} and that {@code callers} are answered by it or wait. */
  void written(int callers, long nanos) {
    this.callers = callers;
    this.nanos = wait.applyAsLong(nanos);
  }

  /** Returns how many callers to wait for. */
  int callers() {
    return callers;
  }

  /** Returns for how many nanoseconds at most to wait while {@code waiting} callers wait; 0 to take them now. */
  long nanos(int waiting) {
    if (waiting >= callers) {
      return 0;
    }
    if (left > 0) {
      left--;
      return 0;
    }
    return nanos;
  }

  /**
   * Notes that {@code before} callers waited before a wait and {@code after} after it. It was in vain if more than half of those that
   * were missing did not come.
   */
  void waited(int before, int after) {
    without = 2 * (after - before) < callers - before ? Math.min(2 * without + 1, MOST_WITHOUT) : 0;
    left = without;
  }
}
