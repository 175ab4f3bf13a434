package dev.persist.sql;

import dev.persist.group.SideLog;
import dev.persist.group.Threads;
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

  private static final SideLog LOG = new SideLog(PostgresSide.class);

  private final DataSource source;
  private final Work work;
  private final Thread thread;
  private boolean told;
  private @Nullable Connection connection;
  private boolean closed;

  /** What is done on a connection, until it throws. */
  interface Work {
    /** Works, and runs {@code works} whenever something was done. */
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
        } catch (SQLException | RuntimeException | Error e) { // the driver's, for an interrupt; or memory's
          tell(e);
          Thread.sleep(PAUSE);
        }
      } catch (InterruptedException e) {
        // Closed: the loop ends.
      }
    }
  }

  /** Says it once, until it works again. */
  private void tell(Throwable e) {
    if (!told && !isClosed()) {
      told = true;
      LOG.log(System.Logger.Level.WARNING,
          Thread.currentThread().getName() + " is tried again every " + PAUSE.toMillis()
              + " ms; until then, commits of other processes are seen late",
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
        connection.abort(Runnable::run); // its socket: closing would wait for the answer it waits for
      } catch (SQLException e) {
        // It is gone, which is what was wanted.
      }
    }
  }
}
