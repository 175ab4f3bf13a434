package dev.persist.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.Subscription;
import dev.persist.files.FileBlobStore;
import dev.persist.log.Conflict;
import dev.persist.log.Prefix;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Movable;
import dev.persist.verify.BlobReport;
import dev.persist.verify.Verify;
import dev.persist.view.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
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
      var counts = store.snapshots("count", 1, new Projection<>(0, (count, event) -> count + 1),
          Codec.of(Integer.class));
      counts.keep("sales");
      try (var contents = store.contents(); var out = Files.newOutputStream(file)) {
        Export.write(contents, "shop", out, Progress.NONE);
      }
      var problems = new ArrayList<String>();
      try (var contents = store.contents()) {
        Verify.each(contents, Optional.of(blobs), problems::add);
      }
      try (var contents = store.contents()) {
        Verify.each(contents, Optional.of(blobs), List.of(counts), problems::add);
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

  /** An application of several tenants, each of which writes until it is told to stop. */
  private static final class Tenancy {
    private final Persist store;
    private final AtomicReference<Set<String>> writing = new AtomicReference<>(Set.of("tenant-7/", "tenant-8/"));
    private final AtomicLong written = new AtomicLong();
    private final Thread thread = Thread.ofVirtual().unstarted(this::write);

    Tenancy(Persist store) {
      this.store = store;
      thread.start();
    }

    private void write() {
      for (var tenants = writing.get(); !tenants.isEmpty(); tenants = writing.get()) {
        for (var tenant : tenants) {
          synchronized (writing) {
            if (writing.get().contains(tenant)) {
              store.log().appendGlobal(tenant + "sales", "sold", NOW, written.incrementAndGet());
              store.kv().put(tenant + "last", Json.of(written.get()));
            }
          }
        }
      }
    }

    void stopWriting(String tenant) {
      synchronized (writing) {
        writing.updateAndGet(all -> all.stream().filter(each -> !each.equals(tenant)).collect(Collectors.toSet()));
      }
    }

    void stop() throws InterruptedException {
      writing.set(Set.of());
      thread.join();
    }
  }

  private static List<String> streams(Persist store, String prefix) {
    return store.catalog().streams().filter(stream -> stream.startsWith(prefix)).toList();
  }

  private static List<Long> handled(Subscription subscription) throws InterruptedException {
    var seqs = new ArrayList<Long>();
    try (var runner = subscription.batches(1_000, InstantSource.fixed(NOW),
        (events, commit) -> events.stream().map(Event::seq).forEach(seqs::add))) {
      runner.catchUp();
    }
    return seqs;
  }

  @Test
  void one_tenant_moves_out_while_the_others_go_on() throws Exception {
    var now = NOW;
    var newUrl = "rocksdb:" + directory.resolve("tenant-7");
    try (var source = Movable.open("sqlite:" + directory.resolve("shop.db")); var old = Persist.over(source)) {
      var application = new Tenancy(old);
      var orders = CommitId.of("tenant-7/orders", "order-1", Json.of("two teas"));
      var order = Commit.builder()
          .id(orders)
          .append("tenant-7/orders", NewEvent.of("ordered", NOW, "tea"))
          .global()
          .build();
      old.commit(order);
      Totals leaving;
      try (var part = source.contents().ofPrefix("tenant-7/")) {
        leaving = Totals.of(part);
      }
      assertThat(leaving.commits()).isOne();
      while (old.log().prefix("tenant-7/").build(10_000) instanceof Prefix.Building) {}
      try (var target = Movable.open(newUrl)) {
        var copy = Copy.ofPrefix("shop", "tenant-7/", source, target);
        while (copy.pass(Progress.NONE) > 1_000) {} // all tenants write
        application.stopWriting("tenant-7/");
        handled(old.subscription("mailer", Event.GLOBAL));
        copy.finish();
      }
      var stopped = old.log().lastSeq("tenant-8/sales");
      try (var fresh = Persist.open(newUrl)) {
        var problems = new ArrayList<String>();
        try (var contents = fresh.contents()) {
          Verify.each(contents, Optional.empty(), problems::add);
        }
        assertThat(problems).isEmpty();
        assertThat(fresh.log().read("tenant-7/sales")).isNotEmpty()
            .isEqualTo(old.log().read("tenant-7/sales").toList());
        assertThat(fresh.kv().get("tenant-7/last")).isEqualTo(old.kv().get("tenant-7/last"));
        for (var stream : streams(old, "tenant-7/")) {
          var last = fresh.log().lastSeq(stream);
          var marked = old.log().appendExpect(stream, last, "moved", now, Map.of("to", newUrl));
          if (marked instanceof Conflict late) {
            throw new IllegalStateException("stream " + stream + " was written to after the copy: " + late);
          }
        }
        var links = fresh.log().prefix("tenant-7/").stream();
        fresh.subscription("mailer", links).reset(links, fresh.log().timeline(links).position());
        assertThat(fresh.commit(order)).isInstanceOf(CommitResult.AlreadyCommitted.class);
        var next = fresh.log().append("tenant-7/sales", "sold", NOW, "in its own store");
        assertThat(handled(fresh.subscription("mailer", links))).containsExactly(next.seq());
        while (old.log().lastSeq("tenant-8/sales") <= stopped) {} // it was not stopped
        application.stop();
        for (var stream : streams(old, "tenant-7/")) {
          var moved = old.log().lastSeq(stream);
          old.log().forgetKeys(stream, moved);
          old.log().truncate(stream, moved - 1); // the event that says where it went on stays
        }
        old.kv().keys("tenant-7/").toList().forEach(old.kv()::delete);
        assertThat(streams(fresh, "")).containsExactly("tenant-7/orders", "tenant-7/sales");
      }
      assertThat(old.log().read("tenant-7/sales")).extracting(Event::type).containsExactly("moved");
      assertThat(old.kv().keys("tenant-7/")).isEmpty();
      assertThat(old.outcome(orders)).isEmpty();
      assertThat(old.kv().has("tenant-8/last")).isTrue();
      try (var contents = old.contents()) {
        Verify.each(contents, Optional.empty(), problem -> assertThat(problem).isNull());
      }
    }
  }

  @Test
  void one_tenant_is_exported() throws Exception {
    var file = directory.resolve("tenant-7.ndjson.zst");
    try (var store = Persist.open("memory:"); var target = new MemoryBackend()) {
      store.kv().put("tenant-7/rate", Json.of(1));
      store.kv().put("tenant-8/rate", Json.of(2));
      try (var contents = store.contents().ofPrefix("tenant-7/"); var out = Files.newOutputStream(file)) {
        Export.write(contents, "tenant-7", out, Progress.NONE);
      }
      Import.from(file, target, Progress.NONE);
      assertThat(Persist.over(target).kv().keys("")).containsExactly("tenant-7/rate");
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
