package dev.persist.sql;

import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Creates a store's tables, or brings those of an older version up to date. */
final class Schema {
  private static final String TABLE = "persist_schema";

  private Schema() {}

  /**
   * Brings the tables in {@code schema}, which exists, to what this version needs. Several processes may do so at once.
   *
   * @param newest the version of the last migration of {@code dialect}
   * @throws StoreException.Unavailable when they are of a newer version, or not a store's; nothing was changed
   */
  static void migrate(String store, String dialect, String newest, Connection connection, DataSource database,
      String schema) {
    if (isAt(newest, connection, schema)) {
      return;
    }
    var flyway = Flyway.configure(Schema.class.getClassLoader())
        .dataSource(database)
        .locations("classpath:dev/persist/sql/" + dialect + "/migration")
        .table(TABLE)
        .defaultSchema(schema)
        .createSchemas(false)
        .ignoreMigrationPatterns(new String[0]) // otherwise a newer version would not be a fault
        .load();
    try {
      migrate(store, flyway);
    } catch (FlywayException e) {
      if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
        throw new StoreException.Unavailable("cannot open the store " + store + ": it holds tables of something else. "
            + "Name another file or, with ?currentSchema=NAME, another schema", e);
      }
      throw new StoreException.Unavailable("cannot open the store " + store + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns whether the tables need nothing. Flyway would find that, too, but it opens connections of its own and reads the history
   * several times. It finds what is wrong with tables that cannot be asked. The search path may also have the tables of another store.
   */
  private static boolean isAt(String newest, Connection connection, String schema) {
    try (var statement = connection.createStatement();
        var last = statement.executeQuery("SELECT version, success FROM " + quoted(schema) + '.' + TABLE
            + " ORDER BY installed_rank DESC LIMIT 1")) {
      return last.next() && newest.equals(last.getString(1)) && last.getBoolean(2);
    } catch (SQLException e) {
      return false; // there is no such table yet, for example
    }
  }

  /** Returns {@code name} as SQL takes it, whatever is in it. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Asks which versions there are only if one does not fit, since that takes as long as the rest of an opening. */
  private static void migrate(String store, Flyway flyway) {
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      for (var applied : flyway.info().applied()) {
        if (isNewer(applied)) {
          throw new StoreException.Unavailable("cannot open the store " + store + ": its schema has version "
              + applied.getVersion() + ", which this version does not know; use a newer version of persist", e);
        }
      }
      throw e;
    }
  }

  private static boolean isNewer(MigrationInfo applied) {
    return applied.getState().isApplied() && !applied.getState().isResolved();
  }
}
