package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTest {
  @ParameterizedTest
  @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes"})
  void the_server_keeps_what_it_acknowledges(String setting) throws SQLException {
    var url = Postgres.newUrl();
    try (var connection = connect(url)) {
      assertThat(query(connection, "SHOW " + setting)).isEqualTo("on");
    } finally {
      Postgres.drop(url);
    }
  }

  @Test
  void two_stores_do_not_see_each_other() throws SQLException {
    var one = Postgres.newUrl();
    var other = Postgres.newUrl();
    try (var here = connect(one); var there = connect(other)) {
      execute(here, "CREATE TABLE things AS SELECT 'here' AS place");
      execute(there, "CREATE TABLE things AS SELECT 'there' AS place");

      assertThat(query(here, "SELECT place FROM things")).isEqualTo("here");
      assertThat(query(there, "SELECT place FROM things")).isEqualTo("there");
    } finally {
      Postgres.drop(one);
      Postgres.drop(other);
    }
  }

  @Test
  void a_dropped_store_is_gone_with_its_tables() throws SQLException {
    var url = Postgres.newUrl();
    try (var connection = connect(url)) {
      execute(connection, "CREATE TABLE things (place text)");
    }
    Postgres.drop(url);
    try (var connection = connect(url)) {
      assertThatThrownBy(() -> query(connection, "SELECT place FROM things")).hasMessageContaining("does not exist");
      assertThat(query(connection, "SELECT current_schema()")).isNull();
    }
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection("jdbc:" + url);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
