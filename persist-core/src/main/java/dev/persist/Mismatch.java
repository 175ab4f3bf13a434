package dev.persist;

import java.util.Optional;

/** What kept a commit from being written: what was expected, and what was there when the commit was decided. */
public sealed interface Mismatch {
  /** The last seq of {@code stream} was {@code actual}. */
  record Stream(String stream, long expected, long actual) implements Mismatch {}

  /** The value of {@code key} was {@code actual}; empty means the key was absent, or expected to be. */
  record Key(String key, Optional<Json> expected, Optional<Json> actual) implements Mismatch {}

  /** The event {@code seq} of {@code stream}, which an {@link Op.LinkTo} links, was not there: {@code last} was the last. */
  record Missing(String stream, long seq, long last) implements Mismatch {}
}
