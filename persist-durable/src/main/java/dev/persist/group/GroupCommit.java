package dev.persist.group;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.StoreState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns concurrent commits into groups: one thread takes all that wait, decides them in order, stores what they change
 * as one write, and only then answers each caller. While it writes, the next group gathers, so a sync is shared by as
 * many callers as there are.
 *
 * <p>Safe for use by any thread. Callers wait without being interrupted; a virtual thread that waits frees its carrier,
 * and the writer is a platform thread, since native calls pin.
 */
public final class GroupCommit implements AutoCloseable {
  private static final int MOST_COMMITS = 1024;
  static final long MOST_BYTES = 16L << 20;

  private final String store;
  private final StoreState state;
  private final Consumer<Delta> storage;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread writer;
  private boolean closed;

  /** Why a write failed; from then on nothing is written (rule C11). Used by the writer only. */
  private @Nullable Throwable failure;

  /** A commit and where its caller waits; without a commit, the sign to stop. */
  private record Waiting(Optional<Commit> commit, CompletableFuture<Supplier<CommitResult>> answer) {}

  /**
   * Starts the writer.
   *
   * @param store names the store in errors
   * @param state the store as it is; called by the writer only
   * @param storage stores a delta durably and as one, or throws; called by the writer only
   */
  public GroupCommit(String store, StoreState state, Consumer<Delta> storage) {
    this.store = store;
    this.state = state;
    this.storage = storage;
    this.writer = Thread.ofPlatform().name("persist-writer " + store).daemon().start(this::writeGroups);
  }

  /** Writes {@code commit} as {@link dev.persist.spi.Backend#commit} does, waiting until it is decided and durable. */
  public CommitResult commit(Commit commit) {
    var waiting = new Waiting(Optional.of(commit), new CompletableFuture<>());
    enqueue(waiting);
    return waiting.answer.join().get();
  }

  /** Refuses new commits, waits for those under way, and stops the writer. */
  @Override
  public void close() {
    try {
      enqueue(new Waiting(Optional.empty(), new CompletableFuture<>()));
    } catch (StoreException.Closed alreadyClosed) {
      // The writer is stopping; wait for it all the same.
    }
    var interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void enqueue(Waiting waiting) {
    if (closed) {
      throw new StoreException.Closed(store);
    }
    closed = waiting.commit.isEmpty();
    queue.add(waiting);
  }

  private void writeGroups() {
    var next = take();
    while (next.commit.isPresent()) {
      var group = new ArrayList<Waiting>(List.of(next));
      var bytes = next.commit.get().size();
      next = queue.peek();
      while (next != null && next.commit.isPresent() && group.size() < MOST_COMMITS) {
        bytes += next.commit.get().size();
        if (bytes > MOST_BYTES) {
          break;
        }
        group.add(queue.remove());
        next = queue.peek();
      }
      write(group);
      next = take();
    }
  }

  private Waiting take() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // Nobody but this class knows the writer, and it is stopped by a sign, so that nothing in the queue is lost.
      }
    }
  }

  private void write(List<Waiting> group) {
    if (failure != null) {
      var cause = failure;
      answer(group, () -> {
        throw new StoreException.Failed("the store " + store + " takes no writes since one failed; reopen it", cause);
      });
      return;
    }
    Decision decision;
    try {
      decision = Decision.of(group.stream().map(waiting -> waiting.commit.orElseThrow()).toList(), state);
    } catch (RuntimeException | Error e) {
      answer(group, () -> {
        throw new StoreException.Damaged("nothing was written, since the store " + store + " could not be read", e);
      });
      return;
    }
    try {
      if (!decision.delta().isEmpty()) {
        storage.accept(decision.delta());
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      answer(group, () -> {
        throw new StoreException.UnknownOutcome("writing to the store " + store + " failed: " + e.getMessage(), e);
      });
      return;
    }
    for (var i = 0; i < group.size(); i++) {
      var result = decision.results().get(i);
      group.get(i).answer.complete(() -> result);
    }
  }

  /** Each caller throws for itself, so that the stack trace is the caller's. */
  private static void answer(List<Waiting> group, Supplier<CommitResult> answer) {
    group.forEach(waiting -> waiting.answer.complete(answer));
  }
}
