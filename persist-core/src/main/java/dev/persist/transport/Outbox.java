package dev.persist.transport;

import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.StoreException;
import dev.persist.spi.StackRoom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends commits that wait in one request: it takes hardly longer than one commit alone, and the engine syncs them together.
 * The threads that wait take turns at sending. Safe for use by any thread.
 */
final class Outbox {
  /** One request is answered while the next is written. */
  private static final int SENDERS = 2;

  /** How large the commits of one request may be, with their responses. One commit alone may be larger. */
  static final int MOST_BYTES = Limits.COMMIT_BYTES;

  private final Function<List<Json>, List<Json>> transport;
  private final Lock lock = new ReentrantLock();
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private int senders;

  /**
   * Creates an outbox.
   *
   * @param transport sends commits, and returns a response for each
   */
  Outbox(Function<List<Json>, List<Json>> transport) {
    this.transport = transport;
  }

  /** A commit whose thread waits for its turn to send, or until another has sent it. */
  private static final class Waiting {
    private final Json commit;
    private final long bytes;
    private final CompletableFuture<Turn> turn = new CompletableFuture<>();

    Waiting(Json commit, long bytes) {
      this.commit = commit;
      this.bytes = bytes;
    }
  }

  /** What a thread waits for. */
  private sealed interface Turn {
    record Send(List<Waiting> batch) implements Turn {}

    record Answered(Json response) implements Turn {}

    record Thrown(StoreException fault) implements Turn {}
  }

  /**
   * Sends {@code commit}, alone or with others, and returns the response. Sends it again, alone, when the server asks for that.
   *
   * @param bytes how large the commit and its response may be
   * @throws StoreException as the transport does
   */
  Json send(Json commit, long bytes) {
    var response = sendInTurn(commit, bytes);
    return response.equals(Server.AGAIN) ? sendInTurn(commit, MOST_BYTES) : response;
  }

  private Json sendInTurn(Json commit, long bytes) {
    StackRoom.requireAmple(); // or others wait for ever
    var mine = new Waiting(commit, bytes);
    lock.lock();
    try {
      queue.add(mine);
      giveTurn();
    } finally {
      lock.unlock();
    }
    return switch (mine.turn.join()) {
      case Turn.Send(var batch) -> sendAll(batch);
      case Turn.Answered(var response) -> response;
      case Turn.Thrown(var fault) -> throw fault;
    };
  }

  /** Lets the first thread that waits send, if there may be another sender. */
  private void giveTurn() {
    if (senders == SENDERS || queue.isEmpty()) {
      return;
    }
    senders++;
    var batch = new ArrayList<Waiting>();
    var bytes = 0L;
    do {
      var next = queue.remove();
      batch.add(next);
      bytes += next.bytes;
    } while (!queue.isEmpty() && bytes + queue.element().bytes <= MOST_BYTES
        && batch.size() < Limits.COMMIT_PARTS);
    batch.getFirst().turn.complete(new Turn.Send(batch));
  }

  /** Sends a batch whose first commit is that of this thread. */
  private Json sendAll(List<Waiting> batch) {
    Supplier<Turn> others = () -> new Turn.Thrown(new StoreException.UnknownOutcome(
        "the thread that sent the commit failed", new IllegalStateException()));
    try {
      var responses = transport.apply(batch.stream().map(waiting -> waiting.commit).toList());
      for (var i = 1; i < batch.size(); i++) {
        batch.get(i).turn.complete(new Turn.Answered(responses.get(i)));
      }
      return responses.getFirst();
    } catch (StoreException e) {
      others = () -> new Turn.Thrown(e);
      throw e;
    } finally {
      for (var waiting : batch) {
        if (!waiting.turn.isDone()) {
          waiting.turn.complete(others.get());
        }
      }
      lock.lock();
      try {
        senders--;
        giveTurn();
      } finally {
        lock.unlock();
      }
    }
  }
}
