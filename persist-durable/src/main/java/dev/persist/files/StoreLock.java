package dev.persist.files;

import dev.persist.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second opener out of an embedded store, in this process and in others.
 *
 * <p>The engines' own locks are taken later, when the write-ahead log was read already, and not by every one of them.
 */
public final class StoreLock implements AutoCloseable {
  /** Closing any second handle of a lock file drops the lock this process has on it, so none is opened. */
  private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private StoreLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks {@code file}, which is made when it is not there, for {@code store}, which names it in errors.
   *
   * @param file in a directory named by its real path, so that one file has one name
   * @throws StoreException.Unavailable when it is locked, here or in another process
   */
  public static StoreLock acquire(String store, Path file) throws IOException {
    if (!HERE.add(file)) {
      throw new StoreException.Unavailable("the store " + store + " is already open in this process; share that one");
    }
    var locked = false;
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        locked = channel.tryLock() != null;
        if (locked) {
          return new StoreLock(file, channel);
        }
      } finally {
        if (!locked) {
          channel.close();
        }
      }
    } finally {
      if (!locked) {
        HERE.remove(file);
      }
    }
    throw new StoreException.Unavailable("the store " + store
        + " is locked: another process has it open; stop that one, or use an engine that several processes can share");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest, and everything it guarded is closed by now.
    } finally {
      HERE.remove(file);
    }
  }
}
