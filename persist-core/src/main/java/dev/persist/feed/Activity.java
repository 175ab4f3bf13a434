package dev.persist.feed;

import java.time.Instant;

/** What becomes of the events of a subscription at one moment, or why nothing does; the same in every process. */
public sealed interface Activity permits Activity.Running, Activity.Retrying, Activity.Unattended, Activity.Paused,
    Subscription.Stopped {
  /**
   * A runner has the lease, and handles what there is.
   *
   * @param fence how often a runner took the lease
   * @param since when this one took it
   * @param until when its lease ends, unless it renews it
   */
  record Running(long fence, Instant since, Instant until) implements Activity {}

  /**
   * A runner has the lease, and tries again what failed through no fault of an event.
   *
   * @param fence how often a runner took the lease
   * @param since when it failed for the first time
   */
  record Retrying(long fence, String error, Instant since) implements Activity {}

  /**
   * No runner has the lease: start one.
   *
   * @param since when the last lease ended; {@link Instant#EPOCH} when it was given back, or nobody had it yet
   */
  record Unattended(Instant since) implements Activity {}

  /** {@link Subscription#pause} was called, and {@link Subscription#resume} was not. */
  record Paused() implements Activity {}
}
