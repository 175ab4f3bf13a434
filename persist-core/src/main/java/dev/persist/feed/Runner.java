package dev.persist.feed;

import dev.persist.StoreException;
import dev.persist.feed.Subscription.EachBatch;
import dev.persist.spi.StackRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of a subscription to its handler, while it has the lease. It renews the lease, also while the
 * handler is at work.
 *
 * <p>A run ends when the runner is closed, or when its store has to be opened again. It never ends silently: {@link
 * #state} says what the runner does and why, and each change is told to a listener and to the log ({@link
 * System.Logger}, under the name of this class). Call {@link #run} from one thread; call the other methods from any
 * thread.
 */
public final class Runner implements AutoCloseable {
  private static final Duration SHORTEST_LEASE = Duration.ofMillis(1);
  private static final Duration LONGEST_LEASE = Duration.ofDays(366);

  private final Subscription subscription;
  private final int most;
  private final InstantSource clock;
  private final Duration length;
  private final EachBatch handler;
  private final Consumer<RunnerState> listener;
  private final Reporter reporter;
  private final Optional<OutsideEffect> outside;
  private final Lease lease;
  private final Delivery delivery;
  private final AtomicBoolean runs = new AtomicBoolean();

  /** Held while events are handled. */
  private final ReentrantLock handling = new ReentrantLock();

  private volatile boolean closed;

  /** The fault that all processes were last told this runner tries again. */
  private volatile String noted = "";

  /** The thread to wake when this runner is closed. */
  private @Nullable Thread idle;

  Runner(Subscription subscription, int most, InstantSource clock, Duration length, EachBatch handler,
      Optional<OutsideEffect> outside, Consumer<RunnerState> listener) {
    this.subscription = subscription;
    this.most = most;
    this.clock = clock;
    this.length = length;
    this.handler = handler;
    this.outside = outside;
    this.listener = listener;
    this.reporter = new Reporter(subscription.name, listener);
    this.lease = new Lease(subscription, clock, length, reporter);
    this.delivery = new Delivery(subscription, most, clock, handler, outside, lease, () -> closed);
  }

  /**
   * Returns this runner with another lease than {@link Subscription#LEASE}. Call it before the runner is used. A runner
   * renews its lease after each third of it, so make it longer than a process may stand still, as for a garbage
   * collection.
   *
   * @throws IllegalArgumentException when {@code other} is shorter than a millisecond or longer than a year
   */
  public Runner leasing(Duration other) {
    if (other.compareTo(SHORTEST_LEASE) < 0 || other.compareTo(LONGEST_LEASE) > 0) {
      throw new IllegalArgumentException("the lease is " + other + "; give one from " + SHORTEST_LEASE + " to "
          + LONGEST_LEASE + ", longer than the process may pause");
    }
    return new Runner(subscription, most, clock, other, handler, outside, listener);
  }

  /**
   * Returns this runner with {@code other} as its listener. Call it before the runner is used. The listener is told of
   * each change of {@link #state}, one after the other, on the thread that noticed it; that thread waits for the
   * listener. When the listener throws, that is logged.
   */
  public Runner listening(Consumer<RunnerState> other) {
    return new Runner(subscription, most, clock, length, handler, outside, other);
  }

  /**
   * Returns this runner with {@code effect} as its effect outside. Call it before the runner is used. For each event,
   * the runner performs {@code effect} after the handler and before the commit, on the handler's thread.
   *
   * <p>The runner does not perform it for an event that was handled or skipped before, also when that happened while
   * the handler was at work. After a {@link Subscription#reset}, the event goes to the handler alone. The effect is
   * performed again only when the checkpoint did not move after it: the process crashed, or another runner or an
   * operator took the lease. While this runner tries to commit, it does not perform the effect again.
   *
   * <p>An event that {@code effect} is performed for has a commit of its own, whatever the size of the batches. Events
   * that are handed over again are batched as usual.
   *
   * <p>A store restored from a backup has the checkpoint of the backup. So effects that were performed since are
   * performed again, and the next events take the seqs of those that were lost. In this case, let the receiver know
   * an effect by an id in the event's data. A key made of stream and seq would be the same for the lost event and for
   * the event that took its seq.
   */
  public Runner outside(OutsideEffect effect) {
    return new Runner(subscription, most, clock, length, handler, Optional.of(effect), listener);
  }

  /** Returns what this runner does now; does not read the store. */
  public RunnerState state() {
    return reporter.state();
  }

  /**
   * Handles the events that are there now. Handles none while another runner has the lease, or while the subscription
   * is paused or has stopped. Keeps the lease until it ends or this runner is closed.
   *
   * @throws InterruptedException when the handler was interrupted; the events it had are not handled
   * @throws StoreException when the store failed; the events the handler had are not handled. When the outcome is
   *     unknown, either they are not handled, or all of their effects have taken place
   * @throws IllegalStateException when the runner's own handler calls it; nothing was changed
   */
  public void catchUp() throws InterruptedException {
    if (handling.isHeldByCurrentThread()) {
      throw new IllegalStateException("the handler of subscription \"" + subscription.name
          + "\" calls catchUp of its own runner; let the handler return, and the runner continues");
    }
    StackRoom.require();
    handling.lock();
    try {
      var held = closed ? Optional.<Checkpoint>empty() : lease.take();
      for (var turns = 1; held.isPresent() && delivery.advance(held.get()); turns++) {
        if (turns >= subscription.streams.size()) { // each stream had its turn, also one that failed
          goesWell(held.get());
        }
        held = closed ? Optional.empty() : lease.take();
      }
      held.ifPresent(this::goesWell);
    } finally {
      if (closed) { // closed by its handler, or by code that the handler calls
        lease.close();
      }
      handling.unlock();
      sayIfClosed();
    }
  }

  private void goesWell(Checkpoint held) {
    noted = "";
    delivery.noteNone(held);
    if (lease.has(held)) {
      reporter.now(Lease.running(held));
    }
  }

  private void sayIfClosed() {
    if (closed && !(state() instanceof RunnerState.Ended)) {
      reporter.now(new RunnerState.Closed());
    }
  }

  /**
   * Handles the events that are there and those that come, until this runner is closed. Stands by while another runner
   * has the lease, and tries again after each fault. Ends before it is closed only when its store is closed or has to
   * be opened again; {@link #state} then says so.
   *
   * @throws InterruptedException when the thread is interrupted
   * @throws IllegalStateException when it runs already, or is closed; nothing was changed
   */
  public void run() throws InterruptedException {
    begin();
    try {
      loop();
    } catch (InterruptedException e) {
      reporter.now(new RunnerState.Ended(e));
      throw e;
    } finally {
      runs.set(false);
    }
  }

  /**
   * Runs this runner on a thread of its own, and returns the runner. A handler that is interrupted is called again.
   *
   * @throws IllegalStateException when it runs already, or is closed; nothing was changed
   */
  public Runner start() {
    begin();
    // Not a virtual thread: while the runner has much to catch up with, it would keep other virtual threads from
    // running.
    Thread.ofPlatform().daemon().name("persist " + subscription.name).start(() -> {
      while (!loopUntilInterrupted()) {
        // Only the handler knows this thread, so only the handler can have interrupted it.
      }
      runs.set(false);
    });
    return this;
  }

  /** Returns whether the run has ended. */
  private boolean loopUntilInterrupted() {
    try {
      loop();
      return true;
    } catch (InterruptedException e) {
      goOn(e);
      return false;
    }
  }

  private void goOn(InterruptedException fault) {
    try {
      retry(fault);
    } catch (InterruptedException e) {
      // The wait was only shorter.
    }
  }

  private void begin() {
    if (closed) {
      throw new IllegalStateException("this runner of subscription \"" + subscription.name
          + "\" is closed; make another one");
    }
    if (!runs.compareAndSet(false, true)) {
      throw new IllegalStateException("this runner of subscription \"" + subscription.name
          + "\" runs already; make another one to run it on another thread");
    }
  }

  private void loop() throws InterruptedException {
    var seen = 0L;
    while (!closed) {
      var before = seen;
      try {
        seen = idle(() -> subscription.backend.awaitChange(subscription.names, before, lease.untilRenewal()));
        catchUp();
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable e) { // also a checked exception, from a language that does not check
        if (closed || endsFor(e)) {
          return;
        }
      }
    }
  }

  /** Waits before a retry and returns false; returns true without a wait when there is nothing to try any more. */
  private boolean endsFor(Throwable fault) throws InterruptedException {
    try {
      if (isOver(fault)) {
        return true;
      }
      retry(fault);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      // There is no memory even for that. The fault comes again at once.
    }
    return false;
  }

  /** Returns whether the store takes nothing more, and if so, reports that. The fault may be one of another store. */
  private boolean isOver(Throwable fault) {
    if (fault instanceof StoreException.Closed || fault instanceof StoreException.Failed) {
      try {
        subscription.backend.commit(Subscription.NOTHING);
      } catch (StoreException.Closed | StoreException.Failed e) {
        if (!closed) {
          reporter.now(new RunnerState.Ended(e));
        }
        return true;
      } catch (Throwable e) {
        // This fault comes again.
      }
    }
    return false;
  }

  /** Reports {@code fault}, and waits before a retry. An interrupt ends the wait; {@code fault} may be one, too. */
  private void retry(Throwable fault) throws InterruptedException {
    try {
      reporter.now(new RunnerState.Retrying(now(), fault));
      var error = Excerpt.of(fault);
      if (!error.equals(noted) && delivery.note(error)) {
        noted = error;
      }
    } catch (Throwable e) {
      // A fault of the report does not end the run. The runner reports again when it fails again.
    }
    idle(() -> {
      Thread.sleep(lease.pause());
      return 0;
    });
  }

  /** Returns the time by the clock; the epoch when the clock is what failed. */
  private Instant now() {
    try {
      return clock.instant();
    } catch (Throwable e) {
      return Instant.EPOCH;
    }
  }

  private interface Wait {
    long run() throws InterruptedException;
  }

  /** Waits so that {@link #close} can end the wait. Whatever else this thread does, it is never interrupted. */
  private long idle(Wait wait) throws InterruptedException {
    synchronized (this) {
      idle = Thread.currentThread();
    }
    try {
      return closed ? 0 : wait.run();
    } catch (InterruptedException e) {
      if (closed) {
        return 0;
      }
      throw e;
    } finally {
      synchronized (this) {
        idle = null;
        if (closed) {
          Thread.interrupted();
        }
      }
    }
  }

  /**
   * Ends the run once the events at hand are handled, and gives back the lease, so that another runner goes on at once.
   * When the store does not accept that, the lease ends by itself. Closing twice is harmless. The handler, too, may
   * close its runner: the events it was handed take effect.
   */
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      if (idle != null) {
        idle.interrupt();
      }
    }
    if (handling.isHeldByCurrentThread()) {
      return; // the commit of the events at hand needs the lease
    }
    StackRoom.require();
    handling.lock();
    try {
      lease.close();
    } finally {
      handling.unlock();
    }
    sayIfClosed();
  }
}
