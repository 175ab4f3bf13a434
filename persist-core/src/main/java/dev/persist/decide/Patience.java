package dev.persist.decide;

import java.time.Duration;
import java.util.function.IntFunction;

/** How often a command is decided before it is contended, and how long it waits after each attempt. */
record Patience(int attempts, IntFunction<Duration> pauses) {
  static final Patience USUAL = new Patience(100, attempt -> Duration.ZERO);

  Patience {
    if (attempts < 1) {
      throw new IllegalArgumentException("the number of attempts is " + attempts + "; give 1 or more");
    }
  }

  /** Waits after so many attempts. An interrupt ends the wait, and the thread stays interrupted. */
  void pauseAfter(int attempt) {
    var pause = pauses.apply(attempt);
    if (pause.isPositive()) {
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
