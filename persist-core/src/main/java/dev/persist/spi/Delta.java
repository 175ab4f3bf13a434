package dev.persist.spi;

import dev.persist.Event;
import dev.persist.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All changes that a group of decided commits makes. An engine stores them as one atomic write.
 *
 * @param events the events to add, in the order in which they were appended
 * @param truncated by stream, the seq through which events are dropped, including those in {@code events}. It is never
 *     beyond the last seq of the stream when the truncation was decided
 * @param values by key, the new value, or empty to remove the key
 * @param forgotten by stream, the seq through which stored outcomes are dropped; see {@link
 *     Outcome#isForgottenThrough}. {@code outcomes} are added after that
 * @param outcomes the outcomes to remember, one for each commit that has an id
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

  /** Returns the streams and the keys that this changes. */
  public Set<String> names() {
    var names = new HashSet<>(values.keySet());
    names.addAll(truncated.keySet());
    events.forEach(event -> names.add(event.stream()));
    return names;
  }
}
