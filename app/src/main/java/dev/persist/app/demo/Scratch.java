package dev.persist.app.demo;

import static com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE;

import com.google.common.io.MoreFiles;
import dev.persist.Persist;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Loading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A temporary directory, and a store that is empty at first. Both are removed in the end. Safe for use by any thread.
 */
public final class Scratch implements AutoCloseable {
  private final String engine;
  private final Path directory;
  private Optional<Opened> opened = Optional.empty();

  private record Opened(Backend backend, Persist store) {}

  private Scratch(String engine, Path directory) {
    this.engine = engine;
    this.directory = directory;
  }

  /**
   * Makes a new directory within {@code within}, for a store on {@code engine}: memory, rocksdb or sqlite.
   *
   * @throws UncheckedIOException when it cannot be made
   */
  public static Scratch on(String engine, Path within) {
    try {
      return new Scratch(engine, Files.createTempDirectory(within, "persist-demo"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the directory. */
  public Path directory() {
    return directory;
  }

  /** Returns where the store is. */
  public String url() {
    return engine.equals("memory") ? "memory:" : engine + ":" + directory.resolve("store");
  }

  /** Returns the store, and opens it unless it is open. */
  public Persist store() {
    return opened().store;
  }

  /** Returns the backend of the store, and opens it unless it is open. */
  public Backend backend() {
    return opened().backend;
  }

  private synchronized Opened opened() {
    if (opened.isEmpty()) {
      var backend = Loading.requireWhole(BackendProvider.openUrl(url()));
      opened = Optional.of(new Opened(backend, Persist.over(backend)));
    }
    return opened.get();
  }

  /** Closes the store. The next call opens it again. One in memory stays open, since it would forget everything. */
  public void restart() {
    if (!engine.equals("memory")) {
      shut();
    }
  }

  private synchronized void shut() {
    opened.ifPresent(each -> each.store.close());
    opened = Optional.empty();
  }

  @Override
  public void close() {
    shut();
    try {
      MoreFiles.deleteRecursively(directory, ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
