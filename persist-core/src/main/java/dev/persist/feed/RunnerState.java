package dev.persist.feed;

import java.time.Instant;

/** What a runner does. A listener is told of each change, see {@link Runner#listening}. */
public sealed interface RunnerState {
  /** The runner has not been run yet. */
  record NotRun() implements RunnerState {}

  /**
   * The runner has the lease, and handles the events that are there and those that come.
   *
   * @param fence how often a runner took the lease; one above 1 may have taken over from another runner
   * @param since when it took the lease
   */
  record Running(long fence, Instant since) implements RunnerState {}

  /**
   * Another runner took the lease, since this one did not renew it in time. What the handler added to the commit at
   * hand does not take effect. Anything else the handler did is done again, by it or by another handler.
   *
   * @param fence the fence of the lease that this runner had
   */
  record Lost(long fence) implements RunnerState {}

  /**
   * Another runner has the lease; this runner takes over when that lease ends.
   *
   * @param until when the lease ends, as this runner saw it last
   */
  record StandingBy(Instant until) implements RunnerState {}

  /** The subscription is paused. */
  record Paused() implements RunnerState {}

  /** The subscription has stopped, here or under another runner. */
  record Stopped(Subscription.Stopped at) implements RunnerState {}

  /**
   * Something failed that is not an event's fault, and the runner tries it again.
   *
   * @param since when it failed for the first time
   * @param cause why it failed the last time, as it was thrown
   */
  record Retrying(Instant since, Throwable cause) implements RunnerState {}

  /**
   * The run has ended, and the runner was not closed: its store is closed or has to be opened again, or its caller's
   * thread was interrupted.
   *
   * @param cause as it was thrown
   */
  record Ended(Throwable cause) implements RunnerState {}

  /** The runner was closed. */
  record Closed() implements RunnerState {}
}
