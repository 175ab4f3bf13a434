package dev.persist;

import java.util.Optional;

/** One reason why a commit was not written: what it expected, and what was there when the commit was decided. */
public sealed interface Mismatch {
  /** The last seq of {@code stream} was {@code actual}, not {@code expected}. */
  record Stream(String stream, long expected, long actual) implements Mismatch {}

  /** The value of {@code key} was {@code actual}, not {@code expected}; empty means that the key is absent. */
  record Key(String key, Optional<Json> expected, Optional<Json> actual) implements Mismatch {}

  /**
   * An {@link Op.LinkTo} links event {@code seq} of {@code stream}, which was not there: the last seq was {@code last}.
   */
  record Missing(String stream, long seq, long last) implements Mismatch {}
}
