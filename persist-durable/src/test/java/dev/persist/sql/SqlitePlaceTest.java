package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException.Failed;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Rule;
import dev.persist.machine.Needs;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file has one store, whatever path leads to it, and no commit is acknowledged in a file that was removed. */
class SqlitePlaceTest extends SqliteOpenSuite {
  @Test
  @Rule("C14")
  void a_second_opener_in_this_process_is_refused_however_it_spells_the_path() throws Exception {
    try (var store = Persist.open("sqlite:" + file())) {
      var link = Files.createSymbolicLink(directory.resolve("link.db"), file());
      var linked = Files.createSymbolicLink(directory.resolve("linked"), directory).resolve("store.db");
      for (var spelling : List.of(file(), directory.resolve(".").resolve("store.db"), link, linked)) {
        assertUnavailable(spelling).hasMessageContaining("already open in this process");
        assertThat(openElsewhere(List.of(), spelling)).startsWith("Unavailable: ")
            .contains("another process has it open");
      }
      store.kv().put("k", Json.of(1));
    }
    try (var store = Persist.open("sqlite:" + directory.resolve("link.db"))) {
      assertThat(store.kv().get("k")).contains(Json.of(1));
    }
    assertThat(openElsewhere(List.of(), file())).isEqualTo("opened");
  }

  /** By another name it would have another log, with commits that this one lacks. */
  @Test
  @Rule("C14")
  void a_file_that_has_another_name_is_refused_until_it_has_one_again() throws Exception {
    var other = Files.createDirectory(directory.resolve("other")).resolve("store.db");
    try (var store = Persist.open("sqlite:" + file())) {
      Files.createLink(other, file());
      assertUnavailable(other).hasMessageContaining("hard link");
      assertThat(openElsewhere(List.of(), other)).startsWith("Unavailable: ").contains("hard link");
      store.kv().put("k", Json.of(1));
    }
    assertUnavailable(file()).hasMessageContaining("hard link");
    Files.delete(other);
    try (var store = Persist.open("sqlite:" + file()); var mounted = Needs.bound(file(), other)) {
      assertUnavailable(mounted.path()).hasMessageContaining("mount its directory");
      assertThat(openElsewhere(List.of(), other)).startsWith("Unavailable: ").contains("mount its directory");
      assertThat(store.kv().get("k")).contains(Json.of(1));
    }
  }

  @Test
  @Rule("C14")
  void a_directory_that_is_mounted_elsewhere_too_has_one_store() throws Exception {
    var home = Files.createDirectory(directory.resolve("home"));
    try (var store = Persist.open("sqlite:" + home.resolve("store.db"));
        var mounted = Needs.bound(home, directory.resolve("mounted"))) {
      var path = mounted.path().resolve("store.db");
      assertUnavailable(path).hasMessageContaining("already open in this process");
      assertThat(openElsewhere(List.of(), path)).startsWith("Unavailable: ").contains("another process has it open");
      store.kv().put("k", Json.of(1));
      assertThat(openElsewhere(List.of(), home.resolve("store.db"))).as("locked still").startsWith("Unavailable: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"store.db", "store.db-wal", "store.db-lock"})
  @Rule("C11")
  void a_file_that_is_removed_is_noticed_before_the_next_commit_is_acknowledged(String removed) throws Exception {
    try (var store = Persist.open("sqlite:" + file())) {
      store.kv().put("k", Json.of(1));
      Files.delete(directory.resolve(removed));
      assertThatThrownBy(() -> store.kv().put("k", Json.of(2))).isInstanceOf(UnknownOutcome.class)
          .hasMessageContaining("removed or replaced");
      assertThatThrownBy(() -> store.kv().put("k", Json.of(3))).isInstanceOf(Failed.class);
    }
  }
}
