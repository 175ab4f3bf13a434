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
 * Counts the changes of a store and wakes whoever waits for the next, or for the next of what it names: an engine's change
 * signal. Safe for use by any thread.
 */
public final class Changes {
  private static final int NAMES = 100_000;

  private final String store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Waiter> waiters = new HashSet<>();

  /** What the count was when a name changed last; those that changed last of all, in that order. */
  private final Map<String, Long> byName = new LinkedHashMap<>();

  /** What the count was when something changed that is not known, or not any more. */
  private long unknown = 1;

  /** Whether somebody ever waited for what it names: else nobody needs to know what changed. */
  private volatile boolean named;

  private long count = 1;
  private boolean closed;

  /** Waits for {@code names}, for any if there are none. Each is one of its own, as {@code called} is. */
  private record Waiter(Set<String> names, Condition called) {}

  /** Creates the signal of {@code store}, which names it in errors. */
  public Changes(String store) {
    this.store = store;
  }

  /** Says that something changed, and can be read by now. */
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

  /** Says that {@code delta} was stored, and can be read by now. */
  public void raise(Delta delta) {
    if (named) {
      try {
        raise(delta.names());
        return;
      } catch (OutOfMemoryError e) {
        // Telling all takes no memory: the writer calls this, and what it wrote is written.
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

  /** Returns what the count was when what {@code waiter} waits for changed last. */
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

  /** Wakes everybody who waits, with {@link StoreException.Closed}. */
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
