package dev.persist.feed;

import java.time.Instant;

/** What happens to the events of a subscription at one moment, or why nothing does; the same in every process. */
public sealed interface Activity permits Activity.Running, Activity.Retrying, Activity.Unattended, Activity.Paused,
    Subscription.Stopped {
  /**
   * A runner has the lease, and handles the events.
   *
   * @param fence how often a runner took the lease
   * @param since when this runner took the lease
   * @param until when its lease ends, unless it renews it
   */
  record Running(long fence, Instant since, Instant until) implements Activity {}

  /**
   * A runner has the lease. Something failed that is no fault of an event, and the runner tries it again.
   *
   * @param fence how often a runner took the lease
   * @param since when it failed for the first time
   */
  record Retrying(long fence, String error, Instant since) implements Activity {}

  /**
   * No runner has the lease: start one.
   *
   * @param since when the last lease ended; {@link Instant#EPOCH} when it was given back, or no runner had one yet
   */
  record Unattended(Instant since) implements Activity {}

  /** An operator called {@link Subscription#pause}, and not {@link Subscription#resume} since. */
  record Paused() implements Activity {}
}
