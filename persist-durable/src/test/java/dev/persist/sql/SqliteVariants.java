package dev.persist.sql;

import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.nio.file.Path;
import java.time.Duration;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** Opens {@code sqlite-variant:VARIANT:PATH}: a store like that at {@code sqlite:PATH}, but for one thing. */
public final class SqliteVariants implements BackendProvider {
  private static final SqliteCheckpoints.Pace OFTEN = new SqliteCheckpoints.Pace(Duration.ofMillis(5), 100, 1 << 18);

  /** The URL of a store that checkpoints all the time, and makes its writer wait for it. */
  static String busy(Path path) {
    return "sqlite-variant:busy:" + path;
  }

  /** The URL of a store with a bug: it syncs nothing. */
  static String unsynced(Path path) {
    return "sqlite-variant:unsynced:" + path;
  }

  @Override
  public String scheme() {
    return "sqlite-variant";
  }

  @Override
  public Backend open(String url) {
    var parts = url.split(":", 3);
    var config = SqliteDatabase.config();
    if (parts[1].equals("unsynced")) {
      config.setSynchronous(SynchronousMode.OFF);
    }
    return new SqlBackend(SqliteDatabase.open(Path.of(parts[2]), config, OFTEN));
  }
}
