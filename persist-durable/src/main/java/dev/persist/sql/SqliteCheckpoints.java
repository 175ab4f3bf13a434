package dev.persist.sql;

import dev.persist.StoreException;
import dev.persist.group.SideLog;
import dev.persist.group.Threads;
import dev.persist.spi.Changes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Moves what was written from the write-ahead log to the database file (SQLite calls this a checkpoint), on a thread of
 * its own, so that no commit waits for it.
 *
 * <p>A checkpoint that fails takes nothing from the log. The next one, or the one at the next opening, writes all of it
 * to the database file again. So what a failed sync of that file lost is not lost. But a checkpoint that fails is the
 * last one (rule C11), whatever the cause. The failure is logged, and thrown to each writer.
 */
final class SqliteCheckpoints implements AutoCloseable {
  private static final SideLog LOG = new SideLog(SqliteCheckpoints.class);

  /** The reason why a store takes no writes when it was opened without room on the disk. */
  static final String FULL = "the disk was full when it was opened";

  /** How long a restart of the log waits for readers, and the writer for it. A long read makes both wait repeatedly. */
  private static final int RESTART_MILLIS = 100;

  private final String store;
  private final Path log;
  private final Connection connection;
  private final Pace pace;

  /** The line to log when there is no memory, made while there is. */
  private final String noMemory;

  private final Thread thread;
  private volatile Changes changes;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;
  private volatile String why = "";

  /** Whether commits are refused, since the log has become too long and cannot begin anew. */
  private volatile boolean held;

  /**
   * When to checkpoint.
   *
   * @param pause between two checkpoints
   * @param mostPages with so many pages in the log, the writer has to wait until the log begins anew; without a pause
   *     it never would
   * @param mostHeldPages with so many pages, a log that another program's read keeps from beginning anew takes no more
   */
  record Pace(Duration pause, int mostPages, int mostHeldPages) {
    static final Pace USUAL = new Pace(Duration.ofMillis(200), 4_000, 1 << 18); // 1 GiB
  }

  /** Prepares to checkpoint {@code log} through {@code connection}; see {@link #empty}. */
  SqliteCheckpoints(String store, Path log, Connection connection, Pace pace) throws SQLException {
    this.store = store;
    this.log = log;
    this.connection = connection;
    this.pace = pace;
    this.noMemory = "no memory for a checkpoint of " + store + "; the next one makes up for it";
    this.changes = new Changes(store);
    this.thread = Thread.ofPlatform().name("persist-checkpoints " + store).daemon().unstarted(this::run);
    waitAtMost(RESTART_MILLIS);
  }

  /**
   * Empties the log of the last run. Returns false when another program that is reading, or a full disk, prevents that.
   * With a full disk the store is for reading only.
   */
  boolean empty() throws SQLException {
    try {
      return !checkpoint("TRUNCATE").busy;
    } catch (SQLiteException e) {
      if (e.getResultCode() != SQLiteErrorCode.SQLITE_FULL) {
        throw e;
      }
      refuse(FULL, e);
      return false;
    }
  }

  /**
   * Waits until the log has begun anew if it is too long.
   *
   * @throws StoreException.Failed once a checkpoint has failed
   * @throws StoreException.Unavailable while another program keeps a log that is far too long from beginning anew
   */
  synchronized void awaitTurn() {
    var cause = failure;
    if (cause != null) {
      throw new StoreException.Failed("the store " + store + " takes no writes since " + why + " ("
          + (cause instanceof SQLException ? cause.getMessage() : cause) + "); reopen it", cause);
    }
    if (held) {
      throw new StoreException.Unavailable(
          "nothing was written: the log " + log
              + " is at its limit, and another program's read transaction keeps it from starting over; "
              + "end that transaction or its program (`fuser` shows which programs have the file open), and try again");
    }
  }

  /** Begins to checkpoint after each of {@code changes}. */
  void after(Changes changes) {
    this.changes = changes;
    thread.start();
  }

  private void run() {
    var seen = 0L;
    while (!closing) {
      try {
        seen = changes.await(seen, held ? pace.pause : Duration.ofDays(1));
        var pages = checkpoint("PASSIVE").pages;
        hold(pages > pace.mostPages && restart().busy && pages >= pace.mostHeldPages);
        Thread.sleep(pace.pause);
      } catch (StoreException.Closed e) {
        return; // the last connection that is closed makes a checkpoint, too
      } catch (InterruptedException e) {
        // close() interrupts this thread, and nobody else knows it.
      } catch (OutOfMemoryError e) {
        LOG.log(System.Logger.Level.WARNING, noMemory, e);
        LockSupport.parkNanos(TimeUnit.NANOSECONDS.convert(pace.pause));
      } catch (SQLException | RuntimeException | Error e) {
        refuse("a checkpoint failed", e);
        return;
      }
    }
  }

  /** Takes no writes until the store is opened again. {@code reason} says since what, {@code e} why. */
  void refuse(String reason, Throwable e) {
    why = reason;
    failure = e;
    LOG.log(System.Logger.Level.ERROR,
        "the store " + store + " takes no more writes until it is reopened, since " + why, e);
  }

  private void hold(boolean now) {
    if (now != held) {
      held = now;
      LOG.log(System.Logger.Level.WARNING, now
          ? "another program's read transaction keeps the log " + log
              + " from starting over: commits are refused until that transaction ends"
          : "the log " + log + " can start over: commits are taken again", null);
    }
  }

  /** Holds the writer back: SQLite asks for a turn only now and then, and would never get one from a busy writer. */
  private synchronized Checkpoint restart() throws SQLException {
    return checkpoint("RESTART");
  }

  /**
   * How a checkpoint ended.
   *
   * @param busy whether a reader kept it from its end
   * @param pages how many pages the log has
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
    closing = true;
    thread.interrupt();
    Threads.join(thread);
    try (connection) {
      if (failure == null && checkpoint("TRUNCATE").busy) { // SQLite would do so only if no other program had it open
        LOG.log(System.Logger.Level.WARNING, "another program's read transaction keeps the log " + log
            + " from being emptied: the database file lacks commits of the log, so keep the two files together", null);
      }
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.WARNING, "closing " + thread.getName() + " failed", e);
    }
  }
}
