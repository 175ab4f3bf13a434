package dev.persist.feed;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.spi.StackRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A runner's hold on the checkpoint of its subscription. It takes the lease, renews it, moves the checkpoint unless
 * somebody else took it, and gives the lease back. Safe for use by any thread.
 */
final class Lease {
  private final Subscription subscription;
  private final InstantSource clock;
  private final Duration length;
  private final Reporter reporter;
  private final LeaseKeeper keeper;

  /** Held while the checkpoint is moved. */
  private final ReentrantLock moving = new ReentrantLock();

  /** The checkpoint that this runner wrote: one value, or two while it does not know whether a commit was written. */
  private Set<Json> lastWritten = Set.of();

  /** The fence of this runner's lease; 0 when it has none. The runner may have lost the lease without knowing. */
  private long fence;

  Lease(Subscription subscription, InstantSource clock, Duration length, Reporter reporter) {
    this.subscription = subscription;
    this.clock = clock;
    this.length = length;
    this.reporter = reporter;
    this.keeper = new LeaseKeeper(subscription.name, pause(), this::renew);
  }

  /** Returns how long to wait before what failed is tried again. */
  Duration pause() {
    return length.dividedBy(3);
  }

  /**
   * Returns how long to wait before the lease has to be renewed. Time is cut into periods that are the same for all
   * runners. Each runner renews at the start of a period, so that their commits share a sync. The wait has a least
   * length, so that a runner does not spin when the clock stands still.
   */
  Duration untilRenewal() {
    var now = clock.instant();
    var next = Instant.EPOCH.plus(pause().multipliedBy(period(now) + 1));
    return Collections.max(List.of(Duration.between(now, next), pause().dividedBy(10)));
  }

  /**
   * Returns the checkpoint, leased for at least two thirds of a lease. Empty when there is nothing to do; reports why.
   */
  Optional<Checkpoint> take() {
    return exclusively(() -> renewed().or(this::takeIt));
  }

  private interface Step<T> {
    T run();
  }

  /**
   * Runs {@code step} under the lock, then tells of what it noted without the lock: a listener may do what it likes.
   */
  private <T> T exclusively(Step<T> step) {
    StackRoom.require();
    moving.lock();
    try {
      return step.run();
    } finally {
      moving.unlock();
      reporter.tell();
    }
  }

  private Optional<Checkpoint> takeIt() {
    while (true) {
      var stored = subscription.stored();
      var found = Checkpoint.of(stored);
      var now = clock.instant();
      var isMine = stored.filter(lastWritten::contains).isPresent();
      if (isMine && found.runs() && isFresh(found, now)) {
        return Optional.of(found);
      }
      if (!isMine) {
        release(found);
      }
      if (!found.runs() || (!isMine && found.until().isAfter(now))) {
        reporter.note(whyNot(found));
        return Optional.empty();
      }
      if (!isMine) {
        subscription.register();
      }
      var next = (isMine ? found : found.claimed(now)).leasedUntil(now.plus(length));
      if (move(stored, next, Subscription.NOTHING) instanceof Attempt.Moved) {
        if (!isMine) {
          subscription.register(); // again: a retirement in between found no checkpoint to delete
          reporter.note(running(next));
        }
        return Optional.of(next);
      }
    }
  }

  /** Returns whether this runner still has the lease of {@code held}, as far as it knows. */
  boolean has(Checkpoint held) {
    return exclusively(() -> fence == held.fence());
  }

  /** Returns whether the checkpoint in the store still is the one that this runner wrote. */
  boolean isStored() {
    return exclusively(() -> subscription.stored().filter(lastWritten::contains).isPresent());
  }

  static RunnerState running(Checkpoint held) {
    return new RunnerState.Running(held.fence(), held.since());
  }

  private static RunnerState whyNot(Checkpoint found) {
    if (found.paused()) {
      return new RunnerState.Paused();
    }
    return found.stopped()
        .<RunnerState>map(RunnerState.Stopped::new)
        .orElseGet(() -> new RunnerState.StandingBy(found.until()));
  }

  /** Returns whether the lease was renewed in the period of {@code now}. */
  private boolean isFresh(Checkpoint found, Instant now) {
    return period(found.until().minus(length)) == period(now);
  }

  private long period(Instant of) {
    return Duration.between(Instant.EPOCH, of).dividedBy(pause());
  }

  /** A part of a handler's work. */
  interface Work {
    void run() throws Exception;
  }

  /** Runs {@code work}, and renews the lease while it runs. */
  void during(Work work) throws Exception {
    keeper.begin();
    try {
      work.run();
    } finally {
      keeper.end();
    }
  }

  /** Renews the lease, unless that was done in this period, and returns the checkpoint if it did. Reads nothing. */
  private Optional<Checkpoint> renewed() {
    var now = clock.instant();
    var held = held();
    var at = Checkpoint.of(held);
    return held.isPresent() && at.runs() && !isFresh(at, now)
        && move(held, at.leasedUntil(now.plus(length)), Subscription.NOTHING) instanceof Attempt.Moved(var next)
            ? Optional.of(next)
            : Optional.empty();
  }

  private void renew() {
    exclusively(() -> {
      var renewed = renewed();
      if (fence > 0 && lastWritten.isEmpty()) {
        release(Checkpoint.of(subscription.stored()));
      }
      return renewed;
    });
  }

  /** Moves the checkpoint in one commit with {@code effect}, and renews the lease, unless it was lost. */
  Attempt move(UnaryOperator<Checkpoint> change, Commit effect) {
    return moveHeld(held -> change.apply(held).leasedUntil(clock.instant().plus(length)), effect);
  }

  /** Moves the checkpoint and gives back the lease, unless it was lost. The next runner can take it at once. */
  Attempt leave(UnaryOperator<Checkpoint> change) {
    return moveHeld(held -> change.apply(held).leasedUntil(Checkpoint.NEVER), Subscription.NOTHING);
  }

  /** Gives back the lease for good. */
  void close() {
    keeper.close();
    try {
      leave(UnaryOperator.identity());
    } catch (Throwable e) {
      reporter.keptLease(e);
    }
  }

  private Attempt moveHeld(UnaryOperator<Checkpoint> change, Commit effect) {
    return exclusively(() -> {
      var held = held();
      return held.isEmpty() ? new Attempt.Lost() : move(held, change.apply(Checkpoint.of(held)), effect);
    });
  }

  /**
   * Returns the checkpoint that this runner wrote, if it may still be there; reads the store when it may be one of two.
   */
  private Optional<Json> held() {
    return lastWritten.size() < 2
        ? lastWritten.stream().findFirst()
        : subscription.stored().filter(lastWritten::contains);
  }

  private Attempt move(Optional<Json> found, Checkpoint checkpoint, Commit effect) {
    var to = Json.of(checkpoint);
    var before = found.stream().filter(lastWritten::contains).collect(Collectors.toSet());
    lastWritten = Stream.concat(before.stream(), Stream.of(to)).collect(Collectors.toSet());
    if (!(subscription.move(found, to, effect) instanceof CommitResult.Conflict(var mismatches))) {
      var gaveBack = checkpoint.until().equals(Checkpoint.NEVER);
      lastWritten = gaveBack ? Set.of() : Set.of(to);
      fence = gaveBack ? 0 : checkpoint.fence();
      return new Attempt.Moved(checkpoint);
    }
    var lost = isLost(mismatches);
    lastWritten = lost ? Set.of() : before;
    return lost ? new Attempt.Lost() : new Attempt.Overtaken();
  }

  private boolean isLost(List<Mismatch> mismatches) {
    return mismatches.stream()
        .anyMatch(mismatch -> mismatch instanceof Mismatch.Key key && key.key().equals(subscription.key));
  }

  /** Notes that this runner has no lease any more, as {@code found} shows; tells if another runner took it. */
  private void release(Checkpoint found) {
    var had = fence;
    fence = 0;
    lastWritten = Set.of();
    if (had > 0 && found.fence() > had) {
      reporter.note(new RunnerState.Lost(had));
    }
  }
}
