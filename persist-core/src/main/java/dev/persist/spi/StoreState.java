package dev.persist.spi;

import dev.persist.Json;
import java.util.Optional;

/**
 * The store as a decision sees it. A decision reads what its commit names, and little more, so that an engine can load
 * just that. A commit that appends or links also reads the value of {@link PrefixRules#KEY}. One that appends reads what
 * the rules there ask for the stream, and one that links reads the keys of {@link LinkMarks#asked}.
 */
public interface StoreState {
  /** Returns the last seq given out in {@code stream}: 0 when nothing was ever appended. */
  long lastSeq(String stream);

  /** Returns the value of {@code key}; empty when it is absent. */
  Optional<Json> get(String key);

  /** Returns the outcome stored under the commit id ({@code stream}, {@code key}); empty when there is none. */
  Optional<Outcome> outcome(String stream, String key);
}
