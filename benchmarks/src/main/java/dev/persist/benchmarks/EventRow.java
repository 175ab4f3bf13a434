package dev.persist.benchmarks;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** How the peers in SQL store an event: a row by stream and seq. */
final class EventRow {
  static final String INSERT = "insert into event values (?, ?, ?, ?, ?, ?, ?)";

  private EventRow() {}

  /** Returns the statement that creates the table, with {@code bytes} as the type for bytes. */
  static String table(String bytes) {
    return "create table event (stream text, seq bigint, second bigint, nano integer, type text, meta " + bytes
        + ", data " + bytes + ", primary key (stream, seq))";
  }

  /** Runs {@link #INSERT}. */
  static void insert(PreparedStatement insert, String stream, long seq) throws SQLException {
    set(insert, stream, seq);
    insert.executeUpdate();
  }

  /** Sets the parameters of {@link #INSERT}. */
  static void set(PreparedStatement insert, String stream, long seq) throws SQLException {
    var at = Sale.ONE.at();
    insert.setString(1, stream);
    insert.setLong(2, seq);
    insert.setLong(3, at.getEpochSecond());
    insert.setInt(4, at.getNano());
    insert.setString(5, Sale.ONE.type());
    insert.setBytes(6, Sale.ONE.meta().toBytes());
    insert.setBytes(7, Sale.ONE.data().toBytes());
  }
}
