package dev.persist.rocksdb;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.group.Reads;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Contents;
import dev.persist.spi.Outcome;
import dev.persist.spi.Page;
import dev.persist.spi.StreamHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/**
 * Reads the contents through a snapshot of RocksDB. Each page has an iterator of its own: one that outlived the store would
 * take the process down.
 */
final class RocksDbContents implements Contents {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Database database;
  private final Reads reads;
  private final Snapshot snapshot;
  private final ReadOptions options;

  RocksDbContents(Database database, Reads reads) {
    this.database = database;
    this.reads = reads;
    this.snapshot = reads.read(database::snapshot);
    // What is read once must not push out of the cache what is read again.
    this.options = new ReadOptions().setSnapshot(snapshot).setFillCache(false);
  }

  @Override
  public Optional<StreamHead> head(String stream) {
    return reads.read(() -> {
      try (var rows = database.iterator(options)) {
        var head = database.head(rows, stream);
        return Optional.of(new StreamHead(stream, head.lastSeq(), head.truncated()))
            .filter(any -> !head.equals(Head.NONE));
      }
    });
  }

  @Override
  public Optional<Json> value(String key) {
    return reads.read(() -> database.value(options, key));
  }

  @Override
  public List<StreamHead> streams(String stream, int limit) {
    var heads = new ArrayList<StreamHead>();
    each(Layout.after(Layout.head(stream)), () -> heads.size() >= limit, rows -> {
      var head = Head.read(rows.value());
      heads.add(new StreamHead(Layout.name(rows.key()), head.lastSeq(), head.truncated()));
    });
    return heads;
  }

  @Override
  public List<Event> events(String stream, long seq, int limit) {
    var page = Page.ofEvents(limit);
    var last = new Object() {
      byte[] key = Layout.event(stream, seq);
      int end = Layout.end(key);
      String name = stream;
    };
    each(Layout.after(last.key), page::isFull, rows -> {
      var key = rows.key();
      if (!Arrays.equals(key, 0, Math.min(key.length, last.end + 2), last.key, 0, last.end + 2)) {
        last.key = key;
        last.end = Layout.end(key);
        last.name = Layout.stream(key, last.end);
      }
      page.add(EventCodec.read(last.name, Layout.seq(key), rows.value()));
    });
    return page.elements();
  }

  @Override
  public List<Outcome> outcomes(String stream, String key, int limit) {
    var page = Page.ofOutcomes(limit);
    each(Layout.after(Layout.outcome(stream, key)), page::isFull, rows -> {
      var found = rows.key();
      var end = Layout.end(found);
      page.add(EventCodec.outcome(Layout.stream(found, end), Layout.id(found, end), rows.value()));
    });
    return page.elements();
  }

  @Override
  public List<Entry<Json>> entries(String key, int limit) {
    var page = Page.ofEntries(limit);
    each(Layout.after(Layout.value(key)), page::isFull,
        rows -> page.add(new Entry<>(Layout.name(rows.key()), Json.ofCanonical(rows.value()))));
    return page.elements();
  }

  /** Hands over the rows of one kind from {@code from} on, until that is enough. */
  private void each(byte[] from, BooleanSupplier isEnough, Consumer<RocksIterator> use) {
    reads.read(() -> {
      try (var rows = database.iterator(options)) {
        for (rows.seek(from); rows.isValid() && rows.key()[0] == from[0] && !isEnough.getAsBoolean(); rows.next()) {
          database.decoded(rows, use);
        }
        database.requireSound(rows);
      }
      return 0;
    });
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return; // RocksDB would release the snapshot again, which ends the process
    }
    options.close();
    try {
      reads.read(() -> {
        database.release(snapshot);
        return 0;
      });
    } catch (StoreException.Closed e) {
      // The store is closed, and its snapshots are gone.
    }
  }
}
