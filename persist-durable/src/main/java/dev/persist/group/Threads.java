package dev.persist.group;

/** Waits for threads that end by a sign. */
public final class Threads {
  private Threads() {}

  /** Returns when {@code thread} has ended. An interrupt does not shorten that, and is there again afterwards. */
  public static void join(Thread thread) {
    var interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
