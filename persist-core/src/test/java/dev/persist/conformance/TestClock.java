package dev.persist.conformance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is told to move, or moves by as much at each look. */
final class TestClock implements InstantSource {
  private final AtomicReference<Instant> now = new AtomicReference<>(Suite.AT.plusSeconds(1));
  private final Duration step;

  TestClock() {
    this(Duration.ZERO);
  }

  /** Moves by {@code step} at each look. */
  TestClock(Duration step) {
    this.step = step;
  }

  @Override
  public Instant instant() {
    return now.updateAndGet(time -> time.plus(step));
  }

  /** Returns how long it is until the next moment that lies a multiple of {@code period} after 1970. */
  Duration untilNext(Duration period) {
    var since = Duration.between(Instant.EPOCH, instant());
    return period.multipliedBy(since.dividedBy(period) + 1).minus(since);
  }

  void advance(Duration by) {
    now.updateAndGet(time -> time.plus(by));
  }
}
