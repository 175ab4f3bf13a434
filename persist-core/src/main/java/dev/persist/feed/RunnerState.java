package dev.persist.feed;

import java.time.Instant;

/** What a runner is doing. A listener hears of each change, see {@link Runner#listening}. */
public sealed interface RunnerState {
  /** It has not been run yet. */
  record NotRun() implements RunnerState {}

  /**
   * It has the lease, and handles what there is and what comes.
   *
   * @param fence how often a runner took the lease; one above 1 may have taken over from another runner
   * @param since when it took the lease
   */
  record Running(long fence, Instant since) implements RunnerState {}

  /**
   * Another runner took the lease, since this one did not renew it in time. What the handler added to the commit at hand
   * does not take effect; what it did beside that, it or another handler does again.
   *
   * @param fence that of the lease it had
   */
  record Lost(long fence) implements RunnerState {}

  /**
   * Another runner has the lease; this one takes over when that ends.
   *
   * @param until when the lease ends, as far as this runner has looked
   */
  record StandingBy(Instant until) implements RunnerState {}

  /** The subscription is paused. */
  record Paused() implements RunnerState {}

  /** The subscription has stopped, here or under another runner. */
  record Stopped(Subscription.Stopped at) implements RunnerState {}

  /**
   * Something failed that is not an event's fault, and it tries again.
   *
   * @param since when it failed for the first time
   * @param cause why it failed the last time, as it was thrown
   */
  record Retrying(Instant since, Throwable cause) implements RunnerState {}

  /**
   * Its run has ended, and it was not closed: its store is closed or has to be opened again, or its caller's thread was
   * interrupted.
   *
   * @param cause as it was thrown
   */
  record Ended(Throwable cause) implements RunnerState {}

  /** It was closed. */
  record Closed() implements RunnerState {}
}
