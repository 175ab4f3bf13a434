package dev.persist.kv;

import dev.persist.Json;
import java.util.Optional;

/** What became of a conditional put. */
public sealed interface SwapResult {
  /** The key now has {@code value}. */
  record Swapped(Json value) implements SwapResult {}

  /** Nothing was written: the key had {@code actual} (empty: was absent), not {@code expected} (empty: absence). */
  record Conflict(Optional<Json> expected, Optional<Json> actual) implements SwapResult {}
}
