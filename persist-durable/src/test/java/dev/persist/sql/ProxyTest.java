package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
  private static final String INSERT = "INSERT INTO things VALUES ('thing')";
  private static PostgresServer server;

  private Proxy proxy;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.empty();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() throws IOException, SQLException {
    Jdbc.execute(server.url(), "DROP TABLE IF EXISTS things; CREATE TABLE things (name text)");
    proxy = new Proxy(server.port());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @Test
  void it_passes_everything_on() throws SQLException {
    assertThat(Jdbc.query(proxy.url(), "SELECT repeat('x', 1000000)")).hasSize(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void a_commit_whose_reply_is_dropped_has_happened(String mode) throws SQLException {
    proxy.dropCommitReply();
    try (var connection = Jdbc.begin(proxy.url() + "&preferQueryMode=" + mode, INSERT)) {
      assertThatThrownBy(connection::commit).satisfies(e -> assertThat(state(e)).isEqualTo("08006"));
    }

    assertThat(proxy.droppedReplies()).isOne();
    assertThat(rows()).isEqualTo("1");
  }

  @Test
  void of_many_commits_only_the_next_is_not_answered() throws SQLException {
    try (var connection = Jdbc.begin(proxy.url(), INSERT)) {
      connection.commit();
      for (var i = 0; i < 10; i++) {
        Jdbc.execute(connection, INSERT);
        connection.commit();
      }
      proxy.dropCommitReply();
      Jdbc.execute(connection, INSERT);
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    Jdbc.begin(proxy.url(), INSERT).commit();

    assertThat(rows()).isEqualTo("13");
  }

  @Test
  void what_is_cut_before_its_commit_has_not_happened() throws SQLException {
    try (var connection = Jdbc.begin(proxy.url(), INSERT)) {
      proxy.cut();
      assertThatThrownBy(connection::commit).satisfies(e -> assertThat(state(e)).isEqualTo("08006"));
    }

    assertThat(rows()).isEqualTo("0");
    assertThat(Jdbc.query(proxy.url(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void a_swallowed_connection_stays_open_and_dead() throws SQLException {
    try (var connection = Jdbc.begin(proxy.url() + "&socketTimeout=1", INSERT)) {
      proxy.swallow();
      assertThatThrownBy(connection::commit).hasRootCauseMessage("Read timed out");
      assertThatThrownBy(() -> Jdbc.connect(proxy.url() + "&socketTimeout=1")).hasRootCauseMessage("Read timed out");
      proxy.pass();

      var open = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'";
      assertThat(Jdbc.query(proxy.url(), open)).as("the server does not know").isEqualTo("1");
    }
    assertThat(rows()).isEqualTo("0");
  }

  @Test
  void it_refuses_connections_until_it_accepts_them_again() throws Exception {
    try (var connection = Jdbc.connect(proxy.url())) {
      proxy.refuse();
      assertThatThrownBy(() -> Jdbc.connect(proxy.url())).satisfies(e -> assertThat(state(e)).isEqualTo("08001"));
      assertThat(Jdbc.query(connection, "SELECT 1")).as("an old connection").isEqualTo("1");
      proxy.accept();

      assertThat(Jdbc.query(proxy.url(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void it_delays_what_a_client_sends() throws SQLException {
    try (var connection = Jdbc.connect(proxy.url() + "&socketTimeout=1")) {
      proxy.delay(Duration.ofMillis(1));
      assertThat(Jdbc.query(connection, "SELECT 1")).isEqualTo("1");

      proxy.delay(Duration.ofHours(1));
      assertThatThrownBy(() -> Jdbc.query(connection, "SELECT 1")).hasRootCauseMessage("Read timed out");
    }
  }

  private static String rows() throws SQLException {
    return Jdbc.query(server.url(), "SELECT count(*) FROM things");
  }

  private static String state(Throwable e) {
    return ((SQLException) e).getSQLState();
  }
}
