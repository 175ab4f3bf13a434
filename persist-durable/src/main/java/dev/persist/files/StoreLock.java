package dev.persist.files;

import dev.persist.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second opener out of an embedded store, in this process and in others.
 *
 * <p>The engines' own locks come later, when the write-ahead log was already read, and not every engine takes one.
 */
public final class StoreLock implements AutoCloseable {
  /** The files this process has locked. To close a second handle of one would drop its lock, so none is opened. */
  private static final Set<Object> HERE = ConcurrentHashMap.newKeySet();

  private final Object file;
  private final FileChannel channel;

  private StoreLock(Object file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks the file {@code path}, and makes it when it is not there. {@code store} names the store in errors.
   *
   * <p>The lock belongs to the file, not to its path: a file that is mounted or linked elsewhere is still one file.
   *
   * @throws StoreException.Unavailable when it is locked, here or in another process
   */
  public static StoreLock acquire(String store, Path path) throws IOException {
    create(path);
    var file = Place.file(path);
    if (!HERE.add(file)) {
      throw new StoreException.Unavailable(
          "the store " + store + " is already open in this process; use the one that is open");
    }
    var locked = false;
    try {
      var channel = FileChannel.open(path, StandardOpenOption.WRITE);
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

  /** Makes the file when it is not there, and opens no handle of a file that is. */
  private static void create(Path path) throws IOException {
    if (!Files.exists(path)) {
      try {
        Files.createFile(path);
      } catch (FileAlreadyExistsException e) {
        // Another opener was faster; one of the two gets the lock.
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest, and everything that it guarded is closed by now.
    } finally {
      HERE.remove(file);
    }
  }
}
