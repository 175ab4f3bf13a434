package dev.persist;

import java.util.Optional;

/** A guard that did not hold: what was expected, and what was there when the commit was decided. */
public sealed interface Mismatch {
  /** The last seq of {@code stream} was {@code actual}. */
  record Stream(String stream, long expected, long actual) implements Mismatch {}

  /** The value of {@code key} was {@code actual}; empty means the key was absent, or expected to be. */
  record Key(String key, Optional<Json> expected, Optional<Json> actual) implements Mismatch {}
}
