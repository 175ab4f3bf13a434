package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.outcome;
import static dev.persist.sql.Numbered.putting;
import static dev.persist.sql.Numbered.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.conformance.Race;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Others are in the way of a commit: it is delayed, for so long, and takes effect once. */
@Rule("C3")
class PostgresTurnTest {
  private static final String TURN = "SELECT FROM persist_store FOR UPDATE";

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
  void a_commit_waits_for_its_turn_and_reads_do_not() throws Exception {
    try (var store = Persist.open(url)) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      var other = Jdbc.begin(url, TURN);
      var call = Call.begin(() -> store.commit(commit(2)));
      Jdbc.awaitBlocked(server.url());
      assertThat(stored(store)).containsExactly(1);
      other.close();

      assertThat(call.outcome()).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  @Test
  void a_commit_whose_turn_never_comes_is_unavailable_and_writes_nothing() throws Exception {
    try (var store = Persist.open(url + "&patience=1")) {
      try (var other = Jdbc.begin(url, TURN)) {
        assertThat(other.isValid(0)).isTrue();
        assertThat(outcome(store, 1)).isEqualTo("Unavailable");
        assertThat(stored(store)).isEmpty();
      }
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1);
    }
  }

  @Test
  void a_store_that_hangs_in_the_middle_of_a_commit_loses_its_turn() throws Exception {
    try (var store = Persist.open(url);
        var other = PostgresDatabase.open(PostgresUrl.parse(url));
        var hanging = other.connect()) {
      Jdbc.query(hanging, other.statements().get("begin"));

      assertThat(outcome(store, 1)).isEqualTo("Committed");
      assertThatThrownBy(hanging::commit).isInstanceOf(SQLException.class);
      assertThat(stored(store)).containsExactly(1);
    }
  }

  @Test
  void a_commit_that_is_rolled_back_to_end_a_deadlock_is_tried_again() throws Exception {
    try (var store = Persist.open(url + "&options=-c%20deadlock_timeout=2s")) {
      store.commit(putting("key", 1));
      try (var other = Jdbc.begin(url, "SET deadlock_timeout = '1h'; SELECT FROM persist_value FOR UPDATE")) {
        var call = Call.begin(() -> store.commit(putting("key", 2)));
        Jdbc.awaitBlocked(server.url());
        Jdbc.execute(other, TURN);
        other.rollback();

        assertThat(call.outcome()).isEqualTo("Committed");
      }
      Jdbc.await(url, "1 = (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database())");
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  @Test
  void a_commit_that_cannot_be_serialized_is_tried_again() throws Exception {
    try (var store = Persist.open(url)) {
      Jdbc.execute(url, """
          CREATE SEQUENCE attempts;
          CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS '
            BEGIN
              IF nextval(''attempts'') < 3 THEN
                RAISE SQLSTATE ''40001'';
              END IF;
              RETURN NEW;
            END';
          CREATE TRIGGER fail BEFORE INSERT ON persist_commit FOR EACH ROW EXECUTE FUNCTION fail()""");

      assertThat(outcome(store, 1)).isEqualTo("Committed");
      assertThat(Jdbc.query(url, "SELECT last_value FROM attempts")).isEqualTo("3");
      assertThat(stored(store)).containsExactly(1);
    }
  }

  @Test
  void stores_whose_role_is_serializable_by_default_write_side_by_side() throws Exception {
    var serializable = url + "&options=-c%20default_transaction_isolation=serializable";
    try (var one = Persist.open(serializable); var two = Persist.open(serializable)) {
      var outcomes = Race.of(8, racer -> {
        var store = racer % 2 == 0 ? one : two;
        return IntStream.range(racer * 20, racer * 20 + 20).mapToObj(i -> outcome(store, i)).toList();
      });
      assertThat(outcomes).allSatisfy(each -> assertThat(each).containsOnly("Committed"));
      assertThat(stored(one)).hasSize(160).doesNotHaveDuplicates();
    }
  }
}
