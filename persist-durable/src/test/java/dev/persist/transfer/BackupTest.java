package dev.persist.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.conformance.Engines;
import dev.persist.conformance.Seeds;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Movable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store is backed up while it is written to, and restored. */
class BackupTest {
  private static final int BACKUPS = 50;
  private static final int FLIPS = Integer.getInteger("persist.flips", 200);

  @TempDir private Path directory;

  private final BlobStore blobs = new MemoryBlobStore();

  private Path backups() {
    return directory.resolve("backups");
  }

  private String url(String scheme, String name) {
    return scheme + ":" + directory.resolve(name);
  }

  /** Appends to two streams and puts a key, in each commit, until it is told to stop. */
  private static Thread writer(Persist store, AtomicBoolean stop) {
    return Thread.ofPlatform().start(() -> {
      for (var i = 1; !stop.get(); i++) {
        store.commit(Commit.builder()
            .append("a", NewEvent.of("x", Instant.EPOCH, Map.of("i", i, "text", "x".repeat(i % 2_000))))
            .append("b", NewEvent.of("x", Instant.EPOCH, i))
            .put("last", Json.of(i))
            .build());
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void each_backup_under_a_writer_holds_exactly_a_prefix_of_the_commits(String scheme) throws Exception {
    try (var backend = Movable.open(url(scheme, "store")); var store = Persist.over(backend)) {
      var stop = new AtomicBoolean();
      var writer = writer(store, stop);
      var before = 0L;
      for (var backup = 0; backup < BACKUPS; backup++) {
        var acknowledged = store.log().lastSeq("b");
        Backup.create(backend, backups());
        var url = url(scheme, "restored-" + backup);
        Backup.restore(backups(), url, Optional.of(blobs));
        try (var restored = Persist.open(url)) {
          var last = restored.log().lastSeq("a");
          assertThat(last).isGreaterThanOrEqualTo(acknowledged).isGreaterThanOrEqualTo(before);
          assertThat(restored.log().lastSeq("b")).isEqualTo(last);
          assertThat(restored.kv().get("last").map(value -> value.as(Long.class)).orElse(0L)).isEqualTo(last);
          before = last;
        }
      }
      stop.set(true);
      writer.join();
      assertThat(store.log().lastSeq("a")).isGreaterThan(BACKUPS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_restored_store_goes_on_as_the_one_that_was_backed_up(String scheme) {
    try (var backend = Movable.open(url(scheme, "store")); var store = Persist.over(backend)) {
      new Furnished(store).furnish();
      Backup.create(backend, backups());
      var restored = Backup.restore(backups(), url(scheme, "restored"), Optional.empty());
      try (var contents = store.contents()) {
        assertThat(restored).isEqualTo(Totals.of(contents));
      }
      try (var other = Persist.open(url(scheme, "restored"))) {
        assertThat(new Furnished(other).goOn()).isEqualTo(new Furnished(store).goOn());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_flipped_bit_anywhere_in_a_backup_is_found(String scheme) throws Exception {
    try (var backend = Movable.open(url(scheme, "store"))) {
      new Furnished(Persist.over(backend)).furnish();
      Backup.create(backend, backups());
    }
    var seed = Seeds.upTo(1).getLast();
    var random = new Random(seed);
    List<Path> files;
    try (var all = Files.walk(backups())) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (var flip = 0; flip < FLIPS; flip++) {
      var file = files.get(flip % files.size());
      var bytes = Files.readAllBytes(file);
      if (bytes.length == 0) {
        continue;
      }
      var flipped = bytes.clone();
      var at = random.nextInt(bytes.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, flipped);
      var url = url(scheme, "restored-" + flip);
      assertThatThrownBy(() -> Backup.restore(backups(), url, Optional.empty()))
          .as("byte %s of %s, repeat with -Dpersist.seed=%s", at, file, seed)
          .isInstanceOf(StoreException.class);
      Files.write(file, bytes);
    }
    assertThat(Backup.restore(backups(), url(scheme, "restored"), Optional.empty()).events()).isGreaterThan(200);
  }

  @Test
  void a_second_backup_of_rocksdb_copies_only_what_is_new() throws Exception {
    try (var backend = Movable.open(url("rocksdb", "store")); var store = Persist.over(backend)) {
      var random = new Random(1);
      for (var i = 0; i < 100; i++) {
        store.log().append("noise", "x", Instant.EPOCH, random.ints(10_000).boxed().toList());
      }
      Backup.create(backend, backups());
      var first = bytes();
      store.log().append("noise", "x", Instant.EPOCH, 1);
      Backup.create(backend, backups());
      assertThat(first).isGreaterThan(1 << 20);
      assertThat(bytes() - first).isLessThan(first / 10);
      assertThat(Backup.restore(backups(), url("rocksdb", "restored"), Optional.empty()).events()).isEqualTo(101);
    }
  }

  private long bytes() throws IOException {
    try (var all = Files.walk(backups())) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_backup_that_was_cut_off_is_passed_over(String scheme) throws Exception {
    try (var backend = Movable.open(url(scheme, "store")); var store = Persist.over(backend)) {
      store.log().append("s", "x", Instant.EPOCH, 1);
      Backup.create(backend, backups());
      store.log().append("s", "x", Instant.EPOCH, 2);
      Backup.create(backend, backups());
      deleteSeal("2");
      Backup.restore(backups(), url(scheme, "restored"), Optional.empty());
      try (var restored = Persist.open(url(scheme, "restored"))) {
        assertThat(restored.log().lastSeq("s")).isOne();
      }
      Backup.create(backend, backups());
      assertThat(Backup.restore(backups(), url(scheme, "again"), Optional.empty()).events()).isEqualTo(2);
    }
  }

  private void deleteSeal(String number) throws IOException {
    try (var all = Files.walk(backups())) {
      for (var file : all.toList()) {
        if (file.endsWith("sealed/" + number) || file.endsWith(number + ".sha256")) {
          Files.delete(file);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_store_that_is_there_is_not_restored_over(String scheme) {
    var url = url(scheme, "store");
    try (var backend = Movable.open(url); var store = Persist.over(backend)) {
      store.log().append("s", "x", Instant.EPOCH, 1);
      assertThatThrownBy(() -> Backup.restore(backups(), url(scheme, "other"), Optional.empty()))
          .isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("no whole backup");
      Backup.create(backend, backups());
    }
    assertThatThrownBy(() -> Backup.restore(backups(), url, Optional.empty()))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("restore");
  }

  @Test
  void an_engine_with_tools_of_its_own_says_so() {
    try (var memory = new MemoryBackend()) {
      assertThatThrownBy(() -> Backup.create(memory, backups())).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("exported");
    }
    try (var engine = Engines.POSTGRESQL.get(); var store = (Movable) engine.open()) {
      assertThatThrownBy(() -> Backup.create(store, backups())).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("pg_dump");
    }
  }
}
