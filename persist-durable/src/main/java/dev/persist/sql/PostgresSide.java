package dev.persist.sql;

import dev.persist.group.SideLog;
import dev.persist.group.Threads;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A thread with a connection of its own, until it is closed. When the connection is lost, the thread gets another one.
 * No error ends the thread. Safe for use by any thread.
 */
final class PostgresSide implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final SideLog LOG = new SideLog(PostgresSide.class);

  private final DataSource source;
  private final Work work;
  private final Thread thread;
  private boolean told;
  private @Nullable Connection connection;
  private boolean closed;

  /** The work on a connection, until it throws. */
  interface Work {
    /** Works, and runs {@code works} each time that something was done. */
    void run(Connection connection, Runnable works) throws SQLException, InterruptedException;
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
            work.run(open, () -> told = false);
          }
        } catch (SQLException | RuntimeException | Error e) { // the driver's, after an interrupt; or no memory
          tell(e);
          Thread.sleep(PAUSE);
        }
      } catch (InterruptedException e) {
        // It is closed, and the loop ends.
      }
    }
  }

  /** Logs an error once, until the work succeeds again. */
  private void tell(Throwable e) {
    if (!told && !isClosed()) {
      told = true;
      LOG.log(System.Logger.Level.WARNING,
          Thread.currentThread().getName() + " failed and is tried again every " + PAUSE.toMillis()
              + " ms; until it works, commits of other processes are seen late",
          e);
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
    Threads.join(thread);
  }

  private synchronized void stop() {
    closed = true;
    if (connection != null) {
      try {
        connection.abort(Runnable::run); // closes its socket: close() would wait for the server's answer
      } catch (SQLException e) {
        // The connection is gone, as intended.
      }
    }
  }
}
