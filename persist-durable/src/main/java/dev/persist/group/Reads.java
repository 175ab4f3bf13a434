package dev.persist.group;

import dev.persist.StoreException;
import dev.persist.spi.StackRoom;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets reads pass until the store is closed. Closing waits for the reads under way. Safe for use by any thread. */
public final class Reads {
  private final String store;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /** Creates the reads of {@code store}, its name in errors. */
  public Reads(String store) {
    this.store = store;
  }

  /**
   * Returns the result of {@code read}.
   *
   * @throws StoreException.Closed when the store is closed; {@code read} was not called
   */
  public <T> T read(Supplier<T> read) {
    StackRoom.require();
    lock.readLock().lock();
    try {
      if (closed) {
        throw new StoreException.Closed(store);
      }
      return read.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Calls {@code release} once the reads under way have ended; later calls do nothing. */
  public void close(Runnable release) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
