package dev.persist.rocksdb;

import dev.persist.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second opener out of a directory, in this process and in others.
 *
 * <p>RocksDB's own lock is taken later, when the write-ahead log was read already, and goes by how the path was
 * spelled.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "persist.lock";

  /** Closing any second handle of a lock file drops the lock this process has on it, so none is opened. */
  private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Locks {@code directory}, a real path. */
  static DirectoryLock acquire(Path directory) throws IOException {
    if (!HERE.add(directory)) {
      throw new StoreException.Unavailable(
          "the store rocksdb:" + directory + " is already open in this process; share that one");
    }
    var locked = false;
    try {
      var channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        locked = channel.tryLock() != null;
        if (locked) {
          return new DirectoryLock(directory, channel);
        }
      } finally {
        if (!locked) {
          channel.close();
        }
      }
    } finally {
      if (!locked) {
        HERE.remove(directory);
      }
    }
    throw new StoreException.Unavailable("the store rocksdb:" + directory
        + " is locked: another process has it open; stop that one, or use an engine that several processes can share");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest, and everything it guarded is closed by now.
    } finally {
      HERE.remove(directory);
    }
  }
}
