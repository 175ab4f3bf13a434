package dev.persist.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.persist.conformance.PostgresProcess;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The server {@code PERSIST_TEST_PG} names, {@code postgresql://host:port/database?parameters}, or one of its own; with
 * it durable.
 */
final class Postgres implements AutoCloseable {
  private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

  private final Optional<PostgresProcess> own;
  private final String url;

  Postgres() throws IOException, SQLException {
    var given = System.getenv("PERSIST_TEST_PG");
    if (given == null) {
      var port = PostgresProcess.freePort();
      own = Optional.of(PostgresProcess.start(PostgresProcess.newData(), port, "max_connections=300"));
      url = "postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    } else {
      own = Optional.empty();
      url = given;
    }
    for (var setting : DURABLE) {
      try (var connection = DriverManager.getConnection("jdbc:" + url);
          var statement = connection.createStatement();
          var row = statement.executeQuery("show " + setting)) {
        row.next();
        if (!row.getString(1).equals("on")) {
          throw new IllegalStateException("PostgreSQL runs with " + setting + " = " + row.getString(1));
        }
      }
    }
  }

  /** Creates an empty database. */
  Database database() throws SQLException {
    var name = "persist_benchmark_" + UUID.randomUUID().toString().replace('-', '_');
    execute("create database " + name);
    return new Database(name, url.replaceFirst("(//[^/]*/)[^?]*", "$1" + name));
  }

  /** Returns connections to the database at {@code url} that are kept open. */
  static HikariDataSource pool(String url, boolean autoCommit, String searchPath) {
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:" + url);
    config.addDataSourceProperty("currentSchema", searchPath);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.setMaximumPoolSize(Appends.CONNECTIONS);
    config.setAutoCommit(autoCommit);
    return new HikariDataSource(config);
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:" + url); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    own.ifPresent(PostgresProcess::close);
  }

  /** A database that is dropped when it is closed. */
  final class Database implements Store.Place {
    private final String name;
    private final String url;

    private Database(String name, String url) {
      this.name = name;
      this.url = url;
    }

    /** Returns the URL a store is opened by. */
    String url() {
      return url;
    }

    /** Returns connections that are kept open. */
    HikariDataSource pool(boolean autoCommit, String searchPath) {
      return Postgres.pool(url, autoCommit, searchPath);
    }

    /** Returns the number that {@code query} gives. */
    long number(String query) throws SQLException {
      try (var connection = DriverManager.getConnection("jdbc:" + url);
          var statement = connection.createStatement();
          var row = statement.executeQuery(query)) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public void close() throws SQLException {
      execute("drop database " + name + " with (force)");
    }
  }
}
