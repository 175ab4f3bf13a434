package dev.persist.spi;

import dev.persist.Event;
import dev.persist.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a group of decided commits changes; an engine stores it as one atomic write.
 *
 * @param events to add, in the order they were appended
 * @param truncated by stream, the seq through which events are dropped, those of {@code events} included; never beyond
 *     the last seq there was when the truncation was decided
 * @param values by key, the new value, or empty to remove the key
 * @param forgotten by stream, the seq through which stored outcomes are dropped, as {@link Outcome#isForgottenThrough}
 *     has it; {@code outcomes} are added after that
 * @param outcomes to remember, one for each commit that has an id
 */
public record Delta(
    List<Event> events,
    Map<String, Long> truncated,
    Map<String, Optional<Json>> values,
    Map<String, Long> forgotten,
    List<Outcome> outcomes) {
  /** Returns whether there is nothing to store. */
  public boolean isEmpty() {
    return events.isEmpty() && truncated.isEmpty() && values.isEmpty() && forgotten.isEmpty()
        && outcomes.isEmpty();
  }

  /** Returns the streams and the keys that it changes. */
  public Set<String> names() {
    var names = new HashSet<>(values.keySet());
    names.addAll(truncated.keySet());
    events.forEach(event -> names.add(event.stream()));
    return names;
  }
}
