package dev.persist.sql;

import dev.persist.StoreException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tries again when a database failed for a reason that may pass, for as long as its callers are willing to wait. An
 * interrupt does not shorten that, and the thread is interrupted again afterwards.
 */
final class Patience {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Database database;
  private final long deadline;
  private boolean interrupted;

  Patience(Database database) {
    this.database = database;
    this.deadline = System.nanoTime() + database.patience().toNanos();
  }

  interface Attempt<T> {
    T run() throws SQLException;
  }

  /**
   * Runs {@code attempt} until it does not throw, and returns its result.
   *
   * @param failed is told of each error before it is judged; an exception that it throws ends the attempts
   */
  <T> T until(Attempt<T> attempt, Consumer<SQLException> failed) {
    try {
      while (true) {
        interrupted |= Thread.interrupted(); // the driver gives up, or loses its connection, on an interrupted thread
        try {
          var result = attempt.run();
          database.outage().over();
          return result;
        } catch (SQLException e) {
          failed.accept(e);
          judge(e);
          pause();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void judge(SQLException e) {
    if (e.getCause() instanceof OutOfMemoryError noMemory) {
      throw noMemory; // it is this program's own: waiting frees none
    }
    var what = "the store " + database.name();
    var fault = database.fault(e);
    switch (fault) {
      case REFUSED -> throw new StoreException.Refused(what + " refused the call: " + message(e), e);
      case DAMAGED -> throw new StoreException.Damaged(what + " cannot be read: " + message(e), e);
      case DOUBTFUL -> throw new IllegalStateException(message(e), e);
      case PASSING, LOST -> {
        if (fault == Fault.LOST) {
          database.outage().noticed(e);
        }
        if (System.nanoTime() > deadline) {
          throw new StoreException.Unavailable(what + " cannot be reached: " + message(e), e);
        }
      }
    }
  }

  /** Leaves out the start of a batch's error, which is its whole statement, data included. */
  private static String message(SQLException e) {
    var cause = e instanceof BatchUpdateException && e.getNextException() != null ? e.getNextException() : e;
    return String.valueOf(cause.getMessage());
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      interrupted = true;
    }
  }
}
