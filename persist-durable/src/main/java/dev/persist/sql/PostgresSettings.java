package dev.persist.sql;

import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** What a server must promise, and what a session of ours promises it. */
final class PostgresSettings {
  /** SQL's state for a write where none is possible. */
  private static final String READ_ONLY = "25006";

  private static final long LOCK_MILLIS = 15_000;

  private PostgresSettings() {}

  /** Sets up {@code connection}, which is not in a transaction; throws if its commits would not be durable. */
  static void require(PostgresUrl url, Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      try (var row = statement.executeQuery(
          "SELECT current_setting('fsync'), current_setting('synchronous_commit'), pg_is_in_recovery()")) {
        row.next();
        require(url.name(), "fsync", row.getString(1));
        require(url.name(), "synchronous_commit", row.getString(2));
        if (row.getBoolean(3)) {
          throw new SQLException("its server is a standby, which takes no writes", READ_ONLY);
        }
      }
      // A process that hangs in the middle of a transaction has its turn taken away.
      statement.execute("SET idle_in_transaction_session_timeout = '10s'");
      // A wait for it ends before the caller's patience does, and before the driver gives the connection up.
      statement.execute("SET lock_timeout = " + Math.min(LOCK_MILLIS, url.patience().toMillis() / 2));
    }
  }

  private static void require(String store, String setting, String value) {
    if (value.equals("off")) {
      throw new StoreException.Unavailable("the store " + store + " does not keep what it acknowledges: its server has "
          + setting + " = off; turn it on");
    }
  }
}
