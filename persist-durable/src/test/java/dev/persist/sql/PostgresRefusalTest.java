package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store refuses, or its database does, and what is said about it. */
class PostgresRefusalTest {
  private static PostgresServer server;

  private String schema;
  private String url;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.empty();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void url() throws SQLException {
    schema = server.newSchema();
    url = server.url() + schema;
  }

  @Test
  void only_the_commit_that_the_database_does_not_take_is_refused() throws Exception {
    try (var store = Persist.open(url)) {
      Jdbc.execute(url, "ALTER TABLE persist_event ADD CHECK (data <> '6')");
      var turn = Jdbc.begin(url, "SELECT FROM persist_store FOR UPDATE");
      var alone = Call.begin(() -> store.commit(commit(1)));
      Jdbc.awaitBlocked(server.url());
      var group = IntStream.rangeClosed(2, 9).mapToObj(i -> Call.begin(() -> store.commit(commit(i)))).toList();
      group.forEach(Call::awaitWaiting);
      turn.close();

      assertThat(alone.outcome()).isEqualTo("Committed");
      var outcomes = new ArrayList<String>();
      for (var each : group) {
        outcomes.add(each.outcome());
      }
      assertThat(outcomes).isEqualTo(List.of("Committed", "Committed", "Committed", "Committed", "Refused", "Committed",
          "Committed", "Committed"));
      assertThat(Numbered.stored(store)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 7, 8, 9);
    }
  }

  @Test
  void the_error_of_a_refused_commit_has_neither_the_statement_nor_the_data() throws SQLException {
    try (var store = Persist.open(url)) {
      Jdbc.execute(url, "ALTER TABLE persist_event ADD CONSTRAINT planted CHECK (data <> '61616')");
      var refused = catchThrowable(() -> store.commit(commit(61616)));
      assertThat(refused).hasMessageContaining("planted");
      assertThat(Throwables.getStackTrace(refused)).doesNotContain("61616", "INSERT");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROLE postgres", "DATABASE postgres"})
  @Rule("C17")
  void a_role_or_database_that_does_not_wait_for_the_disk_is_refused(String owner) throws SQLException {
    Jdbc.execute(server.url(), "ALTER " + owner + " SET synchronous_commit = off");
    try {
      assertRefused(url, "synchronous_commit = off");
    } finally {
      Jdbc.execute(server.url(), "ALTER " + owner + " RESET synchronous_commit");
    }
    Persist.open(url).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "synchronous_commit"})
  @Rule("C17")
  void a_server_that_does_not_sync_is_refused_also_by_a_store_that_is_open(String setting) throws SQLException {
    try (var store = Persist.open(url)) {
      set(setting, "off");
      try {
        assertRefused(server.url() + server.newSchema(), setting + " = off");
        assertThatThrownBy(() -> store.commit(commit(1))).isInstanceOf(Unavailable.class)
            .hasMessageContaining(setting + " = off");
      } finally {
        set(setting, "on");
      }
      assertThat(outcome(store, 1)).isEqualTo("Committed");
    }
  }

  private static void set(String setting, String value) throws SQLException {
    Jdbc.execute(server.url(), "ALTER SYSTEM SET " + setting + " = " + value);
    Jdbc.execute(server.url(), "SELECT pg_reload_conf()");
    Jdbc.await(server.url(), "current_setting('" + setting + "') = '" + value + "'");
  }

  @Test
  void a_schema_of_a_newer_version_is_refused_and_left_as_it_is() throws SQLException {
    Persist.open(url).close();
    Jdbc.execute(url, """
        INSERT INTO persist_schema
        SELECT installed_rank + 1, '999', description, type, 'V999__later.sql', checksum, installed_by, installed_on,
          execution_time, success
        FROM persist_schema ORDER BY installed_rank DESC LIMIT 1""");
    var last = Jdbc.query(url, "SELECT max(installed_rank) FROM persist_schema");
    var before = tables();

    assertRefused(url, "version 999");
    assertThat(tables()).isEqualTo(before);
    assertThat(Jdbc.query(url, "SELECT max(installed_rank) FROM persist_schema")).isEqualTo(last);
  }

  @Test
  void a_schema_with_tables_of_something_else_is_refused_and_left_as_it_is() throws SQLException {
    Jdbc.execute(url, "CREATE TABLE theirs (name text)");
    assertRefused(url, "tables of something else");
    assertThat(tables()).isEqualTo("theirs");
  }

  private String tables() throws SQLException {
    return Jdbc.query(url, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
        + " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i')");
  }

  @Test
  void a_database_that_is_not_there_is_unavailable() {
    assertRefused(url.replace("/postgres?", "/nowhere?"), "\"nowhere\" does not exist");
  }

  @Test
  void a_host_that_is_not_there_is_unavailable() throws IOException {
    var port = PostgresProcess.freePort();
    assertRefused(PostgresServer.url("127.0.0.1:" + port), "refused");
  }

  @Test
  void no_error_and_no_log_has_a_password() throws Exception {
    Jdbc.execute(server.url(), "CREATE ROLE alice LOGIN SUPERUSER PASSWORD 'hush-hush'");
    Files.writeString(server.data().resolve("pg_hba.conf"), """
        host all alice 127.0.0.1/32 scram-sha-256
        host all all 127.0.0.1/32 trust
        """);
    Jdbc.execute(server.url(), "SELECT pg_reload_conf()");
    var logged = Collections.synchronizedList(new ArrayList<String>());
    var handler = new Listing(logged);
    var root = Logger.getLogger("");
    root.addHandler(handler);
    var driver = Logger.getLogger("org.postgresql");
    driver.setLevel(Level.ALL);
    try {
      var host = "postgresql://alice:%s@127.0.0.1:" + server.port() + "/postgres?patience=1" + schema;
      var wrong = catchThrowable(() -> Persist.open(host.formatted("wrong-hush")));
      assertThat(wrong).isInstanceOf(Unavailable.class).hasMessageContaining("password authentication failed");
      assertThat(Throwables.getStackTrace(wrong)).doesNotContain("hush");
      try (var store = Persist.open(host.formatted("hush-hush"))) {
        assertThat(outcome(store, 1)).isEqualTo("Committed");
        Jdbc.execute(server.url(), "ALTER ROLE alice PASSWORD 'other'");
        Jdbc.execute(server.url(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'alice'");
        var lost = catchThrowable(() -> store.commit(commit(2)));
        assertThat(lost).isInstanceOf(UnknownOutcome.class).hasMessageContaining("password authentication failed");
        assertThat(Throwables.getStackTrace(lost)).doesNotContain("hush");
        assertThat(Throwables.getStackTrace(catchThrowable(() -> store.log().read("s")))).doesNotContain("hush");
      }
    } finally {
      driver.setLevel(null);
      root.removeHandler(handler);
    }
    assertThat(logged).isNotEmpty().noneMatch(line -> line.contains("hush"));
  }

  private static void assertRefused(String url, String why) {
    assertThatThrownBy(() -> Persist.open(url)).isInstanceOf(Unavailable.class).hasMessageContaining(why);
  }

  /** Keeps what is logged. */
  private static final class Listing extends Handler {
    private final List<String> lines;

    Listing(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(new SimpleFormatter().format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
