package dev.persist.sql;

import dev.persist.StoreException;
import dev.persist.spi.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Moves what was written from the write-ahead log to the database file, in a thread of its own, so that no commit waits
 * for it.
 *
 * <p>A checkpoint that fails takes nothing from the log, and the next one, or that of the next opening, writes all of it
 * to the database file again: so what a failed sync of that file lost is not lost. Yet it is the last (rule C11), whatever
 * failed it: that is logged, and thrown to each writer.
 */
final class SqliteCheckpoints implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SqliteCheckpoints.class.getName());

  /** The writer waits for a restart that waits for readers; one that reads for long is waited for again and again. */
  private static final int RESTART_MILLIS = 100;

  private final String store;
  private final Connection connection;
  private final Pace pace;
  private final Thread thread;
  private volatile Changes changes;
  private volatile @Nullable Throwable failure;

  /**
   * When to checkpoint.
   *
   * @param pause between two checkpoints
   * @param mostPages from that many on in the log, the writer has to wait until it begins anew: without a pause it would
   *     never
   */
  record Pace(Duration pause, int mostPages) {
    static final Pace USUAL = new Pace(Duration.ofMillis(200), 4_000);
  }

  /** Prepares to checkpoint through {@code connection}; see {@link #empty}. */
  SqliteCheckpoints(String store, Connection connection, Pace pace) throws SQLException {
    this.store = store;
    this.connection = connection;
    this.pace = pace;
    this.changes = new Changes(store);
    this.thread = Thread.ofPlatform().name("persist-checkpoints " + store).daemon().unstarted(this::run);
    waitAtMost(RESTART_MILLIS);
  }

  /** Empties the log of the last run; returns false when another program that is reading keeps it from that. */
  boolean empty() throws SQLException {
    return !checkpoint("TRUNCATE").busy;
  }

  /** Waits until the log has begun anew if it is too long; throws once a checkpoint has failed. */
  synchronized void awaitTurn() {
    var cause = failure;
    if (cause != null) {
      throw new StoreException.Failed("the store " + store + " takes no writes since a checkpoint failed ("
          + (cause instanceof SQLException ? cause.getMessage() : cause) + "); reopen it", cause);
    }
  }

  /** Begins to checkpoint what {@code changes} tells of. */
  void after(Changes changes) {
    this.changes = changes;
    thread.start();
  }

  private void run() {
    try {
      var seen = changes.await(0, Duration.ZERO);
      while (true) {
        seen = changes.await(seen, Duration.ofDays(1));
        try {
          if (checkpoint("PASSIVE").pages > pace.mostPages) {
            restart();
          }
        } catch (OutOfMemoryError e) {
          LOG.log(System.Logger.Level.WARNING,
              "no memory for a checkpoint of " + store + "; the next one makes up for it");
        }
        Thread.sleep(pace.pause);
      }
    } catch (StoreException.Closed | InterruptedException e) {
      // The last connection that is closed checkpoints, too.
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      LOG.log(System.Logger.Level.ERROR,
          "a checkpoint of the store " + store + " failed; it takes no more writes until it is reopened", e);
    }
  }

  /** Keeps the writer from its next transaction: SQLite asks for a turn now and then, and never gets one from it. */
  private synchronized void restart() throws SQLException {
    checkpoint("RESTART");
  }

  /**
   * How a checkpoint ended.
   *
   * @param busy whether somebody who was reading kept it from its end
   * @param pages how many the log has
   */
  private record Checkpoint(boolean busy, int pages) {}

  private Checkpoint checkpoint(String mode) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      return new Checkpoint(row.getInt(1) != 0, row.getInt(2));
    }
  }

  private void waitAtMost(int millis) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + millis);
    }
  }

  @Override
  public void close() {
    var interrupted = false;
    thread.interrupt();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.WARNING, "closing " + thread.getName(), e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
