package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite finds every row by a key, however many there are. */
@Rule("L5")
class SqlitePlanTest {
  private static final String BYTES = "CAST(%s AS BLOB)";

  /** A look-up by the whole of a key, or a part of the list that is asked for. */
  private static final Pattern BY_KEY = Pattern.compile("SEARCH persist_(stream|value) USING PRIMARY KEY \\(.*"
      + "|SEARCH \\w+ USING .*\\(\\(stream,(seq|id)\\)>\\(\\?,\\?\\)\\)"
      + "|SEARCH \\w+ USING .*\\(stream=\\? AND (seq|id)[=<>].*"
      + "|(CO-ROUTINE|SCAN) asked( VIRTUAL TABLE INDEX 1:)?|SCAN CONSTANT ROW|SCAN \\d+ CONSTANT ROWS");

  /** Reads the ids of its stream. */
  private static final List<String> FORGETTING = List.of("SEARCH persist_commit USING PRIMARY KEY (stream=?)");

  @Test
  void each_statement_searches_by_key_and_none_scans_or_sorts(@TempDir Path directory) throws Exception {
    try (var database = SqliteDatabase.open(directory.resolve("store.db"))) {
      try (var connection = database.connect()) {
        connection.setAutoCommit(false);
        Jdbc.execute(connection, LargeStore.longStream(BYTES));
        for (var rows : LargeStore.rows(BYTES, 1, LargeStore.MANY)) {
          Jdbc.execute(connection, rows);
        }
        connection.commit();
        connection.setAutoCommit(true);
        assertByKey(connection, database.statements());
        Jdbc.execute(connection, "ANALYZE");
      }
      try (var connection = database.connect()) {
        assertByKey(connection, database.statements());
      }
    }
  }

  private static void assertByKey(Connection connection, Statements statements) throws IOException, SQLException {
    for (var name : LargeStore.statements("sqlite")) {
      var plan = plan(connection, LargeStore.asked(statements, name).sql());
      assertThat(plan.equals(FORGETTING) || plan.stream().allMatch(BY_KEY.asMatchPredicate())).as(name + plan).isTrue();
    }
  }

  private static List<String> plan(Connection connection, String sql) throws SQLException {
    var plan = new ArrayList<String>();
    try (var statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + sql);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        plan.add(rows.getString("detail"));
      }
    }
    return plan;
  }
}
