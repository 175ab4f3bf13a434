package dev.persist.spi;

import dev.persist.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An engine's change signal. It counts the changes of a store, and wakes the threads that wait for the next change, or
 * for the next change of the names that they wait for. Safe for use by any thread.
 */
public final class Changes {
  private static final int NAMES = 100_000;

  private final String store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Waiter> waiters = new HashSet<>();

  /**
   * The count at the last change of each name. Keeps the names that changed last, in the order in which they changed.
   */
  private final Map<String, Long> byName = new LinkedHashMap<>();

  /** The count at the last change whose names are not known, or are no longer kept. */
  private long unknown = 1;

  /** Whether a thread ever waited for names. Until then, no thread needs to know which names changed. */
  private volatile boolean named;

  private long count = 1;
  private boolean closed;

  /**
   * A thread that waits for {@code names}, or for any change if there are none. No two are equal, as {@code called}
   * differs.
   */
  private record Waiter(Set<String> names, Condition called) {}

  /** Creates the signal of a store. Errors call it {@code store}. */
  public Changes(String store) {
    this.store = store;
  }

  /** Says that something changed and can be read now. */
  public void raise() {
    lock.lock();
    try {
      count++;
      unknown = count;
      waiters.forEach(waiter -> waiter.called.signal());
    } finally {
      lock.unlock();
    }
  }

  /** Says that {@code delta} was stored and can be read now. */
  public void raise(Delta delta) {
    if (named) {
      try {
        raise(delta.names());
        return;
      } catch (OutOfMemoryError e) {
        // So it wakes all waiters, which takes no memory. The writer must not fail here: its commit is written.
      }
    }
    raise();
  }

  private void raise(Set<String> names) {
    lock.lock();
    try {
      count++;
      for (var name : names) {
        byName.remove(name); // to be the last
        byName.put(name, count);
      }
      forget();
      for (var waiter : waiters) {
        if (waiter.names.isEmpty() || !Collections.disjoint(waiter.names, names)) {
          waiter.called.signal();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget() {
    for (var eldest = byName.values().iterator(); byName.size() > NAMES;) {
      unknown = Math.max(unknown, eldest.next());
      eldest.remove();
    }
  }

  /** Waits as {@link Backend#awaitChange(long, Duration)} does. */
  public long await(long seen, Duration atMost) throws InterruptedException {
    return await(Set.of(), seen, atMost);
  }

  /** Waits as {@link Backend#awaitChange(Collection, long, Duration)} does. */
  public long await(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
    StackRoom.require();
    if (!names.isEmpty()) {
      named = true;
    }
    var left = TimeUnit.NANOSECONDS.convert(atMost);
    lock.lockInterruptibly();
    try {
      var waiter = new Waiter(Set.copyOf(names), lock.newCondition());
      waiters.add(waiter);
      try {
        while (last(waiter) <= seen && seen <= count && left > 0 && !closed) {
          left = waiter.called.awaitNanos(left);
        }
      } finally {
        waiters.remove(waiter);
      }
      if (closed) {
        throw new StoreException.Closed(store);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the count at the last change that {@code waiter} waits for. */
  private long last(Waiter waiter) {
    if (waiter.names.isEmpty()) {
      return count;
    }
    var last = unknown;
    for (var name : waiter.names) {
      last = Math.max(last, byName.getOrDefault(name, 0L));
    }
    return last;
  }

  /** Wakes all waiting threads. Each throws {@link StoreException.Closed}. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiters.forEach(waiter -> waiter.called.signal());
    } finally {
      lock.unlock();
    }
  }
}
