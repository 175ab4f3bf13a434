package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.Postgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the tables. A change here needs another migration, or stores of today cannot be read tomorrow. */
class StorageFormatTest {
  private static final List<String> ROWS = """
      616C6C | 1 | 0 | -982178517
      732F31 | 2 | 1 | -1392036751
      616C6C | 1 | -5 | 7 | 246C696E6B | {} | {"seq":2,"stream":"s/1"} | 1944265442
      732F31 | 2 | -5 | 7 | 7800C3A4 | {"by":"ann"} | [1,"\\u0000"] | -1426321646
      245B22732F31222C226C696E6B65642D696E746F222C22616C6C225D | "all" | 1443822562
      6B6579 | null | 2125408293
      732F31 | 6B | "9b4b7b5c617be44425dd051a6bd311bac47d4c9b743254d8a4ca5308bee16ccd" | 2 | \
      [{"at":"1969-12-31T23:59:55.000000007Z","data":[1,"\\u0000"],"meta":{"by":"ann"},"seq":1,"stream":"s/1",\
      "type":"x\\u0000ä"},\
      {"at":"1969-12-31T23:59:55.000000007Z","data":[1,"\\u0000"],"meta":{"by":"ann"},"seq":2,"stream":"s/1",\
      "type":"x\\u0000ä"},\
      {"at":"1969-12-31T23:59:55.000000007Z","data":{"seq":2,"stream":"s/1"},"meta":{},"seq":1,"stream":"all",\
      "type":"$link"}] | 1237913892""".lines().toList();

  @Test
  void sqlite_stores_these_rows(@TempDir Path directory) throws Exception {
    var file = directory.resolve("store.db");
    try (var store = Persist.open("sqlite:" + file)) {
      write(store);
    }
    assertThat(rows("jdbc:sqlite:" + file, "hex(%s)")).isEqualTo(ROWS);
  }

  @Test
  void postgresql_stores_these_rows() throws Exception {
    var url = Postgres.newUrl();
    try (var store = Persist.open(url)) {
      write(store);
      assertThat(rows("jdbc:" + url, "upper(encode(%s, 'hex'))")).isEqualTo(ROWS);
    } finally {
      Postgres.drop(url);
    }
  }

  /** Processes that have another slot for a name do not wait for each other. */
  @Test
  void a_name_keeps_its_slot() {
    assertThat(Stream.of("s/1", "all", "key").map(Turns::slotOf)).containsExactly(6435, 1637, 3502);
  }

  private static void write(Persist store) {
    var at = Instant.ofEpochSecond(-5, 7);
    var event = new NewEvent("x\0ä", at, Json.of(List.of(1, "\0")), Json.of(Map.of("by", "ann")));
    store.commit(
        Commit.builder()
            .id(CommitId.of("s/1", "k", Json.of("asked")))
            .append("s/1", event)
            .append("s/1", event)
            .link("all")
            .put("key", Json.NULL)
            .truncate("s/1", 1)
            .build());
  }

  private static List<String> rows(String url, String bytes) throws SQLException {
    var rows = new ArrayList<String>();
    try (var connection = DriverManager.getConnection(url)) {
      for (var query : List.of(
          "SELECT {stream}, last_seq, truncated, crc FROM persist_stream ORDER BY stream",
          "SELECT {stream}, seq, at_second, at_nano, {type}, meta, data, crc FROM persist_event ORDER BY stream, seq",
          "SELECT {name}, value, crc FROM persist_value ORDER BY name",
          "SELECT {stream}, {id}, digest, last_seq, events, crc FROM persist_commit")) {
        var sql = query.replaceAll("\\{(\\w+)}", bytes.formatted("$1"));
        try (var statement = connection.createStatement(); var found = statement.executeQuery(sql)) {
          while (found.next()) {
            var row = new ArrayList<String>();
            for (var i = 1; i <= found.getMetaData().getColumnCount(); i++) {
              row.add(found.getString(i));
            }
            rows.add(String.join(" | ", row));
          }
        }
      }
    }
    return rows;
  }
}
