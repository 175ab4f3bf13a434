package dev.persist.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A thread with a connection of its own, and with another when that is lost, until it is closed. Nothing that goes wrong
 * ends it. Safe for use by any thread.
 */
final class PostgresSide implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final DataSource source;
  private final Work work;
  private final Thread thread;
  private @Nullable Connection connection;
  private boolean closed;

  /** What is done on a connection, until it throws. */
  interface Work {
    void run(Connection connection) throws SQLException, InterruptedException;
  }

  PostgresSide(String name, DataSource source, Work work) {
    this.source = source;
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    while (!isClosed()) {
      try {
        try (var open = source.getConnection()) {
          if (use(open)) {
            work.run(open);
          }
        } catch (SQLException | RuntimeException | Error e) { // the driver's, for an interrupt; or memory's
          Thread.sleep(PAUSE);
        }
      } catch (InterruptedException e) {
        // Closed: the loop ends.
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

  @Override
  public void close() {
    stop();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void stop() {
    closed = true;
    if (connection != null) {
      try {
        connection.abort(Runnable::run); // its socket: closing would wait for the answer it waits for
      } catch (SQLException e) {
        // It is gone, which is what was wanted.
      }
    }
  }
}
