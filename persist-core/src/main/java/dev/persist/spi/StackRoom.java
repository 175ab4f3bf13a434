package dev.persist.spi;

/**
 * Checks that a thread has stack left before it begins something that an overflow would break for other threads: the
 * locks and conditions of the JDK do not survive an overflow. So a caller whose recursion ends in a store harms only
 * itself. Safe for use by any thread.
 */
public final class StackRoom {
  /** Far more frames than a lock takes, interpreted or compiled. The check takes a fifth of a microsecond. */
  private static final int FRAMES = 64;

  private static final int AMPLE = 1_000;

  private StackRoom() {}

  /**
   * Returns when there is enough stack left for a lock and the work under it.
   *
   * @throws StackOverflowError when there is not; nothing was begun
   */
  public static void require() {
    frames(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /**
   * Returns when there is enough stack left for a call of a library.
   *
   * @throws StackOverflowError when there is not; nothing was begun
   */
  public static void requireAmple() {
    frames(AMPLE, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /** Returns whether so much stack is left that an overflow is the fault of the value at hand, not of this thread. */
  public static boolean isAmple() {
    try {
      requireAmple();
      return true;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  private static long frames(int more, long a, long b, long c, long d, long e, long f, long g, long h) {
    return more == 0 ? a : 1 + frames(more - 1, b, c, d, e, f, g, h, a);
  }
}
