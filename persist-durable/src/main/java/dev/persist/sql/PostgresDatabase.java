package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.StoreException;
import dev.persist.spi.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL schema, on one server or on a cluster with one server that takes writes. */
final class PostgresDatabase implements Database {
  /** The version of the last migration of its tables. */
  static final String NEWEST = "2";

  private static final Statements STATEMENTS = new Statements("postgresql");

  private final PostgresUrl url;
  private final PostgresSource source;
  private final Readers readers;
  private final Outage outage;
  private final String made;
  private @Nullable PostgresSignal signal;

  private PostgresDatabase(PostgresUrl url, PostgresSource source, String made) {
    this.url = url;
    this.source = source;
    this.made = made;
    this.outage = new Outage(url.name());
    this.readers = new Readers(source, url.poolSize(), url.attempt());
  }

  /**
   * Opens the store at {@code url}, and creates its tables when they are not there. Its schema must exist. An interrupt
   * does not end this, though it makes the driver give up; the thread is interrupted again afterwards.
   */
  static PostgresDatabase open(PostgresUrl url) {
    var interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          return openOnce(url);
        } catch (StoreException.Unavailable e) {
          if (!Thread.currentThread().isInterrupted()) {
            throw e;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static PostgresDatabase openOnce(PostgresUrl url) {
    var source = new PostgresSource(url);
    try {
      var connection = source.plain();
      try {
        PostgresPooler.require(url.name(), source, connection);
        source.setUp(connection);
        var schema = PostgresSettings.require(url, connection);
        source.keepTo(schema);
        source.setUp(connection);
        Schema.migrate(url.name(), "postgresql", NEWEST, connection, source, schema);
        var database = new PostgresDatabase(url, source, made(url, connection));
        PostgresSettings.takeBack(connection);
        database.readers.add(connection); // a connection costs more than all else here
        return database;
      } catch (SQLException | RuntimeException | Error e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreException.Unavailable("cannot open the store " + url.name() + ": " + e.getMessage(), e);
    }
  }

  private static String made(PostgresUrl url, Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(STATEMENTS.get("made"))) {
      if (rows.next()) {
        return rows.getString(1);
      }
      throw Session.noStore(url.name());
    }
  }

  @Override
  public String name() {
    return url.name();
  }

  @Override
  public Statements statements() {
    return STATEMENTS;
  }

  @Override
  public String made() {
    return made;
  }

  @Override
  public boolean keepsEnds() {
    return false;
  }

  @Override
  public Session session(Connection connection) {
    return new ArraySession(url.name(), connection, STATEMENTS);
  }

  @Override
  public Duration patience() {
    return url.patience();
  }

  /** Does nothing: {@code begin} takes the turn, and a server whose sync fails stops. */
  @Override
  public void awaitTurn() {}

  /** Does nothing: the files belong to the server. */
  @Override
  public void requireKept() {}

  @Override
  public Connection connect() throws SQLException {
    var connection = source.getConnection();
    try {
      PostgresSettings.require(url, connection);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void beginSnapshot(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false); // or the driver would hold all rows of a result
  }

  @Override
  public Readers readers() {
    return readers;
  }

  @Override
  public Object[] runs(List<Run> runs) {
    return new Object[]{
        runs.stream().map(run -> run.stream().getBytes(UTF_8)).toArray(byte[][]::new),
        runs.stream().map(Run::first).toArray(Long[]::new),
        runs.stream().map(Run::last).toArray(Long[]::new)
    };
  }

  @Override
  public boolean holdsResults() {
    return true;
  }

  @Override
  public Outage outage() {
    return outage;
  }

  @Override
  public Fault fault(SQLException e) {
    return PostgresFault.of(e.getSQLState() == null ? "" : e.getSQLState());
  }

  @Override
  public void follow(Changes changes) {
    signal = new PostgresSignal(url.name(), made, source, STATEMENTS, changes);
  }

  @Override
  public void sending(long step) {
    if (signal != null) {
      signal.sending(step);
    }
  }

  @Override
  public void notCommitted() {
    if (signal != null) {
      signal.notCommitted();
    }
  }

  @Override
  public void committed(long step) {
    if (signal != null) {
      signal.committed(step);
    }
  }

  @Override
  public boolean isAlone() {
    return signal == null || signal.isAlone();
  }

  @Override
  public void close() {
    if (signal != null) {
      signal.close();
    }
    readers.close();
  }
}
