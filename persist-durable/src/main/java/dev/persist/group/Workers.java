package dev.persist.group;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads that nobody interrupts, and that work for callers. A virtual thread that waits in native code pins its
 * carrier, and an interrupt closes its socket. Where a pool spins or yields, virtual threads can keep the one that they wait
 * for from running: HikariCP 7.1.0 on JDK 25 did that for good. Safe for use by any thread.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService threads;
  private final Semaphore turns;

  /** Work that throws {@code E}. */
  public interface Work<T, E extends Exception> {
    /** Returns the result. Called once, by one thread. */
    T run() throws E;
  }

  /**
   * Creates threads when they are needed.
   *
   * @param name how their names begin
   * @param most how many work at once; others wait their turn
   */
  public Workers(String name, int most) {
    this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
        Thread.ofPlatform().name(name, 0).daemon().factory(), (work, closed) -> work.run());
    this.turns = new Semaphore(most, true);
  }

  /**
   * Has one of the threads do {@code work}, and returns its result or throws its exception. Callers wait their turn in the
   * order of arrival. An interrupt does not shorten the wait; the caller is interrupted again afterwards. Work must not call
   * this on the same workers unless they have no limit: all turns may be taken by work that waits. After {@link #close}, the
   * caller does the work.
   *
   * @throws OutOfMemoryError also when no thread can be started; {@code work} was not begun
   */
  @SuppressWarnings("unchecked") // work throws nothing else
  public <T, E extends Exception> T run(Work<T, E> work) throws E {
    var task = new FutureTask<T>(work::run);
    turns.acquireUninterruptibly();
    var interrupted = false;
    try {
      threads.execute(task);
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException own) {
            throw own;
          }
          if (e.getCause() instanceof Error error) {
            throw error;
          }
          throw (E) Objects.requireNonNull(e.getCause());
        }
      }
    } finally {
      turns.release();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the result of {@code work}, as {@link #run} does for a virtual thread; a platform thread does it by itself. */
  public <T, E extends Exception> T forVirtual(Work<T, E> work) throws E {
    return Thread.currentThread().isVirtual() ? run(work) : work.run();
  }

  /** Ends the threads, once they have done their work. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
