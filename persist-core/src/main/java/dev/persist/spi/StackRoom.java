package dev.persist.spi;

/**
 * Asks whether a thread has stack left, before it begins what an overflow in the middle would break for others: the locks
 * and conditions of the JDK do not survive one. So a caller whose recursion ends in a store harms only itself. Safe for use
 * by any thread.
 */
public final class StackRoom {
  /** Far more than a lock takes, whether interpreted or compiled; asking costs a fifth of a microsecond. */
  private static final int FRAMES = 64;

  private static final int AMPLE = 1_000;

  private StackRoom() {}

  /**
   * Returns when there is stack left for a lock and what is done under it.
   *
   * @throws StackOverflowError when there is none; nothing was begun
   */
  public static void require() {
    frames(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /**
   * Returns when there is stack left for a call of a library.
   *
   * @throws StackOverflowError when there is none; nothing was begun
   */
  public static void requireAmple() {
    frames(AMPLE, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /** Returns whether there is so much left that an overflow was not this thread's fault, but that of what it was given. */
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
