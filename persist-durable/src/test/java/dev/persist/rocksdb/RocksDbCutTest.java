package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.StoreException.Damaged;
import dev.persist.StoreException.Unavailable;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Rule;
import dev.persist.crash.Opener;
import dev.persist.machine.Copies;
import dev.persist.machine.Needs;
import dev.persist.ordered.Layout;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** A store that was cut, killed while it was made, or refused for its log. */
class RocksDbCutTest extends RocksDbOpenSuite {
  @Test
  void a_file_whose_name_is_almost_that_of_a_log_is_none() throws Exception {
    for (var count = 1; count <= 2; count++) {
      try (var store = Persist.open("rocksdb:" + directory)) {
        Files.writeString(directory.resolve("99999999999999999999.log"), "not a log");
        store.kv().put("k" + count, Json.of(count));
        assertThat(store.kv().keys("k").count()).isEqualTo(count);
      }
    }
  }

  @Test
  @Rule({"C2", "C15"})
  void a_log_that_is_cut_after_a_close_is_refused_wherever_the_cut_is() throws Exception {
    try (var store = Persist.open("rocksdb:" + directory.resolve("store"))) {
      for (var i = 0; i < 20; i++) {
        store.kv().put("k" + i, Json.of(i));
      }
    }
    var log = Files.readAllBytes(WriteAheadLog.files(directory.resolve("store")).getLast());
    for (var cut = 0; cut < log.length; cut += 1 + log.length / 40) {
      var copy = Copies.of(directory.resolve("store"), directory.resolve("cut" + cut));
      Files.write(WriteAheadLog.files(copy).getLast(), Arrays.copyOf(log, cut));
      assertThatThrownBy(() -> Persist.open("rocksdb:" + copy)).as("cut at %d", cut).isInstanceOf(Damaged.class);
      Files.delete(WriteAheadLog.files(copy).getLast());
      assertThatThrownBy(() -> Persist.open("rocksdb:" + copy)).as("no log").isInstanceOf(Damaged.class);
    }
    try (var store = Persist.open("rocksdb:" + directory.resolve("store"))) {
      assertThat(store.kv().keys("k")).hasSize(20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CURRENT", "000004.log"})
  void a_creation_that_is_cut_short_is_begun_anew(String killedAt) throws Exception {
    var path = directory.resolve("store");
    Needs.program("strace");
    var killing = List.of("strace", "-f", "-qq", "-o", "/dev/null", "-P",
        "" + directory.toRealPath().resolve("store/" + killedAt),
        "-e", "trace=openat", "-e", "inject=openat:signal=KILL:when=1");
    Jvm.start(killing, Opener.class, "rocksdb:" + path).waitFor();
    assertThat(path.resolve(Creation.FILE)).doesNotExist();
    try (var store = Persist.open("rocksdb:" + path)) {
      store.kv().put("k", Json.of(1));
    }
    assertThat(path.resolve(Creation.FILE)).exists();
  }

  @Test
  @Rule("C2")
  void a_store_that_lost_its_log_after_a_kill_is_not_begun_anew() throws Exception {
    var path = directory.resolve("store");
    try (var store = Persist.open("rocksdb:" + path)) {
      store.kv().put("k", Json.of(1));
    }
    Files.delete(path.resolve(CleanEnd.FILE)); // as after a kill
    for (var log : WriteAheadLog.files(path)) {
      Files.delete(log);
    }
    assertThatThrownBy(() -> Persist.open("rocksdb:" + path)).isInstanceOf(Damaged.class);
  }

  @Test
  @Rule("C15")
  void a_store_that_is_refused_for_its_log_opens_with_it() throws Exception {
    var path = directory.resolve("store");
    try (var store = Persist.open("rocksdb:" + path)) {
      store.kv().put("k", Json.of(1));
    }
    Files.delete(path.resolve(Creation.FILE));
    var log = WriteAheadLog.files(path).getLast();
    var away = Files.move(log, directory.resolve("away"));
    assertThatThrownBy(() -> Persist.open("rocksdb:" + path)).isInstanceOf(Damaged.class);
    Files.move(away, log);
    try (var store = Persist.open("rocksdb:" + path)) {
      assertThat(store.kv().get("k")).contains(Json.of(1));
    }
  }

  /** Zeros after a record are what a log may have where nothing was written yet. */
  @Test
  @Rule("C15")
  void a_log_whose_end_was_zeroed_after_a_close_is_refused() throws Exception {
    var path = directory.resolve("store");
    try (var store = Persist.open("rocksdb:" + path)) {
      for (var i = 0; i < 1_000; i++) {
        store.kv().put("k" + i, Json.of("some value of some length"));
      }
    }
    var log = WriteAheadLog.files(path).getLast();
    var bytes = Files.readAllBytes(log);
    for (var zeroed = 1; zeroed < 1_000; zeroed++) { // some of these begin with a record
      var kept = Arrays.copyOf(Arrays.copyOf(bytes, bytes.length - zeroed), bytes.length);
      Files.write(log, kept);
      if (!Arrays.equals(kept, bytes)) {
        assertThatThrownBy(() -> CleanEnd.check(path)).as("%d bytes", zeroed)
            .isInstanceOf(Damaged.class)
            .hasMessageContaining(log.getFileName().toString());
      }
    }
    assertThatThrownBy(() -> Persist.open("rocksdb:" + path)).isInstanceOf(Damaged.class);
    Files.write(log, bytes);
    try (var store = Persist.open("rocksdb:" + path)) {
      assertThat(store.kv().get("k999")).isPresent();
    }
  }

  @Test
  @Rule("C15")
  void an_opening_that_fails_forgets_no_end() throws Exception {
    var path = directory.resolve("store");
    try (var store = Persist.open("rocksdb:" + path)) {
      store.kv().put("k", Json.of(1));
    }
    var current = Files.readString(path.resolve("CURRENT"));
    Files.writeString(path.resolve("CURRENT"), "MANIFEST-999999\n");
    assertThatThrownBy(() -> Persist.open("rocksdb:" + path)).isInstanceOfAny(Damaged.class, Unavailable.class);
    Files.writeString(path.resolve("CURRENT"), current);
    var log = WriteAheadLog.files(path).getLast();
    var whole = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> Persist.open("rocksdb:" + path)).isInstanceOf(Damaged.class);
    Files.write(log, whole);
    try (var store = Persist.open("rocksdb:" + path)) {
      assertThat(store.kv().get("k")).contains(Json.of(1));
    }
  }

  @Test
  void a_log_as_large_as_the_heap_opens() throws Exception {
    var live = directory.resolve("live");
    var killed = directory.resolve("killed");
    try (var store = Persist.open("rocksdb:" + live)) {
      var value = Json.of("x".repeat(Limits.VALUE_BYTES - 10));
      IntStream.range(0, 14).forEach(i -> store.kv().put("k" + i, value)); // one more, and RocksDB begins another
      var last = Commit.builder();
      IntStream.range(0, 7).forEach(i -> last.put("l" + i, value));
      store.commit(last.build());
      Copies.of(live, killed);
    }
    assertThat(Files.size(WriteAheadLog.files(killed).getLast())).isGreaterThan(20_000_000);
    var opener = Jvm.start(List.of("env", "JDK_JAVA_OPTIONS=-Xmx20m"), Opener.class, "rocksdb:" + killed);
    assertThat(opener.inputReader().readLine()).isEqualTo("opened");
    opener.waitFor();
  }

  @Test
  void a_store_whose_creation_was_killed_before_its_format_was_written_opens() throws Exception {
    try (var options = new Options().setCreateIfMissing(true);
        var rocks = RocksDB.open(options, directory.toString())) {
      assertThat(rocks.get(Layout.formatKey())).isNull();
    }
    Files.createFile(directory.resolve(Database.LOCK));
    assertOpens();
    assertThat(get(directory, Layout.formatKey())).containsExactly(0, 0, 0, 1);
  }

  /** RocksDB would start over, and remove what is there. */
  @Test
  void a_store_without_its_file_current_is_refused_and_left_as_it_is() throws Exception {
    Persist.open("rocksdb:" + directory).close();
    Files.delete(directory.resolve("CURRENT"));
    var before = files(directory);
    assertThatThrownBy(() -> Persist.open("rocksdb:" + directory))
        .isInstanceOf(Damaged.class)
        .hasMessageContaining("CURRENT");
    assertThat(files(directory)).isEqualTo(before);
  }
}
