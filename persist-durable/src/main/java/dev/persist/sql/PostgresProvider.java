package dev.persist.sql;

import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;

/**
 * Opens {@code postgresql://host/database?…}: a store in a PostgreSQL schema, for any number of processes at a time.
 */
public final class PostgresProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public PostgresProvider() {}

  @Override
  public String scheme() {
    return "postgresql";
  }

  @Override
  public Backend open(String url) {
    try {
      return new SqlBackend(PostgresDatabase.open(PostgresUrl.parse(url)));
    } catch (NoClassDefFoundError e) {
      throw new StoreException.Unavailable(
          "a class of the driver is absent (" + e.getMessage() + "); add the dependencies "
              + "org.postgresql:postgresql and org.flywaydb:flyway-database-postgresql",
          e);
    }
  }
}
