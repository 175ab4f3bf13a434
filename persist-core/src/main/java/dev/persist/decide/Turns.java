package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has the commands of one process on one subject decided one after another, first come, first served, each by its own thread.
 * While others wait, what was decided is not sent: the next is decided on what it is expected to make of the state, and the
 * last sends all of them as one chain ({@link dev.persist.Persist#commitInOrder}), so they share a sync. Safe for use by any
 * thread.
 */
final class Turns {
  private static final int MOST_COMMITS = 256;
  private static final int MOST_BYTES = 1 << 20;

  /** Whether this thread has a turn: one that takes another must not wait for somebody who waits for it. */
  private static final ThreadLocal<Boolean> TAKEN = new ThreadLocal<>();

  private final Map<Object, Line> lines = new ConcurrentHashMap<>();

  /** Sends a chain. */
  interface Sender {
    List<CommitResult> send(List<Commit> chain);
  }

  /** Those who wait for their turn on a subject, and what those before them decided. */
  private static final class Line {
    final ReentrantLock turn = new ReentrantLock(true);

    /** How many have a turn or wait for one; changed by {@link #lines} only. */
    int callers;

    /** Used by the one whose turn it is. */
    Chain chain = new Chain();
  }

  /** Commits that are sent together, and what became of them. */
  private static final class Chain {
    final List<Commit> commits = new ArrayList<>();
    final CompletableFuture<List<CommitResult>> results = new CompletableFuture<>();
    long bytes;
  }

  /** A commit that was sent, or will be when the turns are over that were taken by then. */
  static final class Sent {
    private final Chain chain;
    private final int index;

    private Sent(Chain chain, int index) {
      this.chain = chain;
      this.index = index;
    }

    /**
     * Waits for what became of the commit, which is nothing when one before it failed.
     *
     * @throws StoreException as {@link dev.persist.Persist#commit} does
     */
    Optional<CommitResult> await() {
      try {
        var results = chain.results.join();
        return index < results.size() ? Optional.of(results.get(index)) : Optional.empty();
      } catch (CompletionException e) {
        if (e.getCause() instanceof StoreException.Refused && index > 0) {
          return Optional.empty(); // the first of them was refused
        }
        throw e.getCause() instanceof StoreException fault
            ? fault.again()
            : new StoreException.UnknownOutcome("the commit was sent with those of others, which failed", e);
      }
    }
  }

  /** Waits for a turn on {@code subject}. Closing it lets the next one go on, or has {@code sender} send the chain. */
  Turn take(Object subject, Sender sender) {
    var nested = TAKEN.get() != null;
    var line = nested ? new Line() : lines.compute(subject, (same, there) -> {
      var joined = there == null ? new Line() : there;
      joined.callers++;
      return joined;
    });
    line.turn.lock();
    TAKEN.set(true);
    return new Turn(subject, line, sender, nested);
  }

  /** The time in which nobody else decides on the subject. For one thread. */
  final class Turn implements AutoCloseable {
    private final Object subject;
    private final Line line;
    private final Sender sender;
    private final boolean nested;
    private boolean last;

    private Turn(Object subject, Line line, Sender sender, boolean nested) {
      this.subject = subject;
      this.line = line;
      this.sender = sender;
      this.nested = nested;
    }

    /** Returns whether what is decided now follows commits that were not sent yet. */
    boolean follows() {
      return !line.chain.commits.isEmpty();
    }

    /**
     * Sends {@code commit} when this turn or a later one is closed.
     *
     * @param last whether nothing can be decided after it until it was sent
     */
    Sent send(Commit commit, boolean last) {
      var chain = line.chain;
      chain.commits.add(commit);
      chain.bytes += commit.size();
      this.last = last || chain.commits.size() >= MOST_COMMITS || chain.bytes >= MOST_BYTES;
      return new Sent(chain, chain.commits.size() - 1);
    }

    @Override
    public void close() {
      try {
        if (follows() && (last || !line.turn.hasQueuedThreads())) {
          var chain = line.chain;
          line.chain = new Chain();
          answer(chain);
        }
      } finally {
        if (!nested) {
          TAKEN.remove();
        }
        line.turn.unlock();
        if (!nested) {
          lines.computeIfPresent(subject, (same, left) -> --left.callers == 0 ? null : left);
        }
      }
    }

    /** A fault of the store is each caller's own, and is thrown there; any other is this thread's, too. */
    private void answer(Chain chain) {
      try {
        chain.results.complete(sender.send(chain.commits));
      } catch (StoreException e) {
        chain.results.completeExceptionally(e);
      } catch (RuntimeException | Error e) {
        chain.results.completeExceptionally(e);
        throw e;
      }
    }
  }
}
