package dev.persist.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Lets callers wait while one platform thread writes all that wait, as one. */
final class Batches<Q, A> implements AutoCloseable {
  /** The most that are written as one. */
  static final int MOST = 1024;

  private final Write<Q, A> write;
  private final BlockingQueue<Waiting<Q, A>> queue = new LinkedBlockingQueue<>();
  private final ExecutorService writer = Executors.newSingleThreadExecutor();

  private record Waiting<Q, A>(Q request, CompletableFuture<A> answer) {}

  /** Writes a batch. */
  interface Write<Q, A> {
    /** Returns an answer to each request, in their order. */
    List<A> write(List<Q> requests) throws Exception;
  }

  Batches(Write<Q, A> write) {
    this.write = write;
    writer.execute(this::writeBatches);
  }

  /** Returns the answer to {@code request} once it is written. */
  A submit(Q request) {
    var waiting = new Waiting<Q, A>(request, new CompletableFuture<>());
    queue.add(waiting);
    return waiting.answer.join();
  }

  private void writeBatches() {
    try {
      while (true) {
        var batch = new ArrayList<>(List.of(queue.take()));
        queue.drainTo(batch, MOST - 1);
        answer(batch);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void answer(List<Waiting<Q, A>> batch) {
    try {
      var answers = write.write(batch.stream().map(Waiting::request).toList());
      for (var i = 0; i < batch.size(); i++) {
        batch.get(i).answer.complete(answers.get(i));
      }
    } catch (Exception e) {
      batch.forEach(waiting -> waiting.answer.completeExceptionally(e));
    }
  }

  /** Stops the thread; nobody may be waiting. */
  @Override
  public void close() {
    writer.shutdownNow();
    writer.close();
  }
}
