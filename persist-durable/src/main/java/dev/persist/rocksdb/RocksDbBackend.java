package dev.persist.rocksdb;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.files.Opening;
import dev.persist.group.GroupCommit;
import dev.persist.group.Reads;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Layout;
import dev.persist.spi.Changes;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Grouping;
import dev.persist.spi.Link;
import dev.persist.spi.Movable;
import dev.persist.spi.NameOrder;
import dev.persist.spi.Outcome;
import dev.persist.spi.Page;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.rocksdb.RocksIterator;

/**
 * Keeps a store in a directory of its own, in RocksDB.
 *
 * <p>One writer turns waiting commits into groups ({@link GroupCommit}); each group is one write batch and one sync of
 * the write-ahead log. Reads never wait for writes.
 */
final class RocksDbBackend implements Movable, Grouping {
  private final Database database;
  private final GroupCommit writer;

  /** Keeps reads off a closed RocksDB, which takes the process down when it is used then. */
  private final Reads reads;

  private final Changes changes;

  /** Opens the store in {@code database}. Closes the database with this, and when this fails: no thread may be left. */
  RocksDbBackend(Database database) {
    try (var opening = new Opening()) {
      this.database = opening.add(database);
      this.reads = new Reads(database.name());
      this.changes = new Changes(database.name());
      this.writer = opening.add(new GroupCommit(database.name(), new Storage(database), changes));
      opening.succeeded();
    }
  }

  @Override
  public CommitResult commit(Commit commit) {
    return writer.commit(commit);
  }

  @Override
  public List<CommitResult> commitInOrder(List<Commit> commits) {
    return writer.commitInOrder(commits);
  }

  @Override
  public Groups groups() {
    return writer.groups();
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return reads.read(() -> database.outcome(stream, key));
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    return reads.read(() -> {
      try (var rows = database.iterator()) {
        return read(rows, stream, fromSeq, limit);
      }
    });
  }

  /** Reads events. An iterator sees one moment, so the head it finds says which events it must find. */
  private List<Event> read(RocksIterator rows, String stream, long fromSeq, int limit) {
    var head = database.head(rows, stream);
    var first = Math.max(fromSeq, head.truncated() + 1);
    var last = head.lastSeq() - first < limit ? head.lastSeq() : first + limit - 1;
    var page = Page.ofEvents(limit);
    var key = Layout.event(stream, first);
    rows.seek(key);
    for (var seq = first; seq <= last && !page.isFull(); seq++) {
      ByteBuffer.wrap(key).putLong(key.length - Long.BYTES, seq);
      if (!rows.isValid() || !Arrays.equals(rows.key(), key)) {
        database.requireSound(rows);
        throw missing(stream, seq);
      }
      page.add(event(rows, stream, seq));
      rows.next();
    }
    return page.elements();
  }

  @Override
  public List<Event> follow(List<Link> links) {
    return reads.read(() -> {
      try (var rows = database.iterator()) {
        var page = Page.ofEvents(links.size());
        var next = Optional.<Link>empty();
        for (var link : links) {
          if (page.isFull()) {
            break;
          }
          var key = Layout.event(link.stream(), link.seq());
          if (next.filter(link::equals).isPresent()) {
            rows.next(); // costs less than a search
          } else {
            rows.seek(key);
          }
          next = Optional.empty();
          if (rows.isValid() && Arrays.equals(rows.key(), key)) {
            page.add(event(rows, link.stream(), link.seq()));
            next = Optional.of(new Link(link.stream(), link.seq() + 1));
          } else {
            requireDropped(rows, link);
          }
        }
        return page.elements();
      }
    });
  }

  /** Throws unless the event that {@code link} points to, which was not found, was truncated or was never there. */
  private void requireDropped(RocksIterator rows, Link link) {
    database.requireSound(rows);
    var head = database.head(rows, link.stream());
    if (link.seq() > head.truncated() && link.seq() <= head.lastSeq()) {
      throw missing(link.stream(), link.seq());
    }
  }

  private Event event(RocksIterator rows, String stream, long seq) {
    return database.decoded(rows.value(), stored -> EventCodec.read(stream, seq, stored));
  }

  private static StoreException.Damaged missing(String stream, long seq) {
    return new StoreException.Damaged(
        "event " + seq + " of stream \"" + stream + "\" is missing; restore the store from a backup");
  }

  @Override
  public long lastSeq(String stream) {
    return reads.read(() -> database.head(stream).lastSeq());
  }

  @Override
  public Optional<Json> get(String key) {
    return reads.read(() -> database.value(key));
  }

  @Override
  public List<String> streams(String after, int limit) {
    var names = new ArrayList<String>();
    each(Layout.after(Layout.head(after)), Layout.afterAll(Layout.head("")), () -> names.size() >= limit,
        rows -> names.add(Layout.name(rows.key())));
    return names;
  }

  @Override
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    var from = NameOrder.BY_CODE_POINT.compare(after, prefix) < 0
        ? Layout.value(prefix)
        : Layout.after(Layout.value(after));
    var page = Page.ofEntries(limit);
    each(from, Layout.afterAll(Layout.value(prefix)), page::isFull, rows -> page.add(
        new Entry<>(Layout.name(rows.key()), database.decoded(rows.value(), Json::ofCanonical))));
    return page.elements();
  }

  /** Hands over the rows from {@code from} to before {@code end}, as of one moment, until that is enough. */
  private void each(byte[] from, byte[] end, BooleanSupplier isEnough, Consumer<RocksIterator> use) {
    reads.read(() -> {
      try (var rows = database.iterator()) {
        for (rows.seek(from); rows.isValid() && !isEnough.getAsBoolean(); rows.next()) {
          if (Arrays.compareUnsigned(rows.key(), end) >= 0) {
            break;
          }
          use.accept(rows);
        }
        database.requireSound(rows);
      }
      return 0;
    });
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return changes.await(seen, atMost);
  }

  @Override
  public long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
    return changes.await(names, seen, atMost);
  }

  @Override
  public Contents contents() {
    return new RocksDbContents(database, reads);
  }

  @Override
  public void backUp(Path directory) {
    reads.read(() -> {
      database.backUp(directory);
      return 0;
    });
  }

  @Override
  public void load(Delta delta) {
    new Storage(database).load(delta);
  }

  @Override
  public void close() {
    writer.close();
    reads.close(database::close);
  }
}
