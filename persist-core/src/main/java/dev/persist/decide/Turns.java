package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has the commands of one process on one subject decided one after another, first come, first served, each by its own thread.
 * While others wait, what was decided is not sent: the next is decided on what it is expected to make of the state, and the
 * last sends all of them as one chain ({@link dev.persist.Persist#commitInOrder}), so they share a sync. Safe for use by any
 * thread.
 */
final class Turns<S> {
  /** After so many turns a chain is sent, whoever waits; those in which nothing was decided count, too. */
  private static final int MOST_TURNS = 256;

  private static final int MOST_BYTES = 1 << 20;

  /** Whether this thread has a turn: one that takes another must not wait for somebody who waits for it. */
  private static final ThreadLocal<Boolean> TAKEN = new ThreadLocal<>();

  private final Map<Object, Line<S>> lines = new ConcurrentHashMap<>();

  /** Sends a chain. */
  interface Sender<S> {
    /** Sends {@code chain}, after which {@code expected} is going to be seen, if that is known. */
    List<CommitResult> send(List<Commit> chain, Optional<Seen<S>> expected);
  }

  /** Those who wait for their turn on a subject, and what those before them decided. */
  private static final class Line<S> {
    final ReentrantLock turn = new ReentrantLock(true);

    /** How many have a turn or wait for one; changed by {@link #lines} only. */
    int callers;

    /** Used by the one whose turn it is; null when nothing is to be sent. */
    @Nullable Chain<S> chain;
  }

  /** Commits that are sent together, and what became of them. */
  private static final class Chain<S> {
    final List<Commit> commits = new ArrayList<>();

    /**
     * One for each commit. Waiting for a future that is joined would have a thread of a pool run what others gave to it.
     */
    final Semaphore answers = new Semaphore(0);

    Optional<Seen<S>> expected = Optional.empty();
    long bytes;
    int turns;

    /** One of these two is set before it is answered. */
    @Nullable List<CommitResult> results;

    @Nullable Throwable fault;
  }

  /** A commit that was sent, or will be when the turns are over that were taken by then. */
  static final class Sent {
    private final Chain<?> chain;
    private final int index;

    private Sent(Chain<?> chain, int index) {
      this.chain = chain;
      this.index = index;
    }

    /**
     * Waits for what became of the commit, which is nothing when one before it failed. Called once. An interrupt does not
     * shorten the wait, and is there again afterwards.
     *
     * @throws StoreException as {@link dev.persist.Persist#commit} does
     */
    Optional<CommitResult> await() {
      chain.answers.acquireUninterruptibly();
      var fault = chain.fault;
      if (fault == null) {
        var results = Objects.requireNonNull(chain.results);
        return index < results.size() ? Optional.of(results.get(index)) : Optional.empty();
      }
      if (index > 0 && (fault instanceof StoreException.Refused || fault instanceof StoreException.Damaged)) {
        return Optional.empty(); // that was the first one's
      }
      throw fault instanceof StoreException ofStore
          ? chain.commits.size() == 1 ? ofStore : ofStore.again()
          : new StoreException.UnknownOutcome("the commit was sent with those of others, which failed", fault);
    }
  }

  /** Waits for a turn on {@code subject}. Closing it lets the next one go on, or has {@code sender} send the chain. */
  Turn take(Object subject, Sender<S> sender) {
    var nested = TAKEN.get() != null;
    var line = nested ? new Line<S>() : lines.compute(subject, (same, there) -> {
      var joined = there == null ? new Line<S>() : there;
      joined.callers++;
      return joined;
    });
    var turn = new Turn(subject, line, sender, nested); // once it is taken, no memory is needed until it can be closed
    TAKEN.set(true);
    try {
      line.turn.lock();
      return turn;
    } catch (Error e) {
      turn.leave();
      throw e;
    }
  }

  /** The time in which nobody else decides on the subject. For one thread. */
  final class Turn implements AutoCloseable {
    private final Object subject;
    private final Line<S> line;
    private final Sender<S> sender;
    private final boolean nested;
    private boolean last;

    private Turn(Object subject, Line<S> line, Sender<S> sender, boolean nested) {
      this.subject = subject;
      this.line = line;
      this.sender = sender;
      this.nested = nested;
    }

    /** Returns what is going to be seen after the commits that were not sent yet; empty when there are none. */
    Optional<Seen<S>> expected() {
      return line.chain == null ? Optional.empty() : line.chain.expected;
    }

    /**
     * Sends {@code commit} when this turn or a later one is closed.
     *
     * @param expected what is going to be seen after it; if that is not known, nothing is decided before it was sent
     */
    Sent send(Commit commit, Optional<Seen<S>> expected) {
      var chain = line.chain == null ? new Chain<S>() : line.chain;
      var sent = new Sent(chain, chain.commits.size());
      chain.commits.add(commit);
      chain.bytes += commit.size();
      chain.expected = expected;
      line.chain = chain;
      last = expected.isEmpty();
      return sent;
    }

    @Override
    public void close() {
      try {
        var chain = line.chain;
        if (chain != null) {
          chain.turns++;
          if (last || chain.turns >= MOST_TURNS || chain.bytes >= MOST_BYTES || !line.turn.hasQueuedThreads()) {
            line.chain = null;
            answer(chain);
          }
        }
      } finally {
        line.turn.unlock();
        leave();
      }
    }

    private void leave() {
      if (!nested) {
        TAKEN.remove();
        lines.computeIfPresent(subject, (same, left) -> --left.callers == 0 ? null : left);
      }
    }

    /** A fault of the store is each caller's own, and is thrown there; any other is this thread's, too. */
    private void answer(Chain<S> chain) {
      try {
        chain.results = sender.send(chain.commits, chain.expected);
      } catch (StoreException e) {
        chain.fault = e;
      } catch (Throwable e) { // a checked one, too, from a language that does not check
        chain.fault = e;
        throw e;
      } finally {
        chain.answers.release(chain.commits.size());
      }
    }
  }
}
