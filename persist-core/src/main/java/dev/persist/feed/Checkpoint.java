package dev.persist.feed;

import dev.persist.Json;
import dev.persist.feed.Subscription.Stopped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a subscription is, and who may move it: all in one value, so that one guard holds both. Storage format.
 *
 * <p>A runner moves it only from the very value it left there. Whoever else changes it, be it the next runner or an
 * operator, thereby takes it from the runner.
 *
 * @param seqs by stream, the seq of the last event handled
 * @param fence how often a runner took the lease
 * @param until when the lease ends; {@link #NEVER} when nobody has it
 */
record Checkpoint(Map<String, Long> seqs, long fence, Instant until, boolean paused, Optional<Stopped> stopped) {
  static final Instant NEVER = Instant.EPOCH;

  private static final Checkpoint NONE = new Checkpoint(Map.of(), 0, NEVER, false, Optional.empty());

  static Checkpoint of(Optional<Json> stored) {
    return stored.map(value -> value.as(Checkpoint.class)).orElse(NONE);
  }

  long seq(String stream) {
    return seqs.getOrDefault(stream, 0L);
  }

  boolean runs() {
    return !paused && stopped.isEmpty();
  }

  Checkpoint at(String stream, long seq) {
    var moved = new TreeMap<>(seqs);
    moved.put(stream, seq);
    return new Checkpoint(moved, fence, until, paused, stopped);
  }

  Checkpoint claimed(Instant end) {
    return new Checkpoint(seqs, fence + 1, end, paused, stopped);
  }

  Checkpoint leasedUntil(Instant end) {
    return new Checkpoint(seqs, fence, end, paused, stopped);
  }

  Checkpoint paused(boolean now) {
    return new Checkpoint(seqs, fence, until, now, stopped);
  }

  Checkpoint stopped(Optional<Stopped> now) {
    return new Checkpoint(seqs, fence, until, paused, now);
  }
}
