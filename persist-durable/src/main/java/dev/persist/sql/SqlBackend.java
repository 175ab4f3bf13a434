package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparingLong;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.StoreException;
import dev.persist.files.Opening;
import dev.persist.group.GroupCommit;
import dev.persist.group.Reads;
import dev.persist.spi.Changes;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Grouping;
import dev.persist.spi.Link;
import dev.persist.spi.Movable;
import dev.persist.spi.NameOrder;
import dev.persist.spi.Outcome;
import dev.persist.spi.Page;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps a store in a SQL database.
 *
 * <p>One writer turns waiting commits into groups ({@link GroupCommit}); each group is one transaction. Every read is
 * one statement on a connection of a pool, so it sees one moment. Reads do not wait for writes.
 */
final class SqlBackend implements Movable, Grouping {
  private final Database database;
  private final Changes changes;
  private final Reads reads;
  private final SqlWriter groups;
  private final GroupCommit writer;
  private final SqlWriter loader;

  /** Opens the store in {@code database}. Closes the database with this, and when this fails: no thread may be left. */
  SqlBackend(Database database) {
    try (var opening = new Opening()) {
      this.database = opening.add(database);
      this.changes = new Changes(database.name());
      this.reads = new Reads(database.name());
      this.groups = new SqlWriter(database);
      this.writer = opening.add(new GroupCommit(database.name(), groups, changes));
      this.loader = new SqlWriter(database);
      database.follow(changes);
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
    return query("commits", rows -> rows.next() ? Optional.of(Rows.outcome(rows)) : Optional.empty(), stream, key);
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    if (database.holdsResults()) {
      var light = query("read-light", rows -> page(stream, fromSeq, limit, rows), Limits.PAGE_BYTES / limit, stream,
          fromSeq, limit);
      if (light.isPresent()) {
        return light.get();
      }
    }
    return query("read", rows -> page(stream, fromSeq, limit, rows), stream, fromSeq, limit)
        .orElseThrow(() -> new StoreException.Damaged(
            "an event of stream \"" + stream + "\" has no checksum; restore the database from a backup"));
  }

  /** Reads a page; returns none when the statement left out an event's data and checksum. */
  private static Optional<List<Event>> page(String stream, long fromSeq, int limit, ResultSet rows)
      throws SQLException {
    var page = Page.ofEvents(limit);
    var written = 0L;
    var truncated = 0L;
    while (!page.isFull() && rows.next()) {
      if (written == 0) { // each row has them
        written = rows.getLong(1);
        truncated = rows.getLong(2);
        Rows.require(rows, 3, stream, written, truncated);
      }
      if (has(rows, 4)) {
        if (!has(rows, 10)) {
          return Optional.empty();
        }
        page.add(Rows.event(stream, rows, 4));
      }
    }
    var events = page.elements();
    events.sort(comparingLong(Event::seq)); // they come sorted; SQL that said so would sort all of them
    var end = Math.max(truncated, Math.max(1, fromSeq) - 1);
    for (var event : events) {
      if (event.seq() != end + 1) {
        throw new StoreException.Damaged(
            "event " + (end + 1) + " of stream \"" + stream + "\" is missing; restore the database from a backup");
      }
      end = event.seq();
    }
    if (!page.isFull()) {
      Session.requireEnd(stream, end, written);
    }
    return Optional.of(events);
  }

  private static boolean has(ResultSet rows, int number) throws SQLException {
    rows.getLong(number);
    return !rows.wasNull();
  }

  @Override
  public List<Event> follow(List<Link> links) {
    var runs = database.runs(Run.of(links));
    var events = (database.holdsResults()
        ? query("follow-light", SqlBackend::events, Stream.concat(
            Stream.of(Limits.PAGE_BYTES / Math.max(1, links.size())), Stream.of(runs)).toArray())
        : Optional.<List<Event>>empty())
        .or(() -> query("follow", SqlBackend::events, runs))
        .orElseThrow(() -> new StoreException.Damaged(
            "an event that a link points to has no checksum; restore the database from a backup"));
    requireDropped(missing(links, events));
    return events;
  }

  /** Reads a page of events; returns none when the statement left out an event's data and checksum. */
  private static Optional<List<Event>> events(ResultSet rows) throws SQLException {
    var page = Page.ofEvents(Integer.MAX_VALUE);
    while (!page.isFull() && rows.next()) {
      if (!has(rows, 8)) {
        return Optional.empty();
      }
      page.add(Rows.event(Rows.name(rows, 1), rows, 2));
    }
    return Optional.of(page.elements());
  }

  /** Returns the {@code links} that led to no event. */
  private static List<Link> missing(List<Link> links, List<Event> events) {
    var missing = new ArrayList<Link>();
    var full = Page.isFull(events, links.size());
    var next = 0;
    for (var link : links) {
      if (next < events.size() && link.pointsTo(events.get(next))) {
        next++;
      } else if (next < events.size() || !full) {
        missing.add(link);
      }
    }
    if (next < events.size()) { // they come in order; SQL that said so would sort all of them
      throw new StoreException.Damaged(
          "the database returned " + events.get(next) + " out of order; restore it from a backup");
    }
    return missing;
  }

  /** Throws unless the events that {@code missing} points to were truncated or never there. */
  private void requireDropped(List<Link> missing) {
    if (missing.isEmpty()) {
      return;
    }
    var streams = missing.stream().map(Link::stream).distinct().toList();
    var asked = new Object[Integer.highestOneBit(2 * streams.size() - 1)]; // a power of two, so that few are prepared
    Arrays.setAll(asked, i -> streams.get(Math.min(i, streams.size() - 1)));
    var heads = ask(database.statements().get("heads", asked.length), rows -> {
      var found = new HashMap<String, Head>();
      while (rows.next()) {
        found.put(Session.stream(rows), Session.head(rows));
      }
      return found;
    }, asked);
    for (var link : missing) {
      var head = heads.getOrDefault(link.stream(), Head.NONE);
      if (link.seq() > head.truncated() && link.seq() <= head.lastSeq()) {
        read(link.stream(), link.seq(), 1); // throws, unless it was written or dropped just now
      }
    }
  }

  @Override
  public long lastSeq(String stream) {
    return query("heads", rows -> rows.next() ? Session.head(rows) : Head.NONE, stream).lastSeq();
  }

  @Override
  public Optional<Json> get(String key) {
    return query("values", rows -> rows.next() ? Optional.of(Session.entry(rows).value()) : Optional.empty(), key);
  }

  @Override
  public List<String> streams(String after, int limit) {
    return query("streams", rows -> {
      var names = new ArrayList<String>();
      while (rows.next()) {
        names.add(Session.stream(rows));
      }
      return names;
    }, after, limit);
  }

  @Override
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    var first = prefix.getBytes(UTF_8);
    var behind = after.getBytes(UTF_8);
    // The first name after a name is that name and a NUL. No name holds the byte 0xff, since UTF-8 never does.
    var from = NameOrder.BY_CODE_POINT.compare(after, prefix) < 0 ? first : Arrays.copyOf(behind, behind.length + 1);
    var end = Arrays.copyOf(first, first.length + 1);
    end[first.length] = (byte) 0xff;
    return query("entries", rows -> {
      var page = Page.ofEntries(limit);
      while (!page.isFull() && rows.next()) {
        page.add(Session.entry(rows));
      }
      return page.elements();
    }, from, end, limit);
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
    return new SqlContents(database, reads);
  }

  @Override
  public void backUp(Path directory) {
    reads.read(() -> {
      database.backUp(directory);
      return 0;
    });
  }

  @Override
  public synchronized void load(Delta delta) {
    loader.load(delta);
  }

  @Override
  public void close() {
    loader.close();
    writer.close();
    reads.close(() -> {
      groups.close();
      database.close();
    });
  }

  private interface Query<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private <T> T query(String name, Query<T> query, Object... parameters) {
    return ask(database.statements().get(name), query, parameters);
  }

  private <T> T ask(String sql, Query<T> query, Object... parameters) {
    return reads.read(() -> new Patience(database).until(() -> database.readers().read(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        Rows.set(statement, parameters);
        try (var rows = statement.executeQuery()) {
          return query.read(rows);
        }
      }
    }), this::requireReadable));
  }

  private void requireReadable(SQLException e) {
    if (database.fault(e) == Fault.DOUBTFUL) {
      throw new StoreException.Unavailable("the store " + database.name() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
