package dev.persist.internal;

import dev.persist.spi.Backend;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for something that a commit will make true. */
public final class Waiting {
  private Waiting() {}

  /**
   * Returns what {@code look} finds, now or after a commit; empty when it finds nothing for {@code atMost} on {@code
   * clock}.
   */
  public static <T> Optional<T> until(Supplier<Optional<T>> look, Backend backend, InstantSource clock, Duration atMost)
      throws InterruptedException {
    var before = clock.instant();
    var left = atMost;
    for (var seen = 0L;;) {
      seen = backend.awaitChange(seen, left); // before looking, so that no commit is missed
      var found = look.get();
      var now = clock.instant();
      left = now.isAfter(before) ? left.minus(Duration.between(before, now)) : left; // a clock may be set back
      before = now;
      if (found.isPresent() || !left.isPositive()) {
        return found;
      }
    }
  }
}
