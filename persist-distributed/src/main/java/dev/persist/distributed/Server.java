package dev.persist.distributed;

import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server, or a cluster of one that takes writes and its standbys.
 *
 * @param storage its name in the settings
 * @param url how JDBC names its database
 */
record Server(String storage, String url, String user, String password) {
  /** Returns a new connection. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /**
   * Returns whether it has {@code tables}.
   *
   * @throws StoreException.Unavailable when it does not keep what it acknowledges, or when it cannot be reached
   */
  boolean has(List<String> tables, String store) {
    try (var connection = connect();
        var statement = connection.prepareStatement("""
            SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
              pg_is_in_recovery(), (SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(?) name)""")) {
      statement.setArray(1, connection.createArrayOf("text", tables.toArray()));
      try (var row = statement.executeQuery()) {
        row.next();
        require(store, "fsync", row.getString(1));
        require(store, "full_page_writes", row.getString(2));
        require(store, "synchronous_commit", row.getString(3));
        if (row.getBoolean(4)) {
          throw unavailable(store, "is a standby, which takes no writes; add targetServerType=primary to its URL",
              null);
        }
        return row.getBoolean(5);
      }
    } catch (SQLException e) {
      throw unavailable(store, "cannot be reached: " + e.getMessage(), e);
    }
  }

  private void require(String store, String setting, String value) {
    if (value.equals("off")) {
      throw unavailable(store, "does not keep what it acknowledges: it has " + setting + " = off; turn it on", null);
    }
  }

  private StoreException.Unavailable unavailable(String store, String why,
      @Nullable Exception e) {
    var message = "cannot open the store " + store + ": the server of its storage \"" + storage + "\" " + why;
    return e == null ? new StoreException.Unavailable(message) : new StoreException.Unavailable(message, e);
  }

  /** Leaves out the password. */
  @Override
  public String toString() {
    return storage;
  }
}
