package dev.persist.sql;

import dev.persist.spi.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Hears of what other processes write, by LISTEN; and asks now and then, in case a notification does not get through.
 */
final class PostgresListener implements AutoCloseable {
  private static final Duration ASKING = Duration.ofMillis(500);

  private final DataSource source;
  private final Statements statements;
  private final String store;
  private @Nullable Thread thread;
  private @Nullable Connection connection;
  private boolean closed;
  private long generation = -1;

  PostgresListener(String store, DataSource source, Statements statements) {
    this.store = store;
    this.source = source;
    this.statements = statements;
  }

  /** Raises {@code changes} from now on. */
  synchronized void raise(Changes changes) {
    thread = Thread.ofPlatform().name("persist-listener " + store).daemon().start(() -> run(changes));
  }

  private void run(Changes changes) {
    while (!isClosed()) {
      try (var open = source.getConnection()) {
        listen(open, changes);
      } catch (SQLException e) {
        pause();
      }
    }
  }

  private void listen(Connection open, Changes changes) throws SQLException {
    if (!use(open)) {
      return;
    }
    try (var statement = open.createStatement()) {
      statement.execute("LISTEN persist");
      while (!isClosed()) {
        try (var row = statement.executeQuery(statements.get("generation"))) {
          row.next();
          if (row.getLong(1) != generation) {
            generation = row.getLong(1);
            changes.raise();
          }
        }
        open.unwrap(PGConnection.class).getNotifications((int) ASKING.toMillis());
      }
    }
  }

  private synchronized boolean use(Connection open) {
    connection = open;
    return !closed;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static void pause() {
    try {
      Thread.sleep(ASKING);
    } catch (InterruptedException e) {
      // Closed: the loop ends.
    }
  }

  @Override
  public void close() {
    var running = stop();
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized @Nullable Thread stop() {
    closed = true;
    if (connection != null) {
      try {
        connection.abort(Runnable::run); // its socket: closing would wait for the notification it waits for
      } catch (SQLException e) {
        // It is gone, which is what was wanted.
      }
    }
    return thread;
  }
}
