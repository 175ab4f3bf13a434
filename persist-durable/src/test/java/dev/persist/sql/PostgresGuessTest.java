package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.Rule;
import dev.persist.kv.SwapResult;
import dev.persist.log.AlreadyAppended;
import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import dev.persist.spi.PrefixRules;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that writes alone decides before it asks: what it takes to be absent, and is there, is found all the same. */
class PostgresGuessTest {
  private static final NewEvent EVENT = NewEvent.of("x", Instant.EPOCH, 1);

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

  /** What is there was written by a store that was open before; the next one has had its first turn. */
  @BeforeEach
  void load() throws SQLException {
    url = server.url() + server.newSchema();
    try (var store = Persist.open(url)) {
      store.log().append("s", List.of(EVENT));
      store.log().appendOnce("once", "k", EVENT);
      store.kv().put("key", Json.of(1));
    }
  }

  private Persist open() {
    var store = Persist.open(url);
    store.log().append("first", List.of(EVENT));
    return store;
  }

  /** Returns the writer's: one that ends a transaction, or is one. */
  private String lastStatement() throws SQLException {
    return Jdbc.query(url, "SELECT query FROM pg_stat_activity WHERE application_name = 'persist' "
        + "AND (query LIKE 'WITH turn%' OR query = 'COMMIT') ORDER BY query_start DESC LIMIT 1");
  }

  @Test
  @Rule("C5")
  void a_stream_that_is_there_is_a_conflict_with_a_guard_that_it_is_not() {
    try (var store = open()) {
      assertThat(store.log().appendExpect("new", 0, List.of(EVENT))).isInstanceOf(Appended.class);
      assertThat(store.log().appendExpect("s", 0, List.of(EVENT))).isInstanceOf(Conflict.class);
      assertThat(store.log().read("s").map(Event::seq)).containsExactly(1L);
      assertThat(store.log().appendExpect("s", 1, List.of(EVENT))).isInstanceOf(Appended.class);
    }
  }

  @Test
  @Rule("C9")
  void an_id_that_is_there_is_answered() {
    try (var store = open()) {
      store.log().append("once", List.of(EVENT));
      assertThat(store.log().appendOnce("once", "k", EVENT)).isInstanceOf(AlreadyAppended.class);
      assertThat(store.log().appendOnce("once", "other", EVENT)).isInstanceOf(Appended.class);
      assertThat(store.log().read("once")).hasSize(3);
    }
  }

  @Test
  @Rule("C5")
  void a_key_that_is_there_is_a_conflict_with_a_guard_that_it_is_not() {
    try (var store = open()) {
      store.log().append("s", List.of(EVENT));
      var commit = new Commit(Optional.empty(), List.of(new Guard.KeyAbsent("key")),
          Commit.builder().append("s", EVENT).build().ops());
      assertThat(store.commit(commit)).isInstanceOf(CommitResult.Conflict.class);
      assertThat(store.log().read("s")).hasSize(2);
    }
  }

  @Test
  @Rule("K1")
  void a_key_that_this_store_wrote_is_swapped_in_one_round_trip() throws SQLException {
    try (var store = open()) {
      store.kv().cas("key", Json.of(1), Json.of(2));
      assertThat(lastStatement()).isEqualTo("COMMIT");
      store.kv().cas("key", Json.of(2), Json.of(3));
      assertThat(lastStatement()).startsWith("WITH turn");
      store.kv().delete("key");
      assertThat(store.kv().putNew("key", Json.of(4))).isInstanceOf(SwapResult.Swapped.class);
      assertThat(lastStatement()).startsWith("WITH turn");
      assertThat(store.kv().get("key")).contains(Json.of(4));
    }
  }

  @Test
  @Rule("K1")
  void what_was_put_without_a_guard_is_known() {
    try (var store = open()) {
      store.kv().cas("key", Json.of(1), Json.of(2));
      store.kv().put("key", Json.of(3));
      assertThat(store.kv().cas("key", Json.of(2), Json.of(4))).isInstanceOf(SwapResult.Conflict.class);
      assertThat(store.kv().cas("key", Json.of(3), Json.of(4))).isInstanceOf(SwapResult.Swapped.class);
    }
  }

  @Test
  @Rule("K1")
  void a_large_value_is_asked_for_each_time() throws SQLException {
    var large = Json.of("x".repeat(10_000));
    try (var store = open()) {
      store.kv().cas("key", Json.of(1), Json.of(2));
      store.kv().put("key", large);
      assertThat(store.kv().cas("key", Json.of(2), Json.of(3))).isInstanceOf(SwapResult.Conflict.class);
      store.kv().cas("key", large, Json.of(3));
      assertThat(lastStatement()).isEqualTo("COMMIT");
      assertThat(store.kv().get("key")).contains(Json.of(3));
    }
  }

  @Test
  @Rule("K1")
  void a_caller_is_told_what_a_key_holds_only_after_it_was_read() throws SQLException {
    try (var store = open()) {
      store.kv().cas("key", Json.of(1), Json.of(2));
      Jdbc.execute(url, "DELETE FROM persist_value");
      assertThat(store.kv().cas("key", Json.of(1), Json.of(3)))
          .isEqualTo(new SwapResult.Conflict(Optional.of(Json.of(1)), Optional.empty()));
      assertThat(store.kv().putNew("key", Json.of(4))).isInstanceOf(SwapResult.Swapped.class);
    }
  }

  @Test
  @Rule("C3")
  void nothing_is_known_any_more_once_another_store_wrote() {
    try (var store = open(); var other = Persist.open(url)) {
      store.kv().cas("key", Json.of(1), Json.of(2));
      store.kv().putNew("second", Json.of(2));
      other.kv().put("key", Json.of(5));
      other.kv().put("second", Json.of(5));
      for (var key : List.of("key", "second")) {
        store.log().append("first", List.of(EVENT)); // a turn of its own, which finds the generation of the other
        assertThat(store.kv().cas(key, Json.of(2), Json.of(3)))
            .isEqualTo(new SwapResult.Conflict(Optional.of(Json.of(2)), Optional.of(Json.of(5))));
        assertThat(store.kv().cas(key, Json.of(5), Json.of(6))).isInstanceOf(SwapResult.Swapped.class);
        assertThat(other.kv().get(key)).contains(Json.of(6));
      }
    }
  }

  @Test
  @Rule("C5")
  void a_group_in_which_a_key_does_not_match_is_not_guessed() {
    var known = new Known(name -> Turns.WHOLE);
    known.add(Change.NOTHING, Map.of("key", Optional.of(Json.of(2))));
    for (var expected = 1; expected <= 2; expected++) {
      var group = List.of(
          List.of(Commit.builder().keyIs("key", Json.of(expected)).put("key", Json.of(3)).build()),
          List.of(Commit.builder().streamAt("new", 0).append("new", EVENT).build()));
      assertThat(
          Guess.of(group, Asked.by(group, PrefixRules.of(Optional.empty())), known, Optional.empty()).isPresent())
          .isEqualTo(expected == 2);
    }
  }
}
