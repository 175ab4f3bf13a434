package dev.persist.sql;

import dev.persist.files.Opening;
import dev.persist.spi.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Tells other processes by NOTIFY that this one has committed, and hears by LISTEN what they commit. It also asks now
 * and then, since a notification may be late, or lost.
 *
 * <p>PostgreSQL lets only one transaction that notifies commit at a time, in all the databases of a server. That
 * transaction holds up the others while it waits for its standby. So no transaction that writes notifies. A second
 * connection notifies after they have committed, in transactions that wait for no disk and no standby. A commit does
 * not wait for them.
 */
final class PostgresSignal implements AutoCloseable {
  private static final Duration ASKING = Duration.ofMillis(500);

  /** The time between two notifications: one for each commit would cost the server more than a commit does. */
  private static final Duration BETWEEN = Duration.ofMillis(5);

  /** Another program's notification may wait long for its standby. Then this one is given up, also on the server. */
  private static final String UNHURRIED = "SET synchronous_commit = off; SET lock_timeout = '5s'";

  private final Statements statements;
  private final Changes changes;
  private final Semaphore committed = new Semaphore(0);
  private final PostgresSide listener;
  private final PostgresSide notifier;

  /** The generation through which this process knows of all commits. It knows of its own before they are told. */
  private long heard = -1;

  /** The commit that the writer sent, and has no answer for yet; the listener may see it first. */
  private Optional<Sent> sent = Optional.empty();

  private record Sent(long found, long left) {}

  /** Raises {@code changes} from now on. */
  PostgresSignal(String store, DataSource source, Statements statements, Changes changes) {
    this.statements = statements;
    this.changes = changes;
    try (var opening = new Opening()) {
      this.listener = opening.add(new PostgresSide("persist-listener " + store, source, this::hear));
      this.notifier = opening.add(new PostgresSide("persist-notifier " + store, source, this::tell));
      opening.succeeded();
    }
  }

  /** Says that a commit is being sent which finds {@code found} and leaves {@code left}. What it changes is raised once it is written. */
  synchronized void sending(long found, long left) {
    sent = Optional.of(new Sent(found, left));
  }

  /** Says that the commit sent last was not written, or that nobody knows: if its generation was seen, all have to look. */
  void notCommitted() {
    boolean isSeen;
    synchronized (this) {
      isSeen = sent.isPresent() && sent.get().left == heard;
      sent = Optional.empty();
    }
    if (isSeen) {
      changes.raise();
    }
  }

  /**
   * Tells the other processes at once. If they were told just now, tells them in a few milliseconds, once for all
   * commits until then. This process hears of its own commits without this.
   *
   * @param found the generation that the commit found
   * @param left the generation that it left
   */
  void committed(long found, long left) {
    synchronized (this) {
      sent = Optional.empty();
      if (heard == found) { // else another process committed, too, and all have to look
        heard = left;
      }
    }
    committed.release();
  }

  private void tell(Connection connection, Runnable works) throws SQLException, InterruptedException {
    try (var statement = connection.createStatement()) {
      statement.execute(UNHURRIED);
      while (true) {
        committed.acquire();
        committed.drainPermits();
        statement.execute("NOTIFY persist");
        works.run();
        Thread.sleep(BETWEEN);
      }
    }
  }

  private void hear(Connection connection, Runnable works) throws SQLException, InterruptedException {
    try (var statement = connection.createStatement()) {
      statement.execute("LISTEN persist");
      while (true) {
        try (var row = statement.executeQuery(statements.get("generation"))) {
          if (row.next() && isNew(row.getLong(1))) {
            changes.raise();
          }
        }
        works.run();
        connection.unwrap(PGConnection.class).getNotifications((int) ASKING.toMillis());
      }
    }
  }

  private synchronized boolean isNew(long generation) {
    var isNew = generation > heard && !sent.equals(Optional.of(new Sent(heard, generation)));
    heard = Math.max(heard, generation);
    return isNew;
  }

  @Override
  public void close() {
    notifier.close();
    listener.close();
  }
}
