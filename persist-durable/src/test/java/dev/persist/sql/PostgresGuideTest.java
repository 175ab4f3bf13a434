package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code and the queries for PostgreSQL in {@code docs/guide}. */
class PostgresGuideTest {
  private static PostgresServer server;

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
  void schema() throws SQLException {
    schema = server.newSchema();
  }

  // Guide begins
  static CommitResult insist(Persist store, Commit commit, int attempts) {
    for (var attempt = 1;; attempt++) {
      try {
        return store.commit(commit); // with an id
      } catch (StoreException.UnknownOutcome | StoreException.Unavailable e) {
        if (attempt == attempts) {
          throw e;
        }
      }
    }
  }
  // Guide ends

  @Test
  void its_code_insists_until_the_outcome_is_known() throws IOException {
    try (var proxy = new Proxy(server.port()); var store = Persist.open(proxy.url() + schema)) {
      proxy.dropCommitReply();
      assertThat(insist(store, Numbered.commit(1), 2)).isInstanceOf(AlreadyCommitted.class);
      assertThat(Numbered.stored(store)).containsExactly(1);
    }
  }

  @Test
  void it_shows_this_code() throws IOException {
    var source = Files.readString(Path.of("src/test/java/dev/persist/sql/PostgresGuideTest.java"));
    var shown = source.substring(source.indexOf("// Guide begins\n") + 16, source.indexOf("  // Guide ends"));
    assertThat(guide("postgres-cluster")).contains(shown.stripTrailing().stripIndent());
  }

  @Test
  void its_queries_show_who_has_the_turn_and_who_waits() throws Exception {
    var url = server.url() + schema;
    try (var store = Persist.open(url); var monitor = Jdbc.connect(url)) {
      var turn = Jdbc.begin(url, "UPDATE persist_store SET generation = generation");
      var call = Call.begin(() -> store.commit(Numbered.commit(1)));
      Jdbc.awaitBlocked(server.url());
      var queries = queries();
      assertThat(queries).hasSize(3);
      for (var query : queries) {
        Jdbc.execute(monitor, query);
      }
      var holders = "SELECT string_agg(waits_for::text, ' ') FROM (%s) AS turns".formatted(queries.getFirst());
      var holder = Jdbc.query(turn, "SELECT pg_backend_pid()");
      assertThat(Jdbc.query(monitor, holders)).isEqualTo("{} {" + holder + "}");
      turn.close();
      assertThat(call.outcome()).isEqualTo("Committed");
      assertThat(Jdbc.query(monitor, queries.get(1))).startsWith("persist_");
    }
  }

  @Test
  void its_look_into_the_events_survives_every_value_and_name() throws Exception {
    var url = server.url() + schema;
    var values = List.of(Map.of("sku", "a\0b"), Map.of("sku", "a\\u0000b"), Map.of("other", "\0", "sku", "c"), "\0",
        List.of("\0"), Map.of("sku", new BigInteger("123456789012345678901234567890")), Map.of("sku", true));
    try (var store = Persist.open(url)) {
      for (var value : values) {
        store.log().append("s\0ä", List.of(NewEvent.of("type", Instant.EPOCH, value)));
      }
    }
    var query = queries("choosing-an-engine").getLast().replace(";", "");
    assertThat(query).contains("json");
    assertThat(Jdbc.query(url, "SELECT string_agg(concat_ws(' ', name, seq, sku), E'\\n') FROM (" + query
        + ") AS events (name, seq, sku)")).isEqualTo("""
            s\\000\\303\\244 1 a\ufffdb
            s\\000\\303\\244 2 a\\ufffdb
            s\\000\\303\\244 3 c
            s\\000\\303\\244 4
            s\\000\\303\\244 5
            s\\000\\303\\244 6 123456789012345678901234567890
            s\\000\\303\\244 7 true""");
  }

  private static List<String> queries() throws IOException {
    return queries("postgres-cluster");
  }

  private static List<String> queries(String guide) throws IOException {
    return Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
        .matcher(guide(guide))
        .results()
        .map(it -> it.group(1))
        .toList();
  }

  private static String guide(String name) throws IOException {
    return Files.readString(Path.of("../docs/guide", name + ".md"));
  }
}
