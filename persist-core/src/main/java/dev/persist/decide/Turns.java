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
 * Lets the commands of one process on one subject take turns: first come, first served, each decided by its own thread.
 * While other commands wait, a decided commit is not sent. The next command is decided on the state that the commit is
 * expected to leave. The last one sends all commits as one chain ({@link dev.persist.Persist#commitInOrder}), so they
 * share a sync. Safe for use by any thread.
 */
final class Turns<S> {
  /** A chain is sent after so many turns, even while others wait. A turn in which nothing was decided counts, too. */
  private static final int MOST_TURNS = 256;

  private static final int MOST_BYTES = 1 << 20;

  /** Set while this thread has a turn. If it takes another one, it must not wait for a thread that waits for it. */
  private static final ThreadLocal<Boolean> TAKEN = new ThreadLocal<>();

  private final Map<Object, Line<S>> lines = new ConcurrentHashMap<>();

  /** Sends a chain. */
  interface Sender<S> {
    /** Sends {@code chain}. After it, {@code expected} will be seen, if that is known. */
    List<CommitResult> send(List<Commit> chain, Optional<Seen<S>> expected);
  }

  /** The threads that wait for their turn on a subject, and the commits that were decided before. */
  private static final class Line<S> {
    final ReentrantLock turn = new ReentrantLock(true);

    /** How many threads have a turn or wait for one; changed only within {@link #lines}. */
    int callers;

    /** Used only by the thread whose turn it is; null when no commit waits to be sent. */
    @Nullable Chain<S> chain;
  }

  /** Commits that are sent together, and their outcome. */
  private static final class Chain<S> {
    final List<Commit> commits = new ArrayList<>();

    /** One permit for each answered commit. On a joined future, a thread of a pool would run other tasks. */
    final Semaphore answers = new Semaphore(0);

    Optional<Seen<S>> expected = Optional.empty();
    long bytes;
    int turns;

    /** Either this or {@link #fault} is set before the commits are answered. */
    @Nullable List<CommitResult> results;

    @Nullable Throwable fault;
  }

  /** A commit that was sent, or will be sent at the end of this turn or a later one. */
  static final class Sent {
    private final Chain<?> chain;
    private final int index;

    private Sent(Chain<?> chain, int index) {
      this.chain = chain;
      this.index = index;
    }

    /**
     * Waits for the outcome of the commit; it is empty when a commit before it failed. Call it once. An interrupt does
     * not shorten the wait, and the thread is interrupted again afterwards.
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
        return Optional.empty(); // that fault is the first commit's
      }
      throw fault instanceof StoreException ofStore
          ? chain.commits.size() == 1 ? ofStore : ofStore.again()
          : new StoreException.UnknownOutcome(
              "the commit was sent together with commits of other callers, and the call failed", fault);
    }
  }

  /** Waits for a turn on {@code subject}. Closing it passes the turn on; if the chain is due, it is sent first. */
  Turn take(Object subject, Sender<S> sender) {
    var nested = TAKEN.get() != null;
    var line = nested ? new Line<S>() : lines.compute(subject, (same, there) -> {
      var joined = there == null ? new Line<S>() : there;
      joined.callers++;
      return joined;
    });
    var turn = new Turn(subject, line, sender, nested); // made first: a taken lock must not need memory to be closed
    TAKEN.set(true);
    try {
      line.turn.lock();
      return turn;
    } catch (Error e) {
      turn.leave();
      throw e;
    }
  }

  /** The time in which no other thread decides on the subject. Not thread-safe. */
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

    /** Returns what will be seen after the commits that were not sent yet; empty when there are none. */
    Optional<Seen<S>> expected() {
      return line.chain == null ? Optional.empty() : line.chain.expected;
    }

    /**
     * Sends {@code commit} when this turn or a later one is closed.
     *
     * @param expected what will be seen after it; when that is not known, nothing is decided until it was sent
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

    /** Each caller throws a fault of the store from {@link Sent#await}. Any other fault is thrown here, too. */
    private void answer(Chain<S> chain) {
      try {
        chain.results = sender.send(chain.commits, chain.expected);
      } catch (StoreException e) {
        chain.fault = e;
      } catch (Throwable e) { // also a checked exception, from a language that does not check
        chain.fault = e;
        throw e;
      } finally {
        chain.answers.release(chain.commits.size());
      }
    }
  }
}
