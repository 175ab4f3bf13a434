package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
  private PostgresServer server;

  @BeforeEach
  void start() throws IOException, SQLException {
    server = PostgresServer.empty();
    Jdbc.execute(server.url(), "CREATE TABLE things (name text)");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void it_keeps_what_it_acknowledges_and_serves_many() throws SQLException {
    for (var setting : new String[]{"fsync", "synchronous_commit", "full_page_writes"}) {
      assertThat(Jdbc.query(server.url(), "SHOW " + setting)).as(setting).isEqualTo("on");
    }
    assertThat(Jdbc.query(server.url(), "SHOW max_connections")).isEqualTo("300");
  }

  @Test
  void killed_and_started_again_it_has_what_was_committed_and_no_more() throws Exception {
    Jdbc.execute(server.url(), "INSERT INTO things VALUES ('committed')");
    try (var open = Jdbc.begin(server.url(), "INSERT INTO things VALUES ('open')")) {
      server.kill();

      assertThatState("08006", open::commit);
      assertThatState("08001", () -> Jdbc.connect(server.url()));
    }
    server.restart();

    assertThat(Jdbc.query(server.url(), "SELECT string_agg(name, ' ') FROM things")).isEqualTo("committed");
  }

  @Test
  void stopped_it_tells_its_clients() throws Exception {
    try (var connection = Jdbc.connect(server.url())) {
      server.stop();

      assertThatState("57P01", () -> Jdbc.query(connection, "SELECT 1"));
    }
    server.restart();

    assertThat(Jdbc.query(server.url(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void paused_it_answers_nobody_until_it_goes_on() throws Exception {
    try (var connection = Jdbc.connect(server.url() + "&socketTimeout=1")) {
      server.pause();

      assertThatState("08006", () -> Jdbc.query(connection, "SELECT 1"));
      assertThatState("08001", () -> Jdbc.connect(server.url() + "&connectTimeout=1&socketTimeout=1"));
    }
    server.resume();

    assertThat(Jdbc.query(server.url(), "SELECT 1")).isEqualTo("1");
  }

  private static void assertThatState(String state, ThrowingCallable call) {
    assertThatExceptionOfType(SQLException.class).isThrownBy(call)
        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo(state));
  }
}
