package dev.persist.spi;

import dev.persist.Json;
import java.util.Optional;

/**
 * The store as a decision sees it: an engine loads no more than a commit names. A commit that appends asks, beside that, for
 * the value of {@link PrefixRules#KEY} and for what the rules there ask of the stream; one that links, for what {@link
 * LinkMarks#asked} says.
 */
public interface StoreState {
  /** Returns the last seq given out in {@code stream}, 0 when none was. */
  long lastSeq(String stream);

  /** Returns the value of {@code key}; empty when it is absent. */
  Optional<Json> get(String key);

  /** Returns what was written under the commit id ({@code stream}, {@code key}). */
  Optional<Outcome> outcome(String stream, String key);
}
