package dev.persist.rocksdb;

import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens {@code rocksdb:PATH}: a store in the directory {@code PATH}, for one process at a time. */
public final class RocksDbProvider implements BackendProvider {
  private static final String SCHEME = "rocksdb";

  /** For {@link java.util.ServiceLoader}. */
  public RocksDbProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public void restore(Path directory, String url) {
    try {
      Backups.restore(directory, path(url));
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot restore the store " + url + ": " + e.getMessage(), e);
    }
  }

  private static Path path(String url) {
    var path = url.substring(SCHEME.length() + 1);
    if (path.isEmpty()) {
      throw new StoreException.Unavailable("\"" + url + "\" names no directory; write rocksdb:PATH");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new StoreException.Unavailable("\"" + url + "\" names no directory: " + e.getReason(), e);
    }
  }

  @Override
  public Backend open(String url) {
    try {
      return new RocksDbBackend(Database.open(path(url)));
    } catch (NoClassDefFoundError e) {
      throw new StoreException.Unavailable("the RocksDB driver is absent; add the dependency org.rocksdb:rocksdbjni",
          e);
    }
  }
}
