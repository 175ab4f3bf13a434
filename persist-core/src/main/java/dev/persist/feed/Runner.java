package dev.persist.feed;

import dev.persist.StoreException;
import dev.persist.feed.Subscription.EachBatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of a subscription to its handler, while it has the lease, which it renews also while the handler is at
 * work.
 *
 * <p>A run ends when it is closed, or its store has to be opened again, and never without a word: {@link #state} says what
 * it does and why, a listener hears of each change, and so does the log ({@link System.Logger}, under the name of this
 * class). {@link #run} is for one thread; the other methods are for any.
 */
public final class Runner implements AutoCloseable {
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

  /** The thread to wake when this is closed. */
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
   * Returns this runner with another lease than {@link Subscription#LEASE}, before it is used. A lease is renewed each third
   * of it, so it must be longer than a process may stand still, as for a garbage collection.
   *
   * @throws IllegalArgumentException when {@code other} is not positive
   */
  public Runner leasing(Duration other) {
    if (!other.isPositive()) {
      throw new IllegalArgumentException("a lease of " + other + "; make it longer than a process may stand still");
    }
    return new Runner(subscription, most, clock, other, handler, outside, listener);
  }

  /**
   * Returns this runner with {@code other} as its listener, before it is used. It hears of each change of {@link #state},
   * one after the other, on the thread that noticed it, which waits for it. When it throws, that is logged.
   */
  public Runner listening(Consumer<RunnerState> other) {
    return new Runner(subscription, most, clock, length, handler, outside, other);
  }

  /**
   * Returns this runner with {@code effect} as its effect outside, before it is used. For each event, {@code effect} is
   * performed after the handler and before the commit, on the handler's thread.
   *
   * <p>It is not performed for an event that was handled or skipped before: a {@link Subscription#reset} hands the event to
   * the handler alone. It is performed again only when the checkpoint did not move after it: its process crashed, or another
   * runner or an operator took the lease. While this runner tries to commit, it does not perform the effect again.
   *
   * <p>An event that {@code effect} is performed for has a commit of its own, whatever the size of the batches. Events that
   * are handed over again are batched as ever.
   *
   * <p>A store restored from a backup has the checkpoint of the backup, so what was performed since is performed again, and
   * the next events take the seqs of those that were lost. Let the outside know an effect by an id in the event's data, then;
   * a key of stream and seq would take another event for the one that was lost.
   */
  public Runner outside(OutsideEffect effect) {
    return new Runner(subscription, most, clock, length, handler, Optional.of(effect), listener);
  }

  /** Returns what this runner does now; costs no read. */
  public RunnerState state() {
    return reporter.state();
  }

  /**
   * Handles what is there now, unless another runner has the lease, or the subscription is paused or has stopped. Keeps
   * the lease until it ends or this is closed.
   *
   * @throws InterruptedException when the handler was interrupted; the events it had are not handled
   * @throws StoreException when the store failed; the events the handler had are not handled, or, when the outcome is
   *     unknown, all of their effects have taken place
   */
  public void catchUp() throws InterruptedException {
    handling.lock();
    try {
      var held = closed ? Optional.<Checkpoint>empty() : lease.take();
      for (var turns = 1; held.isPresent() && delivery.advance(held.get()); turns++) {
        if (turns >= subscription.streams.size()) { // each had its turn, also the one that failed
          goesWell(held.get());
        }
        held = closed ? Optional.empty() : lease.take();
      }
      held.ifPresent(this::goesWell);
    } finally {
      handling.unlock();
    }
  }

  private void goesWell(Checkpoint held) {
    delivery.noteNone(held);
    reporter.now(Lease.running(held));
  }

  /**
   * Handles what is there and what comes, until this is closed. Stands by while another runner has the lease, and tries
   * again after each fault. Ends before it is closed only when its store is closed or has to be opened again; {@link
   * #state} says so then.
   *
   * @throws InterruptedException when the thread is interrupted
   * @throws IllegalStateException when it runs already; nothing was changed
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
   * Runs this on a thread of its own, and returns it. A handler that is interrupted is called again.
   *
   * @throws IllegalStateException when it runs already; nothing was changed
   */
  public Runner start() {
    begin();
    // Not a virtual thread: while there is much to catch up with, it would keep others from running.
    Thread.ofPlatform().daemon().name("persist " + subscription.name).start(() -> {
      while (true) {
        try {
          loop();
          return;
        } catch (InterruptedException e) {
          goOn(e); // nobody but the handler knows this thread
        }
      }
    });
    return this;
  }

  private void goOn(InterruptedException fault) {
    try {
      retry(fault);
    } catch (InterruptedException e) {
      // It waited less long.
    }
  }

  private void begin() {
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
        seen = idle(() -> subscription.backend.awaitChange(before, lease.pause()));
        catchUp();
      } catch (RuntimeException | Error e) {
        if (isOver(e)) {
          return;
        }
        retry(e);
      }
    }
  }

  /** Says whether the store takes nothing more, and if so, tells of it. The fault may be one of another store. */
  private boolean isOver(Throwable fault) {
    if (fault instanceof StoreException.Closed || fault instanceof StoreException.Failed) {
      try {
        subscription.backend.commit(Subscription.NOTHING);
      } catch (StoreException.Closed | StoreException.Failed e) {
        if (!closed) {
          reporter.now(new RunnerState.Ended(e));
        }
        return true;
      } catch (RuntimeException | Error e) {
        // It will be met again.
      }
    }
    return false;
  }

  /** Tells of {@code fault}, and waits before it is tried again; an interrupt ends that, and may be what the fault was. */
  private void retry(Throwable fault) throws InterruptedException {
    try {
      var isNew = !(state() instanceof RunnerState.Retrying);
      reporter.now(new RunnerState.Retrying(clock.instant(), fault));
      if (isNew) {
        delivery.note(fault);
      }
    } catch (RuntimeException | Error e) {
      // Whatever keeps it from telling does not end the run.
    }
    idle(() -> {
      Thread.sleep(lease.pause());
      return 0;
    });
  }

  private interface Wait {
    long run() throws InterruptedException;
  }

  /** Waits so that closing ends it; whatever else this thread does is never interrupted. */
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
   * Ends the run once the events at hand are handled, and gives back the lease, so that another runner goes on at once. When
   * the store does not take that, the lease ends by itself. Closing twice is harmless.
   */
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      if (idle != null) {
        idle.interrupt();
      }
    }
    handling.lock();
    try {
      lease.close();
    } finally {
      handling.unlock();
    }
    if (!(state() instanceof RunnerState.Ended)) {
      reporter.now(new RunnerState.Closed());
    }
  }
}
