package dev.persist.feed;

import dev.persist.Json;
import dev.persist.feed.Subscription.Stopped;
import dev.persist.feed.Subscription.Trouble;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a subscription is, and who may move it: all in one value, so that one guard covers both. Storage format.
 *
 * <p>A runner moves the checkpoint only from the very value that it wrote. So anyone else who changes it, the next
 * runner or an operator, takes it from the runner.
 *
 * @param seqs by stream, the seq of the last event handled
 * @param again by stream, the furthest seq handled before a reset, while events are handed over again; absent once it
 *     is reached
 * @param fence how often a runner took the lease
 * @param since when the lease was taken for the last time; {@link #NEVER} when no runner took it yet
 * @param until when the lease ends; {@link #NEVER} when no runner has it
 * @param trouble what the runner that has the lease tries again
 */
record Checkpoint(
    Map<String, Long> seqs,
    Map<String, Long> again,
    long fence,
    Instant since,
    Instant until,
    boolean paused,
    Optional<Stopped> stopped,
    Optional<Trouble> trouble) {
  static final Instant NEVER = Instant.EPOCH;

  private static final Checkpoint NONE = new Checkpoint(Map.of(), Map.of(), 0, NEVER, NEVER, false, Optional.empty(),
      Optional.empty());

  static Checkpoint of(Optional<Json> stored) {
    return stored.map(value -> value.as(Checkpoint.class)).orElse(NONE);
  }

  long seq(String stream) {
    return seqs.getOrDefault(stream, 0L);
  }

  /** Returns the furthest seq of {@code stream} that was ever handled or passed over, which a reset does not lower. */
  long furthest(String stream) {
    return Math.max(seq(stream), again.getOrDefault(stream, 0L));
  }

  boolean runs() {
    return !paused && stopped.isEmpty();
  }

  Checkpoint at(String stream, long seq) {
    var moved = new TreeMap<>(seqs);
    moved.put(stream, seq);
    var ahead = new TreeMap<>(again);
    ahead.computeIfPresent(stream, (same, through) -> through > seq ? through : null);
    return new Checkpoint(moved, ahead, fence, since, until, paused, stopped, trouble);
  }

  /**
   * Goes on after {@code seq}.
   *
   * @param last the last seq of the stream. Events that were handled beyond it are gone, and other events may take
   *     their seqs
   */
  Checkpoint reset(String stream, long seq, long last) {
    var ahead = new TreeMap<>(again);
    ahead.put(stream, Math.min(furthest(stream), last));
    return new Checkpoint(seqs, ahead, fence, since, until, paused, Optional.empty(), trouble).at(stream, seq);
  }

  Checkpoint claimed(Instant now) {
    return new Checkpoint(seqs, again, fence + 1, now, until, paused, stopped, Optional.empty());
  }

  Checkpoint leasedUntil(Instant end) {
    return new Checkpoint(seqs, again, fence, since, end, paused, stopped, trouble);
  }

  Checkpoint paused(boolean now) {
    return new Checkpoint(seqs, again, fence, since, until, now, stopped, trouble);
  }

  Checkpoint stopped(Optional<Stopped> now) {
    return new Checkpoint(seqs, again, fence, since, until, paused, now, trouble);
  }

  Checkpoint troubled(Optional<Trouble> now) {
    return new Checkpoint(seqs, again, fence, since, until, paused, stopped, now);
  }
}
