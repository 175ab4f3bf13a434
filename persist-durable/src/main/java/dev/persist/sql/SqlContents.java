package dev.persist.sql;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.group.Reads;
import dev.persist.spi.Contents;
import dev.persist.spi.Outcome;
import dev.persist.spi.Page;
import dev.persist.spi.StreamHead;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads the contents in one transaction, on a connection of its own. */
final class SqlContents implements Contents {
  /** How many rows a driver fetches at a time: few, as each may have a megabyte. */
  private static final int FETCHED = 64;

  private final Database database;
  private final Reads reads;
  private final Connection connection;

  SqlContents(Database database, Reads reads) {
    this.database = database;
    this.reads = reads;
    this.connection = reads.read(() -> new Patience(database).until(this::begin, this::requireReadable));
  }

  private Connection begin() throws SQLException {
    var begun = database.connect();
    try {
      database.beginSnapshot(begun);
      try (var statement = begun.prepareStatement(database.statements().get("contents-values"))) {
        Rows.set(statement, "", 1); // a transaction sees the moment of its first statement
        statement.executeQuery().close();
      }
      return begun;
    } catch (SQLException | RuntimeException e) {
      begun.close();
      throw e;
    }
  }

  @Override
  public Optional<StreamHead> head(String stream) {
    return page("heads", Page.ofStreams(1), SqlContents::head, stream).stream().findFirst();
  }

  @Override
  public Optional<Json> value(String key) {
    return page("values", Page.ofEntries(1), Session::entry, key).stream().findFirst().map(Entry::value);
  }

  @Override
  public List<StreamHead> streams(String stream, int limit) {
    return page("contents-streams", Page.ofStreams(limit), SqlContents::head, stream, limit);
  }

  private static StreamHead head(ResultSet rows) throws SQLException {
    var head = Session.head(rows);
    return new StreamHead(Session.stream(rows), head.lastSeq(), head.truncated());
  }

  @Override
  public List<Event> events(String stream, long seq, int limit) {
    return page("contents-events", Page.ofEvents(limit), rows -> Rows.event(Rows.name(rows, 1), rows, 2), stream, seq,
        limit);
  }

  @Override
  public List<Outcome> outcomes(String stream, String key, int limit) {
    return page("contents-commits", Page.ofOutcomes(limit), Rows::outcome, stream, key, limit);
  }

  @Override
  public List<Entry<Json>> entries(String key, int limit) {
    return page("contents-values", Page.ofEntries(limit), Session::entry, key, limit);
  }

  private interface Row<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private <T> List<T> page(String name, Page<T> page, Row<T> row, Object... parameters) {
    return read(() -> {
      try (var statement = connection.prepareStatement(database.statements().get(name))) {
        statement.setFetchSize(FETCHED);
        Rows.set(statement, parameters);
        try (var rows = statement.executeQuery()) {
          while (!page.isFull() && rows.next()) {
            page.add(row.read(rows));
          }
        }
      }
      return page.elements();
    });
  }

  @Override
  public List<String> fileProblems() {
    return read(() -> database.fileProblems(connection));
  }

  private interface Work<T> {
    T read() throws SQLException;
  }

  private <T> T read(Work<T> work) {
    return reads.read(() -> {
      try {
        return work.read();
      } catch (SQLException e) {
        requireReadable(e);
        if (database.fault(e) == Fault.DAMAGED) {
          throw new StoreException.Damaged(
              "the store " + database.name() + " cannot be read: " + e.getMessage() + "; restore a backup", e);
        }
        throw new StoreException.Unavailable("the connection to the store " + database.name() + " was lost while its "
            + "contents were read: " + e.getMessage() + "; begin again", e);
      }
    });
  }

  private void requireReadable(SQLException e) {
    if (database.fault(e) == Fault.DOUBTFUL) {
      throw new StoreException.Unavailable("the store " + database.name() + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing was written through it.
    }
  }
}
