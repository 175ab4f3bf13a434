package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Canonical;
import dev.persist.spi.Outcome;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Turns values into rows. Storage format: a change here needs another migration.
 *
 * <p>Names are bytes, since a name may hold NUL. JSON is text, so that SQL can look into it. Every row ends with the
 * CRC-32C of its other columns, in order, since not every database has checksums for its pages. In it, each text or
 * name is preceded by its length; a length has 8 bytes, like any number.
 */
final class Rows {
  private Rows() {}

  /** Sets the parameters of {@code statement} to {@code columns}. */
  static void set(PreparedStatement statement, Object... columns) throws SQLException {
    for (var i = 0; i < columns.length; i++) {
      setOne(statement, i + 1, columns[i]);
    }
  }

  /** Sets the parameter {@code number}, from 1, of {@code statement} to {@code column}. */
  static void setOne(PreparedStatement statement, int number, Object column) throws SQLException {
    switch (column) {
      case Long value -> statement.setLong(number, value);
      case Integer value -> statement.setInt(number, value);
      case Json json -> statement.setString(number, json.toString());
      case byte[] bytes -> statement.setBytes(number, bytes);
      case byte[][] names -> statement.setArray(number, statement.getConnection().createArrayOf("bytea", names));
      case Long[] numbers -> statement.setArray(number, statement.getConnection().createArrayOf("int8", numbers));
      case String name -> statement.setBytes(number, name.getBytes(UTF_8));
      default -> throw new IllegalArgumentException("no column is a " + column.getClass());
    }
  }

  /** Returns {@code columns}, followed by their checksum. */
  static Object[] summed(Object... columns) {
    var summed = Arrays.copyOf(columns, columns.length + 1);
    summed[columns.length] = checksum(columns);
    return summed;
  }

  /** Returns the row of an event. */
  static Object[] row(Event event) {
    var at = event.at();
    return new Object[]{
        event.stream(), event.seq(), at.getEpochSecond(), at.getNano(), event.type(), event.meta(),
        event.data()
    };
  }

  /** Returns the row of an outcome. */
  static Object[] row(Outcome outcome) {
    var id = outcome.id();
    return new Object[]{
        id.stream(), id.key(), Canonical.text(id.digest()), outcome.lastSeq(), Canonical.events(outcome.events())
    };
  }

  /** Reads an event of {@code stream}. Its columns, without the first, begin at {@code column}. */
  static Event event(String stream, ResultSet rows, int column) throws SQLException {
    var seq = rows.getLong(column);
    var second = rows.getLong(column + 1);
    var nano = rows.getInt(column + 2);
    var type = bytes(rows, column + 3);
    var meta = bytes(rows, column + 4);
    var data = bytes(rows, column + 5);
    require(rows, column + 6, stream, seq, second, nano, type, meta, data);
    return new Event(stream, seq, new String(type, UTF_8), at(second, nano), Json.ofCanonical(data),
        Json.ofCanonical(meta));
  }

  /** Reads an outcome. Its columns begin at 1. */
  static Outcome outcome(ResultSet rows) throws SQLException {
    var digest = json(rows, 3);
    var events = json(rows, 5);
    require(rows, 6, name(rows, 1), name(rows, 2), digest, rows.getLong(4), events);
    return new Outcome(new CommitId(name(rows, 1), name(rows, 2), digest.as(String.class)),
        List.of(events.as(Event[].class)));
  }

  private static Instant at(long second, int nano) {
    try {
      return Instant.ofEpochSecond(second, nano);
    } catch (DateTimeException e) {
      throw new StoreException.Damaged("a row is damaged: its time, second " + second + " and nanosecond " + nano
          + ", does not exist. Restore the database from a backup", e);
    }
  }

  static String name(ResultSet rows, int column) throws SQLException {
    return new String(bytes(rows, column), UTF_8);
  }

  static Json json(ResultSet rows, int column) throws SQLException {
    return Json.ofCanonical(bytes(rows, column));
  }

  private static byte[] bytes(ResultSet rows, int column) throws SQLException {
    var bytes = rows.getBytes(column);
    if (bytes == null) {
      throw new StoreException.Damaged("a row is damaged: a column is empty. Restore the database from a backup");
    }
    return bytes;
  }

  /** Throws unless the checksum in {@code column} is that of {@code columns}. */
  static void require(ResultSet rows, int column, Object... columns) throws SQLException {
    if (rows.getInt(column) != checksum(columns)) {
      throw new StoreException.Damaged("the row of " + List.of(columns).subList(0, Math.min(2, columns.length))
          + " is damaged: its checksum does not match. Restore the database from a backup");
    }
  }

  private static int checksum(Object... columns) {
    var sum = new CRC32C();
    var number = ByteBuffer.allocate(Long.BYTES);
    for (var column : columns) {
      if (column instanceof Number value) {
        sum.update(number.putLong(0, value.longValue()).rewind());
      } else {
        var bytes = switch (column) {
          case byte[] raw -> raw;
          case Json json -> json.toBytes();
          default -> column.toString().getBytes(UTF_8);
        };
        sum.update(number.putLong(0, bytes.length).rewind());
        sum.update(bytes);
      }
    }
    return (int) sum.getValue();
  }
}
