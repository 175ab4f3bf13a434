package dev.persist.group;

/** Waits for threads that end on a signal. */
public final class Threads {
  private Threads() {}

  /** Waits until {@code thread} has ended. An interrupt does not shorten that, and is set again afterwards. */
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
