package dev.persist.sql;

import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens {@code sqlite:PATH}: a store in the file {@code PATH} and two files beside it, for one process at a time. */
public final class SqliteProvider implements BackendProvider {
  private static final String SCHEME = "sqlite";

  /** For {@link java.util.ServiceLoader}. */
  public SqliteProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public void restore(Path directory, String url) {
    try {
      SqliteBackups.restore(directory, path(url));
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot restore the store " + url + ": " + e.getMessage(), e);
    }
  }

  private static Path path(String url) {
    var path = url.substring(SCHEME.length() + 1);
    if (path.isEmpty()) {
      throw new StoreException.Unavailable("\"" + url + "\" names no file; write sqlite:PATH");
    }
    if (path.contains("?")) {
      throw new StoreException.Unavailable("\"" + url + "\" has a \"?\", but a SQLite store takes no parameters; "
          + "name a file whose path has no \"?\"");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new StoreException.Unavailable("\"" + url + "\" names no file: " + e.getReason(), e);
    }
  }

  @Override
  public Backend open(String url) {
    try {
      return new SqlBackend(SqliteDatabase.open(path(url)));
    } catch (NoClassDefFoundError e) {
      throw new StoreException.Unavailable(
          "a class of the driver is absent (" + e.getMessage() + "); add the dependencies "
              + "org.xerial:sqlite-jdbc and org.flywaydb:flyway-core",
          e);
    }
  }
}
