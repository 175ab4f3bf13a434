package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes all that a transaction adds in one statement, since a round trip costs more than the rows do. Each column is
 * an array with the values of all rows. With one row it is a value, which takes the server half the time. The statement
 * raises the generation, and adds its rows only if the generation was as expected. So a guess needs no other statement.
 */
final class ArraySession extends Session {
  private static final Pattern ROWS = Pattern.compile("unnest\\(([^)]*)\\)");
  private static final Pattern LIST = Pattern.compile("\\?::(\\w+)\\[\\]");

  /** The statements that add one row, by their names. */
  private final Map<String, String> singles = new HashMap<>();

  ArraySession(String name, Connection connection, Statements statements) {
    super(name, connection, statements);
  }

  @Override
  void add(Change change, long found, long left) throws SQLException {
    if (!run(bound(change, found, left, List.of(), List.of()))) {
      throw new StoreException.Damaged(
          "another writer changed the store " + name + " during the turn of this one; nothing was written. "
              + "Remove any rule or trigger that takes away the lock of persist_store");
    }
  }

  /** Returns a generation that nobody can know. Found again, it shows that nobody wrote since, also after a restore. */
  @Override
  long after(long found) {
    return found + 1 + ThreadLocalRandom.current().nextInt(1_000_000);
  }

  @Override
  boolean writesAtOnce() {
    return true;
  }

  @Override
  AtOnce atOnce(Guess guess, long found, long left) throws SQLException {
    var statement = bound(guess.change(), found, left, guess.absentStreams(), guess.absentIds());
    return () -> run(statement);
  }

  private static boolean run(PreparedStatement statement) throws SQLException {
    try (var rows = statement.executeQuery()) {
      var written = rows.next();
      requireDurable(statement.getWarnings());
      return written;
    }
  }

  private PreparedStatement bound(Change change, long found, long left, Collection<String> absentStreams,
      Collection<List<String>> absentIds) throws SQLException {
    var added = new LinkedHashMap<String, String>();
    change.added().forEach((name, rows) -> {
      if (!rows.isEmpty()) {
        added.put(name, rows.size() > 1
            ? statements.get(name)
            : singles.computeIfAbsent(name, each -> single(statements.get(each))));
      }
    });
    var statement = statement(text(statements, added));
    statement.setLong(1, left);
    statement.setLong(2, found);
    statement.setArray(3, array(absentStreams.stream()));
    statement.setArray(4, array(absentIds.stream().map(List::getFirst)));
    statement.setArray(5, array(absentIds.stream().map(List::getLast)));
    var at = 6;
    for (var rows : change.added().values()) {
      var columns = rows.isEmpty() ? 0 : rows.getFirst().length;
      for (var column = 0; column < columns; column++) {
        var number = column;
        if (rows.size() > 1) {
          statement.setArray(at++, array(rows.stream().map(row -> row[number])));
        } else {
          Rows.setOne(statement, at++, rows.getFirst()[number]);
        }
      }
    }
    return statement;
  }

  /** Returns {@code statement}, which takes arrays, as a statement that takes the values of one row. */
  static String single(String statement) {
    var row = ROWS.matcher(statement).replaceFirst(rows -> "(VALUES (" + rows.group(1).replace("[]", "") + "))");
    return LIST.matcher(row).replaceAll("ARRAY[?::$1]");
  }

  /** Returns the statement that takes the turn and runs the statements {@code added}, by their names. */
  static String text(Statements statements, Map<String, String> added) {
    var text = new StringBuilder("WITH turn AS (").append(statements.get("turn")).append(')');
    added.forEach((name, each) -> text.append(", \"").append(name).append("\" AS (").append(each).append(')'));
    return text.append(" SELECT generation FROM turn").toString();
  }

  private java.sql.Array array(Stream<?> values) throws SQLException {
    var all = values.toArray();
    return switch (all.length == 0 ? "" : all[0]) {
      case Long number -> connection.createArrayOf("int8", List.of(all).toArray(Long[]::new));
      case Integer number -> connection.createArrayOf("int4", List.of(all).toArray(Integer[]::new));
      case Json json -> connection.createArrayOf("text", Stream.of(all).map(Object::toString).toArray(String[]::new));
      default -> connection.createArrayOf("bytea",
          Stream.of(all).map(name -> name.toString().getBytes(UTF_8)).toArray(byte[][]::new));
    };
  }
}
