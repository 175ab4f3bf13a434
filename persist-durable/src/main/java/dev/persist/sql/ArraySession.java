package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
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
  Turn begin(List<Integer> slots) throws SQLException {
    if (slots.getFirst() == Turns.WHOLE) {
      return super.begin(slots);
    }
    connection.setAutoCommit(false);
    var begin = statement(statements.get("begin-slots"));
    begin.setArray(1, array(slots.stream()));
    var found = new ArrayList<Long>();
    try (var rows = begin.executeQuery()) {
      while (rows.next()) {
        found.add(rows.getLong(1));
      }
    }
    if (found.size() < slots.size()) {
      throw new StoreException.Damaged("the table persist_slot of the store " + name + " has rows for " + found.size()
          + " of the slots " + slots + ", but must have each; restore the database from a backup");
    }
    return new Turn(slots, found);
  }

  @Override
  void share(boolean isShared) throws SQLException {
    if (isShared) {
      var share = statement(statements.get("share"));
      share.setLong(1, step());
      share.executeUpdate();
    } else {
      connection.setAutoCommit(false);
      statement(statements.get("lock-slots")).executeQuery().close();
      var unshare = statement(statements.get("unshare"));
      unshare.setLong(1, step());
      unshare.setLong(2, step());
      unshare.executeUpdate();
      connection.setAutoCommit(true);
    }
  }

  @Override
  void add(Change change, Turn turn, long step) throws SQLException {
    if (!run(bound(change, turn, step, List.of(), List.of()))) {
      throw new StoreException.Damaged(
          "another writer changed the store " + name + " during the turn of this one; nothing was written. "
              + "Remove any rule or trigger that takes away the lock of persist_store");
    }
  }

  /** Returns one that nobody can know. A generation found again shows that nobody wrote since, also after a restore. */
  @Override
  long step() {
    return 1L + ThreadLocalRandom.current().nextInt(1_000_000);
  }

  @Override
  boolean writesAtOnce() {
    return true;
  }

  @Override
  AtOnce atOnce(Guess guess, Turn turn, long step) throws SQLException {
    var statement = bound(guess.change(), turn, step, guess.absentStreams(), guess.absentIds());
    return () -> run(statement);
  }

  private static boolean run(PreparedStatement statement) throws SQLException {
    try (var rows = statement.executeQuery()) {
      var written = rows.next();
      requireDurable(statement.getWarnings());
      return written;
    }
  }

  private PreparedStatement bound(Change change, Turn turn, long step, Collection<String> absentStreams,
      Collection<List<String>> absentIds) throws SQLException {
    var added = new LinkedHashMap<String, String>();
    change.added().forEach((name, rows) -> {
      if (!rows.isEmpty()) {
        added.put(name, rows.size() > 1
            ? statements.get(name)
            : singles.computeIfAbsent(name, each -> single(statements.get(each))));
      }
    });
    var whole = turn.slots().getFirst() == Turns.WHOLE;
    var statement = statement(text(statements, whole, added));
    var at = 1;
    if (whole) {
      statement.setLong(at++, turn.found().getFirst() + step);
      statement.setLong(at++, turn.found().getFirst());
    } else {
      var slots = array(turn.slots().stream());
      statement.setArray(at++, slots);
      statement.setLong(at++, step);
      statement.setArray(at++, slots);
      statement.setArray(at++, array(turn.found().stream()));
    }
    statement.setArray(at++, array(absentStreams.stream()));
    statement.setArray(at++, array(absentIds.stream().map(List::getFirst)));
    statement.setArray(at++, array(absentIds.stream().map(List::getLast)));
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
  static String text(Statements statements, boolean whole, Map<String, String> added) {
    var text = new StringBuilder(whole
        ? "WITH turn AS (" + statements.get("turn") + ")"
        : "WITH locked AS (" + statements.get("begin-slots") + "), raised AS (" + statements.get("raise-slots")
            + "), turn AS (SELECT generation FROM raised LIMIT 1)");
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
