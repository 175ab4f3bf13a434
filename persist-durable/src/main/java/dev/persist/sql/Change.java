package dev.persist.sql;

import dev.persist.spi.Delta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The changes of a transaction, as rows of the statements that make them.
 *
 * @param heads the new heads of the streams whose head it changes
 * @param forgotten rows of {@code forget-commits}, which runs first
 * @param added rows, by the name of their statement
 * @param dropped rows of {@code drop-events}, which runs last
 */
record Change(Map<String, Head> heads, List<Object[]> forgotten, Map<String, List<Object[]>> added,
    List<Object[]> dropped) {
  static final Change NOTHING = new Change(Map.of(), List.of(), Map.of(), List.of());

  /**
   * Returns the changes of {@code delta}.
   *
   * @param before the state that it was decided on
   * @param keepsEnds whether the row of a stream says where it ends, and not only that it exists and from where it is
   *     kept
   */
  static Change of(Delta delta, Loaded before, boolean keepsEnds) {
    var heads = new HashMap<String, Head>();
    for (var event : delta.events()) {
      heads.put(event.stream(), new Head(event.seq(), before.head(event.stream()).truncated()));
    }
    var dropped = new ArrayList<Object[]>();
    delta.truncated().forEach((stream, through) -> {
      var head = heads.getOrDefault(stream, before.head(stream));
      if (through > head.truncated()) {
        dropped.add(new Object[]{stream, head.truncated(), through});
        heads.put(stream, new Head(Math.max(head.lastSeq(), through), through));
      }
    });
    var added = new LinkedHashMap<String, List<Object[]>>();
    added.put("add-event", rows(delta.events(), event -> Rows.summed(Rows.row(event))));
    added.put("put-stream", rows(
        heads.entrySet()
            .stream()
            .filter(head -> keepsEnds || isNews(before.head(head.getKey()), head.getValue()))
            .toList(),
        head -> Rows.summed(head.getKey(), head.getValue().lastSeq(), head.getValue().truncated())));
    added.put("put-value", rows(
        delta.values().entrySet().stream().filter(value -> value.getValue().isPresent()).toList(),
        value -> Rows.summed(value.getKey(), value.getValue().orElseThrow())));
    added.put("delete-value", rows(
        delta.values().entrySet().stream().filter(value -> value.getValue().isEmpty()).toList(),
        value -> new Object[]{value.getKey()}));
    added.put("add-commit", rows(delta.outcomes(), outcome -> Rows.summed(Rows.row(outcome))));
    return new Change(heads,
        rows(delta.forgotten().entrySet(), forgotten -> new Object[]{forgotten.getKey(), forgotten.getValue()}),
        added, dropped);
  }

  private static boolean isNews(Head before, Head after) {
    return before.equals(Head.NONE) || before.truncated() != after.truncated();
  }

  private static <T> List<Object[]> rows(Collection<T> things, Function<T, Object[]> row) {
    return things.stream().map(row).toList();
  }
}
