package dev.persist.kv;

import dev.persist.Json;
import java.util.Optional;

/** The outcome of a conditional put. */
public sealed interface SwapResult {
  /** The key now has {@code value}. */
  record Swapped(Json value) implements SwapResult {}

  /** Nothing was written: the value of the key was {@code actual}, not {@code expected}. Empty means an absent key. */
  record Conflict(Optional<Json> expected, Optional<Json> actual) implements SwapResult {}
}
