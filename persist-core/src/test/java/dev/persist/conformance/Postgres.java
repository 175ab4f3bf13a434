package dev.persist.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Empty stores of PostgreSQL: each is a schema of its own. They are on one server that this JVM starts when it first needs
 * it and stops at its end, or on the one that the environment variable {@code PERSIST_TEST_PG} names
 * ({@code postgresql://host:port/database?user=…&password=…}).
 */
public final class Postgres {
  private static final String SCHEMA = "currentSchema=";

  private static final Queue<String> EMPTIED = new ConcurrentLinkedQueue<>();

  private static @Nullable Connection connection;

  private Postgres() {}

  /** Returns the URL of a new store, {@code postgresql://…}; the schema is there, and empty. */
  public static String newUrl() {
    var schema = "persist_" + UUID.randomUUID().toString().replace("-", "");
    execute("CREATE SCHEMA " + schema);
    return Server.URL + SCHEMA + schema;
  }

  /** As {@link #newUrl}, or the URL of one that was emptied: to make its tables would take longer than most tests. */
  static String emptyUrl() {
    var emptied = EMPTIED.poll();
    return emptied == null ? newUrl() : emptied;
  }

  /** Empties the store at {@code url}, for {@link #emptyUrl}. Fails when a transaction on it was left open. */
  static void empty(String url) {
    try {
      execute("SET lock_timeout = '10s'; SET search_path = " + schema(url)
          + "; BEGIN; LOCK TABLE persist_store, persist_slot, persist_stream, persist_event, persist_value, persist_commit"
          + "; DELETE FROM persist_stream; DELETE FROM persist_event; DELETE FROM persist_value; DELETE FROM persist_commit"
          + "; DELETE FROM persist_store; INSERT INTO persist_store (id, generation) VALUES (1, 0); COMMIT");
      EMPTIED.add(url);
    } catch (IllegalStateException changed) {
      drop(url); // a test that never opened it, or that took a table from it
    }
  }

  private static String schema(String url) {
    return url.substring(url.indexOf(SCHEMA) + SCHEMA.length()).split("&", 2)[0];
  }

  /** Drops the store at {@code url} with all that is in it. Fails when a transaction on it was left open. */
  public static void drop(String url) {
    execute("SET lock_timeout = '10s'; DROP SCHEMA " + schema(url) + " CASCADE");
  }

  /** Executes it on a connection that is kept, since to make one takes longer than most tests. */
  private static synchronized void execute(String sql) {
    try {
      if (connection == null) {
        connection = DriverManager.getConnection("jdbc:" + Server.URL);
      }
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      disconnect();
      throw new IllegalStateException(e);
    }
  }

  /** Leaves what an error left open. */
  private static void disconnect() {
    var left = connection;
    connection = null;
    try {
      if (left != null) {
        left.close();
      }
    } catch (SQLException e) {
      // The server forgets it, however it ends.
    }
  }

  /** The server, started when this class is initialized. */
  private static final class Server {
    /** Ends where another parameter may follow. */
    static final String URL = url();

    private static String url() {
      var given = System.getenv("PERSIST_TEST_PG");
      if (given != null) {
        return given + (given.contains("?") ? "&" : "?");
      }
      try {
        var port = PostgresProcess.freePort();
        PostgresProcess.start(PostgresProcess.newData(), port, "max_connections=300");
        return "postgresql://127.0.0.1:" + port + "/postgres?user=postgres&";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
