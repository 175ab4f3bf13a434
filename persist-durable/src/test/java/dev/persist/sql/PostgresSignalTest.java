package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Logged;
import dev.persist.conformance.Rule;
import dev.persist.spi.Changes;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A store hears of what another wrote, whatever happens to the connection it listens on. */
@Rule("S3")
class PostgresSignalTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int MANY = 500;
  private static final String LISTENER = "FROM pg_stat_activity WHERE query LIKE 'SELECT generation %'";

  private static PostgresServer server;

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
    url = server.url() + server.newSchema();
  }

  @Test
  void a_commit_that_nobody_was_notified_of_is_heard_of() throws Exception {
    try (var store = Persist.open(url)) {
      var seen = settled(store);
      Jdbc.execute(url, "UPDATE persist_store SET generation = generation + 1");
      assertThat(store.awaitChange(seen, LONG)).isNotEqualTo(seen);
    }
  }

  @Test
  void those_who_listen_are_notified_of_a_commit() throws Exception {
    try (var store = Persist.open(url); var listener = Jdbc.connect(url)) {
      Jdbc.execute(listener, "LISTEN persist");
      store.commit(commit(1));
      assertThat(listener.unwrap(PGConnection.class).getNotifications((int) LONG.toMillis())).hasSize(1);
    }
  }

  @Test
  void what_was_written_while_nobody_listened_is_heard_of() throws Exception {
    try (var store = Persist.open(url)) {
      var seen = settled(store);
      terminateListener();
      try (var other = Persist.open(url)) {
        other.commit(commit(1));
      }
      assertThat(store.awaitChange(seen, LONG)).isNotEqualTo(seen);
      assertThat(Numbered.stored(store)).containsExactly(1);
    }
  }

  @Test
  void a_store_listens_again_after_its_connection_was_lost_and_says_so_once() throws Exception {
    try (var log = Logged.begin("dev.persist.sql"); var store = Persist.open(url)) {
      for (var i = 1; i <= 2; i++) {
        settled(store);
        terminateListener();
        Jdbc.await(server.url(), "EXISTS (SELECT " + LISTENER + ")");
        var seen = settled(store);
        try (var other = Persist.open(url)) {
          other.commit(commit(i));
        }
        assertThat(store.awaitChange(seen, LONG)).isNotEqualTo(seen);
        assertThat(Numbered.stored(store)).hasSize(i);
        assertThat(log.await("persist-listener")).hasSize(i);
      }
    }
  }

  @Test
  void of_its_own_commits_a_store_hears_once_and_of_those_of_others_between_them_too() throws Exception {
    try (var store = Persist.open(url); var other = Persist.open(url)) {
      var seen = settled(store);
      store.commit(commit(1));
      store.commit(commit(2));
      assertThat(settled(store)).isEqualTo(seen + 2);
      other.commit(commit(3));
      store.commit(commit(4));
      assertThat(settled(store)).isGreaterThan(seen + 3);
    }
  }

  @Test
  void a_commit_that_is_seen_before_its_answer_is_not_taken_for_one_of_another_process() throws Exception {
    try (var store = Persist.open(url)) {
      var seen = settled(store);
      for (var i = 1; i <= MANY; i++) {
        store.commit(commit(i));
      }
      assertThat(settled(store)).isEqualTo(seen + MANY);
    }
  }

  @Test
  void a_commit_of_which_nobody_knows_whether_it_was_written_is_heard_of_once_it_is_seen() throws Exception {
    var changes = new Changes("test");
    try (var database = PostgresDatabase.open(PostgresUrl.parse(url))) {
      database.follow(changes);
      var seen = settled(changes::await);
      database.sending(7);
      Jdbc.execute(url, "UPDATE persist_store SET generation = generation + 7");
      assertThat(settled(changes::await)).as("its writer will tell").isEqualTo(seen);
      database.notCommitted();
      assertThat(changes.await(seen, LONG)).isNotEqualTo(seen);
    }
  }

  /** Returns what was seen once nothing changes any more: a connection that is new has raised its signal. */
  private static long settled(Persist store) throws InterruptedException {
    return settled(store::awaitChange);
  }

  private interface Wait {
    long from(long seen, Duration atMost) throws InterruptedException;
  }

  private static long settled(Wait wait) throws InterruptedException {
    var seen = wait.from(0, LONG);
    for (var now = seen - 1; now != seen;) {
      now = seen;
      seen = wait.from(seen, Duration.ofSeconds(1));
    }
    return seen;
  }

  private static void terminateListener() throws SQLException {
    Jdbc.await(server.url(), "EXISTS (SELECT " + LISTENER + ")");
    assertThat(Jdbc.query(server.url(), "SELECT bool_and(pg_terminate_backend(pid, 10000)) " + LISTENER))
        .isEqualTo("t");
  }
}
