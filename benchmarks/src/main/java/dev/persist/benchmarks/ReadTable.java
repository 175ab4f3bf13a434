package dev.persist.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A table of events as many write it by hand, with a position in the order of all, read through one connection with JDBC and
 * Jackson; and a table of checkpoints.
 */
record ReadTable(Connection connection, Store.Place place) implements Reads.Peer {
  private static final JsonMapper JACKSON = new JsonMapper();

  private static final String TABLE = "create table event (stream text, seq bigint, position bigint unique, second bigint, "
      + "nano integer, type text, meta text, data text, primary key (stream, seq))";

  static ReadTable open(Postgres.Database database) throws SQLException {
    return filled(DriverManager.getConnection("jdbc:" + database.url()), database);
  }

  static ReadTable open(Path file) throws SQLException {
    var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = full");
    }
    return filled(connection, () -> {});
  }

  private static ReadTable filled(Connection connection, Store.Place place) throws SQLException {
    connection.setAutoCommit(false); // the driver of PostgreSQL holds all rows of a result otherwise
    try (var statement = connection.createStatement()) {
      statement.execute(TABLE);
      statement.execute("create table checkpoint (name text primary key, position bigint)");
      statement.execute("insert into checkpoint values ('total', 0)");
    }
    try (var insert = connection.prepareStatement("insert into event values ('sales', ?, ?, 0, 0, 'sold', '{}', ?)")) {
      var seq = 0L;
      for (var sale : Reads.sales()) {
        insert.setLong(1, ++seq);
        insert.setLong(2, seq);
        insert.setString(3, JACKSON.writeValueAsString(sale));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
    return new ReadTable(connection, place);
  }

  @Override
  public Map<String, Reads.Work> works() {
    return Map.of(
        "read a stream", () -> read("stream = 'sales' and seq > 0 order by seq"),
        "read the global order", this::readGlobal,
        "read the global order of many streams", this::readGlobal,
        "catch up", () -> catchUp("stream = 'sales' and seq > ? order by seq limit ?"),
        "catch up, global order", this::catchUpGlobal,
        "catch up, global order of many streams", this::catchUpGlobal,
        "decide", this::decide);
  }

  private long readGlobal() throws SQLException {
    return read("position > 0 order by position");
  }

  private long catchUpGlobal() throws SQLException {
    return catchUp("position > ? order by position limit ?");
  }

  private long read(String wanted) throws SQLException {
    try (var select = select(wanted)) {
      select.setFetchSize(Reads.AT_ONCE);
      var sum = new Sum();
      sum.add(select);
      connection.commit();
      return sum.cents;
    }
  }

  private long catchUp(String wanted) throws SQLException {
    try (var select = select(wanted);
        var update = connection.prepareStatement("update checkpoint set position = ? where name = 'total'")) {
      var sum = new Sum();
      select.setLong(1, 0);
      select.setInt(2, Reads.AT_ONCE);
      while (sum.add(select)) {
        update.setLong(1, sum.position);
        update.executeUpdate();
        connection.commit();
        select.setLong(1, sum.position);
      }
      connection.commit();
      return sum.cents;
    }
  }

  private long decide() throws SQLException {
    var sum = read("stream = 'sales' and seq > 0 order by seq");
    try (var head = connection.prepareStatement("select max(seq) from event where stream = 'sales'");
        var row = head.executeQuery()) {
      row.next();
      if (row.getLong(1) != Reads.EVENTS) {
        throw new IllegalStateException("somebody else wrote");
      }
    }
    connection.commit();
    return sum;
  }

  private PreparedStatement select(String wanted) throws SQLException {
    return connection
        .prepareStatement("select stream, seq, position, second, nano, type, meta, data from event where " + wanted);
  }

  /** What the sales come to. */
  private static final class Sum {
    private long cents;
    private long position;

    /** Adds what {@code select} finds; returns whether that was anything. */
    private boolean add(PreparedStatement select) throws SQLException {
      var before = position;
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          position = rows.getLong(3);
          cents += JACKSON.readValue(rows.getString(8), Sale.class).cents();
        }
      }
      return position > before;
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    place.close();
  }
}
