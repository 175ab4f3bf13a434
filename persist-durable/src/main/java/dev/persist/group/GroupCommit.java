package dev.persist.group;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import dev.persist.spi.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
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
  private final GroupWriter groups;
  private final Changes changes;
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
   * @param groups writes a group; called by the writer only
   * @param changes is raised when a group was written, and closed when this is
   */
  public GroupCommit(String store, GroupWriter groups, Changes changes) {
    this.store = store;
    this.groups = groups;
    this.changes = changes;
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
      changes.close();
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
    var writing = true;
    while (writing) {
      writing = writeGroup(); // a call of its own: waiting for the next group, the writer holds nothing of the last
    }
  }

  /** Waits for a commit and writes it with those that wait behind it; returns false at the sign to stop. */
  private boolean writeGroup() {
    var first = take();
    if (first.commit.isEmpty()) {
      return false;
    }
    var group = new ArrayList<>(List.of(first));
    var bytes = first.commit.get().size();
    var next = queue.peek();
    while (next != null && next.commit.isPresent() && group.size() < MOST_COMMITS) {
      bytes += next.commit.get().size();
      if (bytes > MOST_BYTES) {
        break;
      }
      group.add(queue.remove());
      next = queue.peek();
    }
    write(group);
    return true;
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
    var cause = failure;
    if (cause != null) {
      answer(group, () -> {
        throw new StoreException.Failed("the store " + store + " takes no writes since one failed; reopen it", cause);
      });
      return;
    }
    try {
      var results = groups.write(group.stream().map(waiting -> waiting.commit.orElseThrow()).toList());
      for (var i = 0; i < group.size(); i++) {
        var result = results.get(i);
        group.get(i).answer.complete(() -> result);
      }
      changes.raise();
    } catch (StoreException.Refused | StoreException.Damaged e) {
      if (group.size() > 1) {
        group.forEach(each -> write(List.of(each))); // one of them is to blame, and the others shall not pay
      } else {
        fail(group, e);
      }
    } catch (StoreException e) {
      fail(group, e);
    } catch (RuntimeException | Error e) {
      failure = e;
      fail(group, new StoreException.UnknownOutcome("writing to the store " + store + " failed: " + e.getMessage(), e));
    }
  }

  private static void fail(List<Waiting> group, StoreException e) {
    var message = String.valueOf(e.getMessage());
    answer(group, () -> {
      throw switch (e) {
        case StoreException.UnknownOutcome unknown -> new StoreException.UnknownOutcome(message, e);
        case StoreException.Unavailable unavailable -> new StoreException.Unavailable(message, e);
        case StoreException.Refused refused -> new StoreException.Refused(message, e);
        case StoreException.Damaged damaged -> new StoreException.Damaged(message, e);
        case StoreException.Failed failed -> new StoreException.Failed(message, e);
        case StoreException.Closed closed -> closed;
      };
    });
  }

  /** Each caller throws for itself, so that the stack trace is the caller's. */
  private static void answer(List<Waiting> group, Supplier<CommitResult> answer) {
    group.forEach(waiting -> waiting.answer.complete(answer));
  }
}
