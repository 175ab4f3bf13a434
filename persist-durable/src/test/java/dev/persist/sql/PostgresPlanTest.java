package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * PostgreSQL finds every row by a key, however many there are, whatever its planner knows of them, and whether it plans a
 * statement for its parameters or once for all.
 */
@Rule("L5")
class PostgresPlanTest {
  private static final String BYTES = "convert_to(%s, 'UTF8')";
  private static final Set<String> BY_KEY = Set.of("Index Scan", "Index Only Scan");

  /** What a look-up by a key reads: the levels of an index, and the row. */
  private static final int BLOCKS_A_ROW = 8;

  private static PostgresServer server;
  private static PostgresDatabase database;

  @BeforeAll
  static void load() throws IOException, SQLException {
    server = PostgresServer.empty();
    database = PostgresDatabase.open(PostgresUrl.parse(server.url()));
    for (var table : List.of("stream", "event", "value", "commit")) {
      Jdbc.execute(server.url(), "ALTER TABLE persist_" + table + " SET (autovacuum_enabled = false)");
    }
    Jdbc.execute(server.url(), LargeStore.longStream(BYTES));
    load(1, 10);
    Jdbc.execute(server.url(), "ANALYZE");
    load(11, LargeStore.MANY);
  }

  private static void load(int from, int to) throws SQLException {
    for (var rows : LargeStore.rows(BYTES, from, to)) {
      Jdbc.execute(server.url(), rows);
    }
  }

  @AfterAll
  static void stop() {
    database.close();
    server.close();
  }

  @Test
  void each_statement_reads_by_key_no_more_than_it_is_about_and_sorts_nothing() throws Exception {
    assertByKey("statistics of few rows");
    Jdbc.execute(server.url(), "ANALYZE");
    assertByKey("statistics of all rows");
    Jdbc.execute(server.url(), "DELETE FROM pg_statistic WHERE starelid::regclass::text LIKE 'persist%'");
    assertByKey("no statistics");
  }

  private static void assertByKey(String statistics) throws IOException, SQLException {
    var names = LargeStore.statements("postgresql");
    try (var writer = database.connect()) {
      assertByKey(writer, names, statistics);
    }
    database.readers().read(reader -> {
      assertByKey(reader, names, statistics);
      return reader;
    });
  }

  private static void assertByKey(Connection connection, Set<String> names, String statistics) throws SQLException {
    connection.setAutoCommit(false);
    var asked = LargeStore.single(database.statements(), names);
    names.forEach(name -> asked.put(name + " of many", LargeStore.asked(database.statements(), name)));
    for (var each : asked.entrySet()) {
      for (var mode : List.of("force_custom_plan", "force_generic_plan")) {
        var plan = plan(connection, mode, each.getValue());
        connection.rollback();
        assertByKey(each.getKey() + ", " + mode + ", " + statistics, plan);
      }
    }
    connection.setAutoCommit(true);
  }

  @Test
  void a_stream_that_was_truncated_is_read_at_once_also_before_a_vacuum() throws Exception {
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      var stream = LargeStore.longName(BYTES);
      Jdbc.execute(connection, "DELETE FROM persist_event WHERE stream = " + stream);
      Jdbc.execute(connection,
          "UPDATE persist_stream SET truncated = " + LargeStore.MANY + " WHERE stream = " + stream);
      var statements = database.statements();
      for (var asked : List.of(
          new LargeStore.Asked(statements.get("read"), List.of("long", 1, LargeStore.MOST_ROWS)),
          new LargeStore.Asked(statements.get("read-light"), List.of(8_192, "long", 1, LargeStore.MOST_ROWS)),
          new LargeStore.Asked(statements.get("heads"), List.of("long")),
          new LargeStore.Asked(statements.get("drop-events"),
              List.of("long", LargeStore.MANY, LargeStore.MANY + 1)))) {
        assertThat(blocks(plan(connection, "force_custom_plan", asked))).as(asked.sql()).isLessThan(3 * BLOCKS_A_ROW);
      }
      connection.rollback();
    }
  }

  /** Returns how the server ran {@code asked}, in a transaction. */
  private static JsonNode plan(Connection connection, String mode, LargeStore.Asked asked) throws SQLException {
    Jdbc.execute(connection, "SET LOCAL plan_cache_mode = " + mode);
    Jdbc.execute(connection, "PREPARE asked" + list(asked, PostgresPlanTest::type) + " AS " + asked.numbered());
    var explained = Jdbc.query(connection,
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE asked" + list(asked, PostgresPlanTest::literal));
    Jdbc.execute(connection, "DEALLOCATE asked");
    return JsonMapper.shared().readTree(explained).get(0).get("Plan");
  }

  private static String list(LargeStore.Asked asked, Function<Object, String> each) {
    var arguments = asked.arguments();
    return arguments.isEmpty() ? "" : arguments.stream().map(each).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String type(Object argument) {
    if (argument instanceof LargeStore.Column column) {
      return type(column.values().getFirst()) + "[]";
    }
    return argument instanceof Integer ? "bigint" : isJson(argument) ? "text" : "bytea";
  }

  private static String literal(Object argument) {
    if (argument instanceof LargeStore.Column column) {
      return column.values().stream().map(PostgresPlanTest::literal).collect(Collectors.joining(", ", "ARRAY[", "]"))
          + "::" + type(column);
    }
    if (argument instanceof Integer || isJson(argument)) {
      return "'" + argument + "'";
    }
    return "'\\x" + HexFormat.of().formatHex(argument.toString().getBytes(UTF_8)) + "'";
  }

  private static boolean isJson(Object argument) {
    return argument.equals("{}") || argument.equals("[]");
  }

  private static void assertByKey(String name, JsonNode plan) {
    var slots = 0.0; // some statements are about all
    for (var node : nodes(plan)) {
      var kind = node.get("Node Type").asString();
      assertThat(kind).as("%s: %s", name, plan).doesNotContain("Sort", "Bitmap");
      assertThat(node.path("Disabled").asBoolean(false)).as("%s: %s", name, plan).isFalse();
      if (node.has("Relation Name") && !kind.equals("ModifyTable")) {
        assertThat(kind).as("%s: %s", name, plan).isIn(BY_KEY);
        assertThat(node.has("Index Cond")).as("%s: %s", name, plan).isTrue();
        var isSlots = node.get("Relation Name").asString().equals("persist_slot");
        slots += isSlots ? rows(node) : 0;
        assertThat(rows(node)).as("%s: %s", name, plan)
            .isLessThanOrEqualTo(isSlots ? Turns.SLOTS : LargeStore.MOST_ROWS);
      }
    }
    assertThat(blocks(plan)).as("%s: %s", name, plan)
        .isLessThan((long) ((2 * LargeStore.MOST_ROWS + slots) * BLOCKS_A_ROW));
  }

  private static double rows(JsonNode node) {
    return node.get("Actual Loops").asDouble()
        * (node.get("Actual Rows").asDouble() + node.path("Rows Removed by Filter").asDouble(0));
  }

  private static long blocks(JsonNode plan) {
    return plan.get("Shared Hit Blocks").asLong() + plan.get("Shared Read Blocks").asLong();
  }

  private static List<JsonNode> nodes(JsonNode plan) {
    var nodes = new ArrayList<JsonNode>();
    nodes.add(plan);
    for (var each : plan.path("Plans")) {
      nodes.addAll(nodes(each));
    }
    return nodes;
  }
}
