package dev.persist;

import java.util.Optional;

/** A condition of a commit. The engine checks it at the same instant as it writes. */
public sealed interface Guard {
  /** Holds while the last seq of {@code stream} is {@code seq}; 0 means that nothing was ever appended. */
  record StreamAt(String stream, long seq) implements Guard {
    /** Checks the name and the seq. */
    public StreamAt {
      Limits.name("stream", stream);
      if (seq < 0) {
        throw new IllegalArgumentException("the expected seq is " + seq + "; a seq is 0 (empty stream) or more");
      }
    }
  }

  /** Holds while {@code key} has a value equal to {@code value}. */
  record KeyIs(String key, Json value) implements Guard {
    /** Checks the name, and that the value is within the limits: no key has a larger one. */
    public KeyIs {
      Limits.name("key", key);
      Limits.value(key, value);
    }
  }

  /** Holds while {@code key} has no value; a key that holds {@link Json#NULL} has one. */
  record KeyAbsent(String key) implements Guard {
    /** Checks the name. */
    public KeyAbsent {
      Limits.name("key", key);
    }
  }

  /** Expects the last seq of {@code stream} to be {@code seq}. */
  static Guard streamAt(String stream, long seq) {
    return new StreamAt(stream, seq);
  }

  /** Expects the value of {@code key} to be {@code value}. */
  static Guard keyIs(String key, Json value) {
    return new KeyIs(key, value);
  }

  /**
   * Expects {@code key} to be as the caller found it: with the value {@code found}, or absent when that is empty.
   */
  static Guard key(String key, Optional<Json> found) {
    return found.map(value -> keyIs(key, value)).orElse(keyAbsent(key));
  }

  /** Expects {@code key} to have no value. */
  static Guard keyAbsent(String key) {
    return new KeyAbsent(key);
  }
}
