package dev.persist.app.signin;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Bounds how often something is tried: ten times at once, and then once in half a minute. Thread-safe. */
final class Throttle {
  private static final int AT_ONCE = 10;
  private static final Duration EACH = Duration.ofSeconds(30);
  private static final int MOST = 10_000;

  private final InstantSource clock;

  /** When all tries of a name are free again. Forgets the names that were tried least lately. */
  private final Map<String, Instant> free = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
      return size() > MOST;
    }
  };

  @Inject
  Throttle(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes a try of {@code name}. Returns how long to wait when there is none. */
  synchronized Optional<Duration> take(String name) {
    var now = clock.instant();
    var from = free.getOrDefault(name, now);
    var next = (from.isBefore(now) ? now : from).plus(EACH);
    var wait = Duration.between(now, next).minus(EACH.multipliedBy(AT_ONCE));
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    free.put(name, next);
    return Optional.empty();
  }

  /** Gives all tries of {@code name} back. */
  synchronized void reset(String name) {
    free.remove(name);
  }
}
