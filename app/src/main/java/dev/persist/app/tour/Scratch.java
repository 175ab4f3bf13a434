package dev.persist.app.tour;

import static com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE;

import com.google.common.io.MoreFiles;
import dev.persist.Persist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A store that is empty at first and removed in the end: in memory, or in a temporary directory. Not thread-safe. */
final class Scratch implements AutoCloseable {
  private final Optional<Path> directory;
  private Persist store;

  private Scratch(Optional<Path> directory) {
    this.directory = directory;
    this.store = openStore();
  }

  /** Opens a new one, on {@code memory}, or on {@code rocksdb} in a new directory within {@code within}. */
  static Scratch open(String engine, Path within) {
    try {
      return new Scratch(
          engine.equals("memory") ? Optional.empty() : Optional.of(Files.createTempDirectory(within, "persist-tour")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Persist store() {
    return store;
  }

  /** Closes the store and opens it again. One in memory stays open, since it would forget everything. */
  void restart() {
    if (directory.isPresent()) {
      store.close();
      store = openStore();
    }
  }

  private Persist openStore() {
    return Persist.open(directory.map(path -> "rocksdb:" + path.resolve("store")).orElse("memory:"));
  }

  @Override
  public void close() {
    store.close();
    directory.ifPresent(Scratch::remove);
  }

  private static void remove(Path directory) {
    try {
      MoreFiles.deleteRecursively(directory, ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
