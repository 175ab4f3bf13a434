package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.insist;

import dev.persist.Persist;
import dev.persist.StoreException.Closed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Writers that number what they write, each to a stream of its own, until the outcome of each commit is known. */
final class Writers implements AutoCloseable {
  private static final int EACH = 2;

  private final String name;
  private final ExecutorService threads;
  private final List<Future<?>> running;
  private final AtomicIntegerArray acknowledged;
  private volatile boolean stopped;
  private long last;
  private long pause;

  /** Starts some on each of {@code stores}. */
  Writers(String name, Persist... stores) {
    this.name = name;
    var count = EACH * stores.length;
    this.acknowledged = new AtomicIntegerArray(count);
    this.threads = Executors.newFixedThreadPool(count);
    this.running = IntStream.range(0, count)
        .<Future<?>>mapToObj(i -> threads.submit(() -> write(stores[i / EACH], i)))
        .toList();
  }

  private void write(Persist store, int writer) {
    for (var number = 1; !stopped; number++) {
      try {
        insist(store, commit(stream(writer), number));
      } catch (Closed e) {
        return; // the test failed
      }
      acknowledged(writer, number);
    }
  }

  private synchronized void acknowledged(int writer, int number) {
    acknowledged.set(writer, number);
    var now = System.nanoTime();
    pause = Math.max(pause, now - last);
    last = now;
  }

  /** Returns the name of the stream of writer number {@code writer}. */
  String stream(int writer) {
    return name + "/" + writer;
  }

  /** Returns the last number of each writer that was acknowledged to it. */
  List<Integer> acknowledged() {
    return IntStream.range(0, acknowledged.length()).map(acknowledged::get).boxed().toList();
  }

  /** Waits until each has written some more. Fails when one of them failed. */
  void awaitMore() throws ExecutionException, InterruptedException {
    var before = acknowledged();
    while (!IntStream.range(0, before.size()).allMatch(i -> acknowledged.get(i) >= before.get(i) + 50)) {
      for (var each : running) {
        if (each.isDone()) {
          each.get();
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Begins to measure pauses. */
  synchronized void measure() {
    last = System.nanoTime();
    pause = 0;
  }

  /** Stops them all, and returns for how long none of them got an answer. */
  Duration stop() throws ExecutionException, InterruptedException {
    stopped = true;
    for (var each : running) {
      each.get();
    }
    synchronized (this) {
      return Duration.ofNanos(pause);
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }
}
