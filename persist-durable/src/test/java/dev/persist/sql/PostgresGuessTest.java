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
import dev.persist.log.AlreadyAppended;
import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
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
}
