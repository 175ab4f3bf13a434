package dev.persist.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Runs racers that all start at one barrier, and collects what each of them got. */
public final class Race {
  /** What racer number {@code racer} does. */
  public interface Racer<T> {
    /** Runs it, and returns what it got. */
    T run(int racer) throws Exception;
  }

  private Race() {}

  /** Runs {@code racers} racers, numbered from 0, and returns their results in that order. */
  public static <T> List<T> of(int racers, Racer<T> racer) throws Exception {
    return on(Executors.newVirtualThreadPerTaskExecutor(), racers, racer);
  }

  /** As {@link #of}, for racers that look again and again: a busy virtual thread would keep others from running. */
  public static <T> List<T> onPlatformThreads(int racers, Racer<T> racer) throws Exception {
    return on(Executors.newFixedThreadPool(racers), racers, racer);
  }

  private static <T> List<T> on(ExecutorService executor, int racers, Racer<T> racer) throws Exception {
    var start = new CyclicBarrier(racers);
    try (var threads = executor) {
      var running = IntStream.range(0, racers)
          .mapToObj(i -> (Callable<T>) () -> {
            start.await();
            return racer.run(i);
          })
          .map(threads::submit)
          .toList();
      var results = new ArrayList<T>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    }
  }
}
