package dev.persist.feed;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Knows what a runner does, and tells its listener and the log of each change, once. Safe for use by any thread. */
final class Reporter {
  private static final System.Logger LOG = System.getLogger(Runner.class.getName());

  private final String name;
  private final Consumer<RunnerState> listener;

  /** The changes still to be told, in order. */
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();

  /** Held while changes are told. No thread waits for it, so a listener may call the runner. */
  private final ReentrantLock telling = new ReentrantLock();

  private volatile RunnerState state = new RunnerState.NotRun();

  /** Creates a reporter on a runner of subscription {@code name}. */
  Reporter(String name, Consumer<RunnerState> listener) {
    this.name = name;
    this.listener = listener;
  }

  private record Change(RunnerState from, RunnerState to) {}

  RunnerState state() {
    return state;
  }

  /** Notes what the runner does now, and tells of it. */
  void now(RunnerState next) {
    note(next);
    tell();
  }

  /** Notes what the runner does now. Call {@link #tell} next, without a lock that a listener may wait for. */
  synchronized void note(RunnerState next) {
    var before = state;
    if (next.equals(before) || before instanceof RunnerState.Closed) {
      return;
    }
    if (before instanceof RunnerState.Retrying(var since, var first)
        && next instanceof RunnerState.Retrying(var again, var cause)) {
      state = new RunnerState.Retrying(since, cause);
    } else {
      state = next;
      if (!(before instanceof RunnerState.StandingBy && next instanceof RunnerState.StandingBy)) {
        changes.add(new Change(before, next));
      }
    }
  }

  /** Tells of the changes that were noted. When a listener throws, that is logged, and does no other harm. */
  void tell() {
    while (!changes.isEmpty() && !telling.isHeldByCurrentThread() && telling.tryLock()) {
      try {
        for (var change = changes.poll(); change != null; change = changes.poll()) {
          tell(change);
        }
      } finally {
        telling.unlock();
      }
    }
  }

  private void tell(Change change) {
    try {
      log(change.from, change.to);
    } catch (Throwable e) {
      // When the log fails, the listener is told all the same.
    }
    try {
      listener.accept(change.to);
    } catch (Throwable e) { // also a checked exception, from a language that does not check
      LOG.log(WARNING, "the listener of a runner of subscription \"" + name + "\" threw", e);
    }
  }

  /** Logs that the lease could not be given back. */
  void keptLease(Throwable e) {
    LOG.log(DEBUG,
        () -> "a runner of subscription \"" + name
            + "\" was closed, but could not give back its lease; the lease ends by itself: "
            + Excerpt.of(e));
  }

  private void log(RunnerState before, RunnerState next) {
    var runner = "a runner of subscription \"" + name + "\" ";
    switch (next) {
      case RunnerState.Running(var fence, var since) when before instanceof RunnerState.NotRun && fence == 1 ->
        LOG.log(DEBUG, () -> runner + "has the lease, and is the first that ever had it");
      case RunnerState.Running(var fence, var since) when before instanceof RunnerState.NotRun ->
        LOG.log(INFO, () -> runner + "continues where another runner ended, fence " + fence);
      case RunnerState.Running(var fence, var since) when before instanceof RunnerState.Retrying ->
        LOG.log(INFO, () -> runner + "continues after a fault, fence " + fence);
      case RunnerState.Running(var fence, var since) -> LOG.log(INFO, () -> runner + "took over, fence " + fence);
      case RunnerState.Lost(var fence) ->
        LOG.log(WARNING, () -> runner + "lost the lease to another runner, fence " + fence);
      case RunnerState.Stopped(var at) -> LOG.log(WARNING, () -> "subscription \"" + name + "\" stopped at event "
          + at.seq() + " of stream \"" + at.stream() + "\"; resume or skip it: " + at.error());
      case RunnerState.Retrying(var since, var cause) ->
        LOG.log(WARNING, () -> runner + "tries again: " + Excerpt.of(cause));
      case RunnerState.Ended(InterruptedException cause) ->
        LOG.log(WARNING, runner + "was interrupted and has ended; run it again, or start another", cause);
      case RunnerState.Ended(var cause) ->
        LOG.log(ERROR, runner + "has ended; open the store again, and start another", cause);
      default -> LOG.log(DEBUG, () -> runner + "is now: " + next);
    }
  }
}
