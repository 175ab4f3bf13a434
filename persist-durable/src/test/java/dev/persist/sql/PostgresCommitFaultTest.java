package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.outcome;
import static dev.persist.sql.Numbered.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a network does to a commit: its answer is lost, or it never arrives, or nobody knows. */
@Rule("C9")
class PostgresCommitFaultTest {
  private static final String TURN = "SELECT FROM persist_store FOR UPDATE";

  private static PostgresServer server;

  private Proxy proxy;
  private String schema;

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
    schema = server.newSchema();
    proxy = new Proxy(server.port());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @Test
  @Rule({"C9", "C27"})
  void a_commit_whose_answer_is_lost_is_unknown_and_its_retry_gets_the_original_answer() {
    try (var store = Persist.open(proxy.url() + schema)) {
      proxy.dropCommitReply();
      assertThatThrownBy(() -> store.commit(commit(1))).isInstanceOf(UnknownOutcome.class);
      assertThat(proxy.droppedReplies()).isOne();

      var retry = (AlreadyCommitted) store.commit(commit(1));
      assertThat(retry.events().getFirst()).isEqualTo(store.log().readFrom("numbers", 1).findFirst().orElseThrow());
      assertThat(outcome(store, 2)).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  /** As all but the first: in one statement, while nobody else writes. */
  @Test
  void a_commit_in_one_statement_whose_answer_is_lost_is_found_again_by_the_store() {
    try (var store = Persist.open(proxy.url() + schema)) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      proxy.dropCommitReply();
      var committed = (Committed) store.commit(commit(2));
      assertThat(proxy.droppedReplies()).isOne();
      assertThat(committed.events().getFirst()).isEqualTo(store.log().readFrom("numbers", 2).findFirst().orElseThrow());
      assertThat(outcome(store, 2)).isEqualTo("AlreadyCommitted");
      assertThat(outcome(store, 3)).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void a_commit_in_one_statement_whose_answer_is_lost_is_unknown_when_others_have_written_since() throws Exception {
    try (var store = Persist.open(proxy.url() + schema); var other = Persist.open(server.url() + schema)) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      proxy.refuse();
      proxy.dropCommitReply();
      var call = Call.begin(() -> store.commit(commit(2)));
      Jdbc.await(server.url() + schema, "2 = (SELECT count(*) FROM persist_commit)");
      assertThat(outcome(other, 3)).isEqualTo("Committed");
      proxy.accept();

      assertThat(call.outcome()).isEqualTo("UnknownOutcome");
      assertThat(outcome(store, 2)).isEqualTo("AlreadyCommitted");
      assertThat(stored(store)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void every_commit_of_a_group_whose_answer_is_lost_is_unknown() throws Exception {
    try (var store = Persist.open(proxy.url() + schema)) {
      var turn = Jdbc.begin(server.url() + schema, TURN);
      var alone = Call.begin(() -> store.commit(commit(1)));
      Jdbc.awaitBlocked(server.url());
      var group = IntStream.rangeClosed(2, 6).mapToObj(i -> Call.begin(() -> store.commit(commit(i)))).toList();
      group.forEach(Call::awaitWaiting);
      proxy.dropCommitReply();
      proxy.dropCommitReply();
      turn.close();

      assertThat(alone.outcome()).isEqualTo("UnknownOutcome");
      for (var each : group) {
        assertThat(each.outcome()).isEqualTo("UnknownOutcome");
      }
      assertThat(proxy.droppedReplies()).as("commits of the database").isEqualTo(2);
      for (var i = 1; i <= 6; i++) {
        assertThat(outcome(store, i)).isEqualTo("AlreadyCommitted");
      }
      assertThat(stored(store)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void a_commit_that_is_cut_off_while_it_waits_for_its_turn_is_tried_again_by_the_store() throws Exception {
    try (var store = Persist.open(proxy.url() + schema)) {
      var turn = Jdbc.begin(server.url() + schema, TURN);
      var call = Call.begin(() -> store.commit(commit(1)));
      Jdbc.awaitBlocked(server.url());
      proxy.cut();
      Jdbc.await(server.url(), "2 = (SELECT count(*) FROM pg_locks WHERE NOT granted)");
      turn.close();

      assertThat(call.outcome()).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1);
    }
  }

  @Test
  void a_commit_that_is_cut_off_while_it_writes_is_tried_again_by_the_store() throws Exception {
    try (var store = Persist.open(proxy.url() + schema)) {
      store.commit(Numbered.putting("key", 1));
      var row = Jdbc.begin(server.url() + schema, "SELECT FROM persist_value FOR UPDATE");
      var call = Call.begin(() -> store.commit(Numbered.putting("key", 2)));
      Jdbc.awaitBlocked(server.url());
      proxy.cut();
      row.close();

      assertThat(call.outcome()).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  @Test
  void a_commit_whose_connection_goes_dead_while_it_commits_is_unknown() throws Exception {
    try (var store = Persist.open(proxy.url() + schema + "&socketTimeout=1")) {
      Jdbc.execute(server.url() + schema, """
          CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
              AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END';
          CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON persist_event
              DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()""");
      var held = Jdbc.begin(server.url(), "SELECT pg_advisory_xact_lock(1)");
      var call = Call.begin(() -> store.commit(commit(1)));
      Jdbc.awaitBlocked(server.url());
      proxy.swallow();
      held.close();

      assertThat(call.outcome()).isEqualTo("UnknownOutcome");
      proxy.pass();
      assertThat(outcome(store, 1)).isEqualTo("AlreadyCommitted");
      assertThat(stored(store)).containsExactly(1);
    }
  }

  @Test
  void a_commit_on_a_dead_connection_is_tried_on_another() throws Exception {
    try (var store = Persist.open(proxy.url() + schema + "&socketTimeout=1")) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      proxy.swallow();
      var call = Call.begin(() -> store.commit(commit(2)));
      call.awaitWaiting();
      proxy.pass();

      assertThat(call.outcome()).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  @Test
  void a_server_that_never_answers_is_unavailable() {
    try (var store = Persist.open(proxy.url() + schema + "&patience=1")) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      proxy.swallow();

      assertThat(outcome(store, 2)).as("sent, and not answered").isEqualTo("UnknownOutcome");
      assertThat(outcome(store, 2)).as("not sent").isEqualTo("Unavailable");
      assertThat(outcome(() -> stored(store))).isEqualTo("Unavailable");
      proxy.pass();
      assertThat(Numbered.insist(store, commit(2))).isInstanceOf(Committed.class);
      while (outcome(() -> stored(store)).equals("Unavailable")) {
        Thread.onSpinWait(); // so short a patience may end before the pool has tried again
      }
      assertThat(stored(store)).isEqualTo(List.of(1, 2));
    }
  }

  /** Connecting ends where the network does; after that, only a limit for the whole of it helps. */
  @Test
  void a_store_whose_server_accepts_a_connection_and_says_nothing_is_not_opened() {
    proxy.swallow();
    var url = proxy.url() + schema + "&patience=1&socketTimeout=0&sslmode=disable";
    assertThatThrownBy(() -> Persist.open(url)).isInstanceOf(Unavailable.class);
  }
}
