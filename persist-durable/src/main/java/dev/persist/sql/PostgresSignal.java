package dev.persist.sql;

import dev.persist.files.Opening;
import dev.persist.spi.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

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

  /** After this time without commits of other processes, none is expected. */
  private static final Duration ALONE = Duration.ofSeconds(5);

  /** Another program's notification may wait long for its standby. Then this one is given up, also on the server. */
  private static final String UNHURRIED = "SET synchronous_commit = off; SET lock_timeout = '5s'";

  private final Statements statements;
  private final Changes changes;
  private final Semaphore committed = new Semaphore(0);
  private final PostgresSide listener;
  private final PostgresSide notifier;

  /** Tells the stores in one database apart, and this process from the others that write this one. */
  private final String made;

  private final String token = UUID.randomUUID().toString();

  /** By how much commits of others have raised the generations, as far as it was seen; at first nothing was. */
  private long heard = Long.MIN_VALUE;

  /** By how much commits of this process have raised them. */
  private long own;

  /** The step of the commit that the writer sent, and has no answer for yet; the listener may see it first. */
  private OptionalLong sent = OptionalLong.empty();

  private boolean sentIsSeen;

  /** When a commit of another process was heard of last. */
  private long heardAt = System.nanoTime();

  /** Raises {@code changes} from now on. */
  PostgresSignal(String store, String made, DataSource source, Statements statements, Changes changes) {
    this.made = made;
    this.statements = statements;
    this.changes = changes;
    try (var opening = new Opening()) {
      this.listener = opening.add(new PostgresSide("persist-listener " + store, source, this::hear));
      this.notifier = opening.add(new PostgresSide("persist-notifier " + store, source, this::tell));
      opening.succeeded();
    }
  }

  /** Says that a commit is being sent that raises generations by {@code step}. It raises {@code changes} once it is written. */
  synchronized void sending(long step) {
    sent = OptionalLong.of(step);
    sentIsSeen = false;
  }

  /** Says that the commit sent last was not written, or that nobody knows: if its generation was seen, all have to look. */
  void notCommitted() {
    boolean isSeen;
    synchronized (this) {
      isSeen = sentIsSeen;
      if (sentIsSeen) {
        own += sent.orElseThrow();
      }
      sent = OptionalLong.empty();
      sentIsSeen = false;
    }
    if (isSeen) {
      changes.raise();
    }
  }

  /**
   * Tells the other processes at once. If they were told just now, tells them in a few milliseconds, once for all
   * commits until then. This process hears of its own commits without this.
   *
   * @param step by how much the commit has raised generations
   */
  void committed(long step) {
    synchronized (this) {
      own += step;
      sent = OptionalLong.empty();
      sentIsSeen = false;
    }
    committed.release();
  }

  /** Returns whether no other process has written for long. */
  synchronized boolean isAlone() {
    return System.nanoTime() - heardAt > ALONE.toNanos();
  }

  private void tell(Connection connection, Runnable works) throws SQLException, InterruptedException {
    try (var statement = connection.createStatement();
        var notifying = connection.prepareStatement("SELECT pg_notify('persist', ?)")) {
      statement.execute(UNHURRIED);
      notifying.setString(1, made + token);
      while (true) {
        committed.acquire();
        committed.drainPermits();
        notifying.executeQuery().close();
        works.run();
        Thread.sleep(BETWEEN);
      }
    }
  }

  private void hear(Connection connection, Runnable works) throws SQLException, InterruptedException {
    try (var statement = connection.createStatement()) {
      statement.execute("LISTEN persist");
      var notifications = connection.unwrap(PGConnection.class);
      while (true) {
        var asked = System.nanoTime();
        try (var row = statement.executeQuery(statements.get("generation"))) {
          if (row.next() && isNew(row.getLong(1))) {
            changes.raise();
          }
        }
        works.run();
        for (var left = ASKING; left.isPositive(); left = ASKING.minusNanos(System.nanoTime() - asked)) {
          var received = notifications.getNotifications((int) Math.max(1, left.toMillis()));
          if (Arrays.stream(received).map(PGNotification::getParameter).anyMatch(this::isOfAnother)) {
            heardOfOthers();
            changes.raise();
          }
        }
      }
    }
  }

  private boolean isOfAnother(String notification) {
    return notification.startsWith(made) && !notification.endsWith(token);
  }

  private synchronized void heardOfOthers() {
    heardAt = System.nanoTime();
  }

  /** Returns whether others have written, given the sum of all generations. */
  private synchronized boolean isNew(long generations) {
    var others = generations - own;
    if (others <= heard) {
      return false;
    }
    if (sent.isPresent() && others == heard + sent.getAsLong()) {
      sentIsSeen = true;
      return false;
    }
    heard = others - sent.orElse(0); // perhaps it is in the sum, too; if not, all look once more
    heardAt = System.nanoTime();
    return true;
  }

  @Override
  public void close() {
    notifier.close();
    listener.close();
  }
}
