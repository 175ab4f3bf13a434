package dev.persist.sql;

import dev.persist.group.Workers;
import dev.persist.spi.StackRoom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The connections that reads share. A read that finds all of them in use waits its turn, blocked, in the order of
 * arrival. In a pool whose waiters spin or yield, they starve the virtual thread that has the connection they wait for.
 *
 * <p>When a read fails, its connection is closed, and so are the idle ones: what broke one may have broken all.
 *
 * <p>A platform thread does the read of a virtual thread, see {@link Workers}. Safe for use by any thread.
 */
final class Readers implements AutoCloseable {
  /** A connection that was idle for longer than this is tested before it is used. */
  private static final Duration TRUSTED = Duration.ofMillis(500);

  private static final int ANSWER_SECONDS = 1;

  private final DataSource source;
  private final int most;
  private final Duration patience;
  private final Semaphore turns;
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();

  /** Without a limit: turns limit the reads, and a worker that reads waits for a second one that connects. */
  private final Workers workers = new Workers("persist-reader ", Integer.MAX_VALUE);

  private record Idle(Connection connection, long since) {}

  /** A read through a connection. */
  interface Read<T> {
    T from(Connection connection) throws SQLException;
  }

  /**
   * Makes at most {@code most} connections of {@code source}, each when it is needed.
   *
   * @param patience how long a read waits for its turn
   */
  Readers(DataSource source, int most, Duration patience) {
    this.source = source;
    this.most = most;
    this.patience = patience;
    this.turns = new Semaphore(most, true);
  }

  /** Adds an idle connection to those that there are. It is closed with them. */
  void add(Connection connection) {
    idle.push(new Idle(connection, System.nanoTime()));
  }

  /**
   * Returns the result of {@code read}, which is called once. An interrupt does not shorten the wait for a connection,
   * and the thread is interrupted again afterwards.
   */
  <T> T read(Read<T> read) throws SQLException {
    StackRoom.requireAmple(); // a driver that runs out of stack leaves its connection open, and unusable
    if (!awaitTurn()) {
      throw new SQLTransientConnectionException("all " + most + " connections for reads were in use for "
          + patience.toSeconds() + " s; read from fewer threads at once");
    }
    try {
      return workers.forVirtual(() -> inTurn(read));
    } finally {
      turns.release();
    }
  }

  private <T> T inTurn(Read<T> read) throws SQLException {
    var connection = connection();
    var sound = false;
    try {
      var result = read.from(connection);
      add(connection);
      sound = true;
      return result;
    } finally {
      if (!sound) {
        close(connection);
        closeIdle();
      }
    }
  }

  private boolean awaitTurn() {
    var deadline = System.nanoTime() + patience.toNanos();
    var interrupted = false;
    try {
      while (true) {
        try {
          return turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Connection connection() throws SQLException {
    for (var next = idle.poll(); next != null; next = idle.poll()) {
      if (System.nanoTime() - next.since < TRUSTED.toNanos() || next.connection.isValid(ANSWER_SECONDS)) {
        return next.connection;
      }
      close(next.connection);
    }
    return workers.run(source::getConnection); // drivers give up when the thread that connects is interrupted
  }

  private void closeIdle() {
    for (var next = idle.poll(); next != null; next = idle.poll()) {
      close(next.connection);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The connection is of no use any more, and its server forgets a connection that ends, however it ends.
    }
  }

  /** Closes the connections. No read is under way, and none begins any more. */
  @Override
  public void close() {
    closeIdle();
    workers.close();
  }
}
