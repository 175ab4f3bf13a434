package dev.persist.sql;

import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** The settings that a server must have, and those that a session of this store gets. */
final class PostgresSettings {
  /** SQL's state for a write where none is possible. */
  private static final String READ_ONLY = "25006";

  private static final long LOCK_MILLIS = 15_000;

  private PostgresSettings() {}

  /**
   * Sets up {@code connection}, which is not in a transaction, and returns its schema.
   *
   * @throws StoreException.Unavailable when its commits would not be durable, or when it cannot hold a store
   */
  static String require(PostgresUrl url, Connection connection) throws SQLException {
    var store = url.name();
    String schema;
    try (var statement = connection.createStatement()) {
      try (var row = statement.executeQuery("""
          SELECT current_setting('fsync'), current_setting('synchronous_commit'), pg_is_in_recovery(),
            current_setting('server_encoding'), current_schema()""")) {
        row.next();
        require(store, "fsync", row.getString(1));
        require(store, "synchronous_commit", row.getString(2));
        if (row.getBoolean(3)) {
          throw new SQLException("its server is a standby, which takes no writes", READ_ONLY);
        }
        if (!row.getString(4).equals("UTF8")) {
          throw new StoreException.Unavailable("cannot open the store " + store + ": its database has the encoding "
              + row.getString(4) + ", which cannot hold every character; create one with UTF8: "
              + "CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0");
        }
        schema = row.getString(5);
      }
      if (schema == null) {
        throw new StoreException.Unavailable("cannot open the store " + store + ": its database has no schema "
            + url.schema().map(name -> "\"" + name + "\"").orElse("of the search_path")
            + " that its role may use; create it, or correct ?currentSchema=NAME, where capitals matter");
      }
      if (!url.schema().orElse(schema).equals(schema)) {
        throw new StoreException.Unavailable(
            "cannot open the store " + store + ": its server names the schema \"" + schema
                + "\"; use that name in ?currentSchema=NAME, since the server may cut another name to the same");
      }
      // A process that hangs in the middle of a transaction loses its turn.
      statement.execute("SET idle_in_transaction_session_timeout = '10s'");
      // A wait for the turn ends before the caller's patience does, and before the driver gives up the connection.
      statement.execute("SET lock_timeout = " + Math.min(LOCK_MILLIS, url.patience().toMillis() / 2));
      return schema;
    }
  }

  /** Takes back what {@link #require} set, since a read may wait longer than a writer. */
  static void takeBack(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("RESET idle_in_transaction_session_timeout; RESET lock_timeout");
    }
  }

  private static void require(String store, String setting, String value) {
    if (value.equals("off")) {
      throw new StoreException.Unavailable("the store " + store + " does not keep what it acknowledges: its server has "
          + setting + " = off; turn it on");
    }
  }
}
