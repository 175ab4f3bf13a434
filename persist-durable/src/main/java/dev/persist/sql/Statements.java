package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The SQL of one dialect. A statement is a resource, its own or one for all dialects. Safe for use by any thread. */
final class Statements {
  private final String dialect;
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  Statements(String dialect) {
    this.dialect = dialect;
  }

  /** Returns the statement {@code name}. */
  String get(String name) {
    return texts.computeIfAbsent(name, this::load);
  }

  /** Returns the statement {@code name}, with its one-row list grown to {@code rows} rows. */
  String get(String name, int rows) {
    var one = get(name);
    var row = one.contains("(?, ?)") ? "(?, ?)" : "?";
    var at = one.lastIndexOf(row);
    return one.substring(0, at) + String.join(", ", Collections.nCopies(rows, row)) + one.substring(at + row.length());
  }

  private String load(String name) {
    return read(dialect + '/' + name + ".sql").or(() -> read("statements/" + name + ".sql"))
        .orElseThrow(() -> new IllegalArgumentException("there is no SQL statement " + name));
  }

  private static Optional<String> read(String resource) {
    try (var in = Statements.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
