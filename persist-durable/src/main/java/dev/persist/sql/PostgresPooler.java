package dev.persist.sql;

import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Notices a pooler in which several connections share one session of the server. What a store sets, prepares and
 * listens to belongs to its session, and another connection of that session would have it, too.
 */
final class PostgresPooler {
  private static final int ATTEMPTS = 20;

  private PostgresPooler() {}

  /**
   * Throws unless each connection of {@code source}, of which {@code first} is one, has a session of its own.
   *
   * <p>A server tells a new connection the id of its process; a pooler makes one up. In that case this compares two
   * connections that are open at the same time. A pooler gives one of them first the session that the other has just
   * used. Or it gives each the session that was unused for longest; then their sessions change.
   */
  static void require(String store, PostgresSource source, Connection first) throws SQLException {
    if (session(first) == first.unwrap(PGConnection.class).getBackendPID()) {
      return;
    }
    try (var one = source.plain()) {
      var session = session(one);
      try (var other = source.plain()) {
        for (var i = 0; i < ATTEMPTS; i++) {
          if (session(one) != session || session(other) == session) {
            throw new StoreException.Unavailable(
                "cannot open the store " + store + ": its pooler lets several connections"
                    + " share a session of the server; set the pooler to pool_mode = session, or connect to the"
                    + " server itself");
          }
        }
      }
    }
  }

  private static int session(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
