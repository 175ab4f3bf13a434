package dev.persist.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/** Plain SQL for tests, on a store's URL without its {@code jdbc:}. */
final class Jdbc {
  private Jdbc() {}

  static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection("jdbc:" + url);
  }

  /** Opens a transaction with {@code sql} in it. */
  static Connection begin(String url, String sql) throws SQLException {
    var connection = connect(url);
    connection.setAutoCommit(false);
    execute(connection, sql);
    return connection;
  }

  static void execute(String url, String sql) throws SQLException {
    try (var connection = connect(url)) {
      execute(connection, sql);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits until {@code condition} holds. */
  static void await(String url, String condition) throws SQLException {
    try (var connection = connect(url)) {
      while (!query(connection, "SELECT " + condition).equals("t")) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** Waits until a store's transaction waits for what another holds locked. */
  static void awaitBlocked(String url) throws SQLException {
    await(url, "EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'persist' AND wait_event_type = 'Lock')");
  }

  /** Returns the first value of the answer. */
  static String query(String url, String sql) throws SQLException {
    try (var connection = connect(url)) {
      return query(connection, sql);
    }
  }

  /** Returns the first value of the answer. */
  static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
