package dev.persist.app.demo;

import dev.persist.Persist;
import java.util.HashMap;
import java.util.List;

/** A table to show. */
public record Table(List<String> columns, List<List<String>> rows) {
  /** Nothing to show. */
  public static final Table NONE = new Table(List.of(), List.of());

  /** Copies the lists. */
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Returns the streams of {@code store}, and how many events each has. */
  public static Table streams(Persist store) {
    return new Table(List.of("Stream", "Events"), store.catalog()
        .streams()
        .map(stream -> List.of(stream, "" + store.log().count(stream)))
        .toList());
  }

  /** Returns what the streams of {@code after} have more than those of {@code before}. */
  public static Table grown(Table before, Table after) {
    var counts = new HashMap<String, String>();
    before.rows.forEach(row -> counts.put(row.getFirst(), row.getLast()));
    return new Table(List.of("Stream", "Events before", "Events now"), after.rows.stream()
        .map(row -> List.of(row.getFirst(), counts.getOrDefault(row.getFirst(), "0"), row.getLast()))
        .filter(row -> !row.get(1).equals(row.get(2)))
        .toList());
  }
}
