package dev.persist.sql;

import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to the server of a store, set up for its statements.
 *
 * <p>They are in the schema that the URL names, as it is written there. The driver would send a name that PostgreSQL
 * changes to small letters, at a time when a pooler does not pass it on. A URL that names no schema gets the one it was
 * opened in.
 *
 * <p>Each statement finds its rows by a primary key and in its order. To see that, the planner would have to know the
 * tables. It may know nothing of them, or only how they were when they were small. Then it reads and sorts all that is
 * left of a stream for each page. So the set-up tells the planner, which then need not plan a statement again for other
 * parameters. Rows that a policy hides are an error, as they would read as absent.
 */
final class PostgresSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1;

  private static final String SETTINGS = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; "
      + "SET plan_cache_mode = force_generic_plan; SET row_security = off";

  private volatile String setUp = SETTINGS;

  PostgresSource(PostgresUrl url) {
    url.schema().ifPresent(this::keepTo);
    try {
      setURL(url.jdbc());
    } catch (IllegalArgumentException e) { // its message has the password
      throw new StoreException.Unavailable(
          "the driver cannot read the URL of the store " + url.name() + "; correct it");
    }
  }

  /** Puts all connections from now on in {@code schema}, whatever the server's or the role's search_path becomes. */
  void keepTo(String schema) {
    setUp = SETTINGS + "; SET search_path = " + Schema.quoted(schema);
  }

  /** Returns a connection as the server gives it, without the set-up. */
  Connection plain() throws SQLException {
    return super.getConnection(getUser(), getPassword());
  }

  /** Sets {@code connection} up, which {@link #plain} returned. */
  void setUp(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(setUp);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    var connection = super.getConnection(user, password);
    try {
      setUp(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
