package dev.persist.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A store of many streams, keys and ids and of one stream that is as long as they are many, and what is asked of it: no
 * statement may read more rows than it is about. Its rows are for plans only, since no checksum is right.
 */
final class LargeStore {
  static final int MANY = 100_000;

  /** How many rows a statement is about at most: those of a page, or of a list. */
  static final int MOST_ROWS = 512;

  private static final String[] ROWS = {
      "INSERT INTO persist_stream SELECT {name}, 1, 0, 0 FROM numbers",
      "INSERT INTO persist_event SELECT {name}, 1, 0, 0, {name}, '{}', '{}', 0 FROM numbers",
      "INSERT INTO persist_value SELECT {name}, '{}', 0 FROM numbers",
      "INSERT INTO persist_commit SELECT {name}, {name}, '{}', 1, '[]', 0 FROM numbers",
      "INSERT INTO persist_event SELECT {long}, n, 0, 0, {long}, '{}', '{}', 0 FROM numbers",
      "INSERT INTO persist_commit SELECT {long}, {name}, '{}', n, '[]', 0 FROM numbers"
  };

  private static final String LONG = "long";

  /** What each statement is given; those whose list grows, the rows of it. */
  private static final Map<String, List<?>> ARGUMENTS = Map.ofEntries(
      Map.entry("begin", List.of()),
      Map.entry("begin-slots", List.of(slots())),
      Map.entry("turn", List.of()),
      Map.entry("raise-slots", List.of()),
      Map.entry("share", List.of(1)),
      Map.entry("lock-slots", List.of()),
      Map.entry("unshare", List.of(1, 1)),
      Map.entry("terms", List.of(name(1))),
      Map.entry("generation", List.of()),
      Map.entry("made", List.of()),
      Map.entry("read", List.of(LONG, MANY / 2, MOST_ROWS)),
      Map.entry("read-light", List.of(8_192, LONG, MANY / 2, MOST_ROWS)),
      Map.entry("follow", runs()),
      Map.entry("follow-light", Stream.concat(Stream.of(8_192), runs().stream()).toList()),
      Map.entry("streams", List.of(name(MANY / 2), MOST_ROWS)),
      Map.entry("entries", List.of(name(1), name(9) + "~", MOST_ROWS)),
      Map.entry("contents-streams", List.of(name(MANY / 2), MOST_ROWS)),
      Map.entry("contents-events", List.of(LONG, MANY / 2, MOST_ROWS)),
      Map.entry("contents-commits", List.of(LONG, name(MANY / 2), MOST_ROWS)),
      Map.entry("contents-values", List.of(name(MANY / 2), MOST_ROWS)),
      Map.entry("heads", List.of(names(1))),
      Map.entry("values", List.of(names(1))),
      Map.entry("commits", List.of(names(2))),
      Map.entry("put-stream", List.of(name(7), 2, 1, 0)),
      Map.entry("put-value", List.of(name(7), "{}", 0)),
      Map.entry("delete-value", List.of(name(7))),
      Map.entry("add-event", List.of(LONG, MANY + 1, 0, 0, "type", "{}", "{}", 0)),
      Map.entry("add-commit", List.of(LONG, "new", "{}", 1, "[]", 0)),
      Map.entry("drop-events", List.of(LONG, 0, MOST_ROWS)),
      Map.entry("forget-commits", List.of(name(7), MANY)));

  private LargeStore() {}

  /** Returns what makes the rows {@code from} to {@code to} of each kind, given the dialect's bytes of a text. */
  static List<String> rows(String bytes, int from, int to) {
    var numbers = "WITH RECURSIVE numbers(n) AS (SELECT %d UNION ALL SELECT n + 1 FROM numbers WHERE n < %d) "
        .formatted(from, to);
    var statements = new ArrayList<String>();
    for (var row : ROWS) {
      statements.add(numbers + row.replace("{name}", bytes.formatted("'s' || n")).replace("{long}", longName(bytes)));
    }
    return statements;
  }

  /** Returns the statement that makes the row of the long stream. */
  static String longStream(String bytes) {
    return "INSERT INTO persist_stream VALUES (" + longName(bytes) + ", 1, 0, 0)";
  }

  static String longName(String bytes) {
    return bytes.formatted("'" + LONG + "'");
  }

  private static String name(int number) {
    return "s" + number;
  }

  private static List<Object> names(int columns) {
    var names = new ArrayList<Object>();
    for (var i = 0; i < MOST_ROWS; i++) {
      names.addAll(Collections.nCopies(columns, name(i * (MANY / MOST_ROWS) + 1)));
    }
    return names;
  }

  /** Returns as many events as a page has: one of each of many streams, and those of a run. */
  private static List<Column> runs() {
    var single = IntStream.range(0, MOST_ROWS / 2).<Object>mapToObj(i -> name(i + 1));
    var ones = Collections.<Object>nCopies(MOST_ROWS / 2, 1);
    return List.of(new Column(Stream.concat(single, Stream.of(LONG)).toList()),
        new Column(Stream.concat(ones.stream(), Stream.of(MANY / 2)).toList()),
        new Column(Stream.concat(ones.stream(), Stream.of(MANY / 2 + MOST_ROWS / 2 - 1)).toList()));
  }

  /** Returns the names of every statement of {@code dialect}. */
  static SortedSet<String> statements(String dialect) throws IOException {
    var names = new TreeSet<String>();
    for (var folder : List.of("statements", dialect)) {
      try (var files = Files.list(Path.of("src/main/resources/dev/persist/sql", folder))) {
        files.map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(".sql"))
            .forEach(file -> names.add(file.replace(".sql", "")));
      }
    }
    return names;
  }

  /** A statement with its parameters: the longest list it takes if it takes one. */
  record Asked(String sql, List<Object> arguments) {
    /** Returns it with each parameter written by {@code $1}, {@code $2} and so on. */
    String numbered() {
      var parts = sql.split("\\?", -1);
      var numbered = new StringBuilder(parts[0]);
      for (var i = 1; i < parts.length; i++) {
        numbered.append('$').append(i).append(parts[i]);
      }
      return numbered.toString();
    }
  }

  /** Returns the statement {@code name} and what it is asked with. */
  static Asked asked(Statements statements, String name) {
    var arguments = ARGUMENTS.get(name);
    if (arguments == null) {
      throw new AssertionError("say what the statement " + name + " is given, so that its plan can be asked for");
    }
    if (name.equals("raise-slots")) {
      return new Asked(ArraySession.text(statements, false, Map.of()),
          List.of(slots(), 1, slots(), slots(), column("new"), column("new"), column("id")));
    }
    if (name.equals("turn") || statements.get(name).contains("FROM turn")
        || statements.get(name).contains("USING turn")) {
      return inTurn(statements, name, arguments);
    }
    if (!arguments.isEmpty() && arguments.getFirst() instanceof List<?> list) {
      return new Asked(statements.get(name, MOST_ROWS), List.copyOf(list));
    }
    return new Asked(statements.get(name), List.copyOf(arguments));
  }

  private static Column slots() {
    return new Column(IntStream.rangeClosed(1, MOST_ROWS).<Object>mapToObj(slot -> slot).toList());
  }

  /** A column of many rows. */
  record Column(List<Object> values) {}

  /** Returns the statement {@code name} with as many rows as one takes, in the one statement that adds all rows. */
  private static Asked inTurn(Statements statements, String name, List<?> row) {
    var arguments = new ArrayList<Object>(List.of(1, 0, column("new"), column("new"), column("id")));
    if (name.equals("turn")) {
      return new Asked(ArraySession.text(statements, true, Map.of()), arguments);
    }
    row.forEach(argument -> arguments.add(column(argument)));
    return new Asked(ArraySession.text(statements, true, Map.of(name, statements.get(name))), arguments);
  }

  /** Returns those statements of {@code names} that run in the one that adds all rows, each of them for one row. */
  static Map<String, Asked> single(Statements statements, Collection<String> names) {
    var all = new TreeMap<String, Asked>();
    for (var name : names) {
      if (statements.get(name).contains(" turn") && !name.equals("turn")) {
        var arguments = new ArrayList<Object>(List.of(1, 0, column("new"), column("new"), column("id")));
        arguments.addAll(Objects.requireNonNull(ARGUMENTS.get(name)));
        var sql = ArraySession.text(statements, true, Map.of(name, ArraySession.single(statements.get(name))));
        all.put(name, new Asked(sql, arguments));
      }
    }
    return all;
  }

  /** The first is another in each row. */
  private static Column column(Object argument) {
    return new Column(IntStream.range(0, MOST_ROWS)
        .mapToObj(i -> argument.equals(MANY + 1)
            ? (Object) (MANY + 1 + i)
            : argument.equals("new") || argument.equals(name(7)) ? argument + "-" + i : argument)
        .toList());
  }
}
