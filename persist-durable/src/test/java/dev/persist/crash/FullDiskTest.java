package dev.persist.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException.Failed;
import dev.persist.StoreException.Unavailable;
import dev.persist.conformance.Rule;
import dev.persist.machine.Copies;
import dev.persist.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening on a disk that has not one byte left: what can be read is read, and the rest says what it takes. */
class FullDiskTest {
  private static final int COMMITS = 20;

  @TempDir private Path directory;

  /** Its log and what SQLite keeps in shared memory are there, and reading takes no more. */
  @Test
  @Rule({"C2", "C11"})
  void a_killed_sqlite_store_opens_to_read_and_takes_writes_when_it_is_opened_with_room() throws Exception {
    try (var disk = Needs.tmpfs(directory.resolve("disk"), "8m")) {
      assertReadsOnFullDisk(killed("sqlite:", disk.path()), disk.path());
    }
  }

  /** What is in its log only cannot be read without memory that is shared, for which there is no room. */
  @Test
  @Rule("C2")
  void a_killed_sqlite_store_whose_shared_memory_is_gone_is_refused_and_whole_when_there_is_room() throws Exception {
    try (var disk = Needs.tmpfs(directory.resolve("disk"), "8m")) {
      var url = killed("sqlite:", disk.path());
      Files.delete(Path.of(url.substring("sqlite:".length()) + "-shm"));
      var ballast = fill(disk.path());
      assertThatThrownBy(() -> Persist.open(url)).isInstanceOf(Unavailable.class)
          .hasMessageContaining("the disk is full: 0 bytes are free")
          .hasMessageContaining("make room");
      Files.delete(ballast);
      assertWhole(url);
    }
  }

  private static void assertReadsOnFullDisk(String url, Path disk) throws IOException {
    var ballast = fill(disk);
    for (var i = 0; i < 2; i++) {
      try (var store = Persist.open(url)) {
        assertThat(store.log().read("ids")).hasSize(COMMITS);
        assertThatThrownBy(() -> store.commit(CrashWriter.once("1.0.99"))).isInstanceOf(Failed.class)
            .hasMessageContaining("full")
            .hasMessageContaining("reopen");
        assertThat(store.log().read("ids")).as("reads go on").hasSize(COMMITS);
      }
    }
    Files.delete(ballast);
    assertWhole(url);
  }

  /** Its log is empty, and there is no room for what SQLite keeps in shared memory. */
  @Test
  @Rule({"C2", "C11"})
  void a_closed_sqlite_store_opens_to_read_and_takes_writes_when_it_is_opened_with_room() throws Exception {
    try (var disk = Needs.tmpfs(directory.resolve("disk"), "8m")) {
      var url = "sqlite:" + disk.path().resolve("a store, 100% full");
      write(url);
      assertReadsOnFullDisk(url, disk.path());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "rocksdb:")
  @Rule("C2")
  void what_cannot_open_says_how_much_it_takes_and_opens_when_there_is_room(String scheme) throws Exception {
    try (var disk = Needs.tmpfs(directory.resolve("disk"), "8m")) {
      var url = scheme + disk.path().resolve("store/s");
      write(url);
      var ballast = fill(disk.path());
      for (var i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Persist.open(url)).isInstanceOf(Unavailable.class)
            .hasMessageContaining("the disk is full: 0 bytes are free")
            .hasMessageContaining("make room");
      }
      Files.delete(ballast);
      assertWhole(url);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite:", "rocksdb:"})
  void a_new_store_says_how_much_it_takes_and_is_made_when_there_is_room(String scheme) throws Exception {
    try (var disk = Needs.tmpfs(directory.resolve("disk"), "8m")) {
      var url = scheme + disk.path().resolve("store");
      var ballast = fill(disk.path());
      assertThatThrownBy(() -> Persist.open(url)).isInstanceOf(Unavailable.class)
          .hasMessageContaining("the disk is full");
      Files.delete(ballast);
      write(url);
      assertWhole(url);
    }
  }

  private static void write(String url) {
    try (var store = Persist.open(url)) {
      commit(store);
    }
  }

  private static void commit(Persist store) {
    for (var i = 1; i <= COMMITS; i++) {
      assertThat(FaultWriter.outcome(store, i)).isEqualTo("Committed");
    }
  }

  /** Returns the URL of a store at {@code disk} whose process was killed. */
  private String killed(String scheme, Path disk) throws IOException {
    var live = Files.createDirectory(directory.resolve("live"));
    var killed = disk.resolve("killed");
    try (var store = Persist.open(scheme + live.resolve("store"))) {
      commit(store);
      Copies.of(live, killed);
    }
    return scheme + killed.resolve("store");
  }

  private static void assertWhole(String url) {
    try (var store = Persist.open(url)) {
      assertThat(store.log().read("ids")).hasSize(COMMITS);
      assertThat(FaultWriter.outcome(store, COMMITS)).isEqualTo("AlreadyCommitted");
      assertThat(FaultWriter.outcome(store, COMMITS + 1)).isEqualTo("Committed");
    }
  }

  /** Returns a file that takes all the room there was. */
  private static Path fill(Path disk) throws IOException {
    var ballast = disk.resolve("ballast");
    try (var out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      return ballast;
    }
  }
}
