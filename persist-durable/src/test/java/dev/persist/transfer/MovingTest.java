package dev.persist.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.files.FileBlobStore;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Movable;
import dev.persist.verify.BlobReport;
import dev.persist.verify.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of docs/guide/moving.md, in its order. */
class MovingTest {
  private static final Instant NOW = Instant.EPOCH;

  @TempDir private Path directory;

  private static void sell(Persist store, int count) {
    for (var i = 0; i < count; i++) {
      store.log().append("sales", "sold", NOW, Map.of("sku", "tea", "quantity", i));
    }
  }

  @Test
  void a_store_is_exported_verified_and_imported_elsewhere() throws Exception {
    var file = directory.resolve("shop.ndjson.zst");
    var url = "rocksdb:" + directory.resolve("shop");
    var blobs = new MemoryBlobStore();
    Totals exported;
    try (var store = Persist.open("sqlite:" + directory.resolve("shop.db"))) {
      sell(store, 3);
      try (var contents = store.contents(); var out = Files.newOutputStream(file)) {
        Export.write(contents, "shop", out, Progress.NONE);
      }
      var problems = new ArrayList<String>();
      try (var contents = store.contents()) {
        Verify.each(contents, Optional.of(blobs), problems::add);
      }
      assertThat(problems).isEmpty();
      exported = totals(store);
    }
    try (var target = Movable.open(url)) {
      Import.from(file, target, Progress.NONE);
    }
    try (var store = Persist.open(url)) {
      assertThat(store.log().lastSeq("sales")).isEqualTo(3);
      assertThat(totals(store)).isEqualTo(exported);
    }
  }

  private static Totals totals(Persist store) {
    try (var contents = store.contents()) {
      return Totals.of(contents);
    }
  }

  @Test
  void a_report_names_lost_blobs_and_removes_those_that_nobody_needs() {
    var blobs = new FileBlobStore(directory.resolve("blobs"));
    var clock = InstantSource.fixed(Instant.now().plus(Duration.ofDays(8)));
    try (var store = Persist.open("sqlite:" + directory.resolve("shop.db"))) {
      store.log().append("sales", "scanned", NOW, blobs.put(new byte[]{1}, "image/png"));
      var unneeded = blobs.put(new byte[]{2}, "image/png");
      var report = BlobReport.of(store, blobs, clock);
      var lost = report.missing(); // and report.damaged()
      var removed = report.removeUnreferenced(Duration.ofDays(7));
      assertThat(lost).isEmpty();
      assertThat(removed).containsExactly(unneeded.cid());
    }
  }

  @Test
  void a_store_is_backed_up_and_restored() {
    var backups = directory.resolve("backups");
    var blobs = new MemoryBlobStore();
    var url = "rocksdb:" + directory.resolve("restored");
    try (var store = Movable.open("rocksdb:" + directory.resolve("shop"))) {
      sell(Persist.over(store), 3);
      Backup.create(store, backups);
      Backup.restore(backups, url, Optional.of(blobs));
    }
    try (var store = Persist.open(url)) {
      assertThat(store.log().lastSeq("sales")).isEqualTo(3);
    }
  }

  /** An application that writes until it is told to stop. */
  private record Application(Persist store) {
    void stopWriting() {
      sell(store, 1); // the last
    }
  }

  @Test
  void a_live_subsystem_moves_to_another_engine() throws Exception {
    var oldUrl = "sqlite:" + directory.resolve("shop.db");
    var newUrl = "rocksdb:" + directory.resolve("shop");
    try (var source = Movable.open(oldUrl); var target = Movable.open(newUrl)) {
      var application = new Application(Persist.over(source));
      sell(application.store(), 5);
      var copy = new Copy("shop", source, target);
      while (copy.pass(Progress.NONE) > 1_000) {} // the next pass copies what was written during this one
      application.stopWriting();
      copy.finish();
    }
    try (var store = Persist.open(newUrl)) {
      assertThat(store.log().lastSeq("sales")).isEqualTo(6);
    }
  }

  @Test
  void what_was_filled_in_part_is_not_opened() throws IOException {
    var url = "rocksdb:" + directory.resolve("shop");
    try (var source = new MemoryBackend(); var target = Movable.open(url)) {
      Persist.over(source).kv().put("rate", Json.of(1));
      new Copy("shop", source, target).pass(Progress.NONE);
    }
    assertThatThrownBy(() -> Persist.open(url)).isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("a copy of shop");
  }
}
