package dev.persist.sql;

import dev.persist.group.SideLog;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Logs once that the server of a store is away, and once that it is back, however many calls notice it. Safe for use by
 * any thread.
 */
final class Outage {
  private static final SideLog LOG = new SideLog(Outage.class);

  private final String store;
  private final AtomicBoolean away = new AtomicBoolean();

  Outage(String store) {
    this.store = store;
  }

  /** Notes that a call has lost its connection, or gets none, and is tried again. */
  void noticed(SQLException e) {
    if (away.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING,
          "the store " + store + " has lost the connection to its server; calls are tried again: " + e.getMessage(),
          null);
    }
  }

  /** Notes that a call was answered. */
  void over() {
    if (away.get() && away.compareAndSet(true, false)) {
      LOG.log(System.Logger.Level.INFO, "the server of the store " + store + " answers again", null);
    }
  }
}
