package dev.persist.sql;

import dev.persist.Entry;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Outcome;
import dev.persist.spi.PrefixRules;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connection and its prepared statements, from which a transaction is made. Not thread-safe. */
abstract sealed class Session implements AutoCloseable permits BatchSession, ArraySession {
  /** The most rows that a statement asks for. The number is always a power of two, so that few are prepared. */
  private static final int MOST_ROWS = 512;

  /** SQL's state for a transaction when it is unknown whether it was committed. */
  static final String UNKNOWN = "08007";

  final String name;
  final Connection connection;
  final Statements statements;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Session(String name, Connection connection, Statements statements) {
    this.name = name;
    this.connection = connection;
    this.statements = statements;
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  /**
   * The slots that a transaction has locked.
   *
   * @param slots in order
   * @param found the generation that it found of each
   */
  record Turn(List<Integer> slots, List<Long> found) {
    /** Returns what is found after a transaction that raised each generation by {@code step}. */
    Turn raised(long step) {
      return new Turn(slots, found.stream().map(generation -> generation + step).toList());
    }

    /** Returns by how much a transaction raises the generations in all. */
    long total(long step) {
      return slots.size() * step;
    }
  }

  /** Begins a transaction, once no other transaction writes in {@code slots}. */
  Turn begin(List<Integer> slots) throws SQLException {
    connection.setAutoCommit(false);
    try (var rows = statement(statements.get("begin")).executeQuery()) {
      if (!rows.next()) {
        throw noStore(name);
      }
      return new Turn(slots, List.of(rows.getLong(1)));
    }
  }

  /**
   * What a writer has to know before it decides.
   *
   * @param prefixes the value of {@link PrefixRules#KEY}
   * @param made the value that tells the store from others
   * @param shared whether writers take turns by the slots of names
   */
  record Terms(Optional<Json> prefixes, String made, boolean shared) {}

  /** Returns the terms, as the transaction sees them that has begun. */
  Terms terms() throws SQLException {
    var statement = statement(statements.get("terms"));
    Rows.set(statement, PrefixRules.KEY);
    try (var rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw noStore(name);
      }
      var prefixes = rows.getBytes(1) == null ? Optional.<Json>empty() : Optional.of(entry(rows).value());
      return new Terms(prefixes, rows.getString(4), rows.getBoolean(5));
    }
  }

  /** Has writers take turns by slots from now on, or by the store as a whole again. No transaction may have begun. */
  abstract void share(boolean isShared) throws SQLException;

  static StoreException.Damaged noStore(String name) {
    return new StoreException.Damaged("the table persist_store of the store " + name
        + " is empty, but it must have one row; restore the database from a backup");
  }

  /** Returns what {@code asked} asks about, without the heads in {@code known}. */
  Loaded load(Asked asked, Map<String, Head> known) throws SQLException {
    var heads = new HashMap<String, Head>();
    var unknown = new ArrayList<List<String>>();
    for (var stream : asked.streams()) {
      var head = known.get(stream);
      if (head == null) {
        unknown.add(List.of(stream));
      } else {
        heads.put(stream, head);
      }
    }
    return new Loaded(heads(unknown, heads), values(asked.keys()), outcomes(asked.ids()));
  }

  private Map<String, Head> heads(List<List<String>> streams, Map<String, Head> heads) throws SQLException {
    each("heads", streams, row -> {
      heads.put(stream(row), head(row));
    });
    return heads;
  }

  /** Reads the name in a row of the statements {@code heads} and {@code streams}. */
  static String stream(ResultSet row) throws SQLException {
    var stream = Rows.name(row, 1);
    Rows.require(row, 4, stream, row.getLong(2), row.getLong(3));
    return stream;
  }

  /** Reads a row of the statement {@code heads}. */
  static Head head(ResultSet row) throws SQLException {
    var stream = stream(row);
    var truncated = row.getLong(3);
    return new Head(requireEnd(stream, Math.max(truncated, row.getLong(5)), row.getLong(2)), truncated);
  }

  /** Returns {@code end}, the last seq found of {@code stream}, unless {@code written} says that there was a later one. */
  static long requireEnd(String stream, long end, long written) {
    if (end < written) {
      throw new StoreException.Damaged(
          "stream \"" + stream + "\" ends with event " + end + ", but event " + written
              + " was written; restore the database from a backup");
    }
    return end;
  }

  private Map<String, Json> values(Set<String> keys) throws SQLException {
    var values = new HashMap<String, Json>();
    each("values", keys.stream().map(List::of).toList(), row -> {
      var entry = entry(row);
      values.put(entry.key(), entry.value());
    });
    return values;
  }

  /** Reads a row of the statements {@code values} and {@code entries}. */
  static Entry<Json> entry(ResultSet row) throws SQLException {
    var key = Rows.name(row, 1);
    var value = Rows.json(row, 2);
    Rows.require(row, 3, key, value);
    return new Entry<>(key, value);
  }

  private Map<List<String>, Outcome> outcomes(Set<List<String>> ids) throws SQLException {
    var outcomes = new HashMap<List<String>, Outcome>();
    each("commits", List.copyOf(ids), row -> {
      var outcome = Rows.outcome(row);
      outcomes.put(List.of(outcome.id().stream(), outcome.id().key()), outcome);
    });
    return outcomes;
  }

  /** Reads the rows that the statement {@code name} finds for {@code wanted}. */
  private void each(String name, List<List<String>> wanted, Reader reader) throws SQLException {
    for (var from = 0; from < wanted.size(); from += MOST_ROWS) {
      var part = wanted.subList(from, Math.min(from + MOST_ROWS, wanted.size()));
      var rows = part.size() == 1 ? 1 : Integer.highestOneBit(part.size() - 1) * 2;
      var columns = new ArrayList<String>();
      for (var i = 0; i < rows; i++) {
        columns.addAll(part.get(Math.min(i, part.size() - 1)));
      }
      var statement = statement(statements.get(name, rows));
      Rows.set(statement, columns.toArray());
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          reader.read(found);
        }
      }
    }
  }

  /** Returns by how much a transaction raises the generations of its slots. */
  abstract long step();

  /**
   * Writes {@code change} in the transaction that has begun, which has {@code turn}, and raises its generations by
   * {@code step}.
   */
  final void store(Change change, Turn turn, long step) throws SQLException {
    batch("forget-commits", change.forgotten());
    add(change, turn, step);
    batch("drop-events", change.dropped());
  }

  /** Writes the rows that {@code change} adds, and the generations. */
  abstract void add(Change change, Turn turn, long step) throws SQLException;

  /** Returns whether {@link #atOnce} can be called. */
  abstract boolean writesAtOnce();

  /**
   * Prepares to write {@code guess}, as {@link #store} does, in a transaction of one statement. None may have begun.
   *
   * @param turn the slots that it locks, and the generations that it has to find
   */
  abstract AtOnce atOnce(Guess guess, Turn turn, long step) throws SQLException;

  /** A transaction of one statement. */
  interface AtOnce {
    /** Returns whether the guess was written; if not, nothing was, since it is wrong. */
    boolean run() throws SQLException;
  }

  /** Runs the statement {@code name} with each of {@code rows}. */
  final void batch(String name, Collection<Object[]> rows) throws SQLException {
    if (!rows.isEmpty()) { // to prepare a statement costs nothing, to run it without rows does
      var statement = statement(statements.get(name));
      for (var row : rows) {
        Rows.set(statement, row);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  final PreparedStatement statement(String sql) throws SQLException {
    var known = prepared.get(sql);
    if (known != null) {
      return known;
    }
    var statement = connection.prepareStatement(sql);
    prepared.put(sql, statement);
    return statement;
  }

  /**
   * Commits. A server that gives up waiting for its synchronous standby says so in a warning, and the commit may be
   * lost with the server. That is an error here, with the state for an unknown outcome.
   *
   * <p>SQLite's driver begins a transaction when it has committed one. If that fails, the commit has not failed. A
   * transaction begun in this way keeps the log from ever beginning anew.
   */
  void commit() throws SQLException {
    connection.clearWarnings();
    connection.setAutoCommit(true);
    requireDurable(connection.getWarnings());
  }

  static void requireDurable(@Nullable SQLWarning warning) throws SQLException {
    if (warning != null) {
      throw new SQLException(warning.getMessage(), UNKNOWN, warning);
    }
  }

  void rollback() throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  /** Rolls back what was not committed. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server rolls back and forgets a connection that ends, however it ends.
    }
  }
}
