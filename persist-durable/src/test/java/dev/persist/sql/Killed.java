package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.StoreException.Damaged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The files of a database that was killed, or lost its power. */
final class Killed {
  static final int HEADER = 32;
  static final int FRAME_HEADER = 24;
  static final int FRAME = FRAME_HEADER + LoggedDatabase.PAGE;

  final byte[] log;

  private final Path directory;
  private final byte[] database;

  Killed(Path directory, byte[] database, byte[] log) {
    this.directory = directory;
    this.database = database;
    this.log = log;
  }

  Killed with(byte[] other) {
    return new Killed(directory, database, other);
  }

  void check() {
    try {
      SqliteLog.check(Path.of("db-wal"), new ByteArrayInputStream(log));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  boolean passes() {
    try {
      check();
      return true;
    } catch (Damaged refused) {
      return false;
    }
  }

  /** The first byte of {@code frame}. */
  static int at(int frame) {
    return HEADER + frame * FRAME;
  }

  int frames() {
    return (log.length - HEADER) / FRAME;
  }

  /** The frames of this log that end a transaction, without those of an older log. */
  List<Integer> commits() {
    var fields = ByteBuffer.wrap(log);
    return IntStream.range(0, frames())
        .filter(frame -> fields.getInt(at(frame) + 4) != 0 && fields.getLong(at(frame) + 8) == fields.getLong(16))
        .boxed()
        .toList();
  }

  /** The path of a new copy of the files. */
  Path copy() throws IOException {
    var copy = Files.createTempFile(directory, "copy", "");
    Files.write(copy, database);
    Files.write(Path.of(copy + "-wal"), log);
    return copy;
  }

  /** What SQLite finds in the table, in a database that is sound. */
  List<Integer> rows() throws IOException, SQLException {
    return rows(copy());
  }

  static List<Integer> rows(Path path) throws SQLException {
    var rows = new ArrayList<Integer>();
    try (var open = DriverManager.getConnection("jdbc:sqlite:" + path); var statement = open.createStatement()) {
      try (var result = statement.executeQuery("SELECT n FROM t ORDER BY n")) {
        while (result.next()) {
          rows.add(result.getInt(1));
        }
      }
      try (var result = statement.executeQuery("PRAGMA integrity_check")) {
        assertThat(result.getString(1)).isEqualTo("ok");
      }
    }
    return rows;
  }

  /** The rows up to {@code count}, which are one transaction each. */
  static List<Integer> upTo(int count) {
    return IntStream.rangeClosed(1, count).boxed().toList();
  }
}
