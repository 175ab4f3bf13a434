package dev.persist.app.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Callers that do something at the same time. */
final class Racers {
  private static final int PATIENCE_SECONDS = 20;

  private Racers() {}

  /** What caller {@code number} does. */
  interface Racer<T> {
    /** Does it, and returns what came of it. */
    T run(int number) throws Exception;
  }

  /** Lets {@code count} callers, numbered from 1, begin at once; returns what came of each, in the order of the numbers. */
  static <T> List<T> race(int count, Racer<T> racer) throws InterruptedException, ExecutionException {
    var start = new CyclicBarrier(count);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = IntStream.rangeClosed(1, count).mapToObj(number -> (Callable<T>) () -> {
        meet(start);
        return racer.run(number);
      }).map(threads::submit).toList();
      var results = new ArrayList<T>();
      try {
        for (Future<T> each : running) {
          results.add(each.get());
        }
        return results;
      } finally {
        threads.shutdownNow(); // all are done, or the race was called off
      }
    }
  }

  /**
   * Waits until all parties of {@code barrier} are here.
   *
   * @throws IllegalStateException when they are not all here after 20 seconds, or when the race is called off
   */
  static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("after " + PATIENCE_SECONDS + " s, only some of the " + barrier.getParties()
          + " callers were where they meet; choose fewer of them", e);
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("the race was called off while a caller waited for the others", e);
    }
  }
}
