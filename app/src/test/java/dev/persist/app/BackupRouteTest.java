package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.persist.Persist;
import dev.persist.conformance.Race;
import dev.persist.transfer.Backup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupRouteTest {
  @TempDir private Path directory;

  private TestApp app(String engine) {
    var config = Config.of(List.of("--backups", directory.resolve("backups").toString()), Map.of("PORT", "0",
        "PERSIST_URL", engine + ":" + directory.resolve("store"), "PERSIST_BLOBS",
        "file:" + directory.resolve("blobs")));
    return new TestApp(config, new StoreModule(config));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_backup_under_load_has_all_that_was_answered_before_it(String engine) throws Exception {
    try (var app = app(engine)) {
      app.put("/api/occurrences/talk", "{\"title\":\"Talk\",\"capacity\":1000}");
      for (var i = 0; i < 20; i++) {
        book(app, "early " + i);
      }
      var statuses = Race.of(4, racer -> {
        if (racer < 2) { // two at a time take turns
          return app.post("/api/backups", "").statusCode();
        }
        for (var i = 0; i < 50; i++) {
          book(app, racer + " late " + i);
        }
        return 201;
      });
      assertThat(statuses).containsOnly(201);
      assertThat(json(app.post("/api/backups", "")).get("directory").stringValue())
          .isEqualTo(directory.resolve("backups").toString());
    }
    var restored = engine + ":" + directory.resolve("restored");
    Backup.restore(directory.resolve("backups"), restored, Optional.empty());
    try (var store = Persist.open(restored)) {
      assertThat(store.log().lastSeq("occurrence/talk")).isEqualTo(1 + 20 + 2 * 50);
    }
  }

  private static void book(TestApp app, String actor) throws Exception {
    assertThat(app.post("/api/occurrences/talk/bookings", "{\"actor\":\"" + actor + "\"}").statusCode()).isEqualTo(201);
  }

  @Test
  void a_backup_that_cannot_be_made_says_why() throws Exception {
    Files.writeString(directory.resolve("backups"), "mine");
    try (var app = app("rocksdb")) {
      var refused = app.post("/api/backups", "");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(json(refused).get("detail").stringValue()).contains("no backup",
          directory.resolve("backups").toString());
    }
    assertThat(directory.resolve("backups")).hasContent("mine");
  }

  @Test
  void a_database_is_not_backed_up_here() {
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--backups", "x", "--url", "postgresql://h/d"), Map.of()))
        .withMessageContainingAll("PERSIST_BACKUPS is \"x\" (--backups)", "a database has tools of its own");
  }
}
