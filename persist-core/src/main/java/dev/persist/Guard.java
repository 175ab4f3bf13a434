package dev.persist;

import java.util.Optional;

/** What must hold for a commit to be written, looked at in the same instant as the write. */
public sealed interface Guard {
  /** Holds while the last seq of {@code stream} is {@code seq}; 0 says nothing was ever appended. */
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
    /** Checks name and value: a value over the limits is none that a key has. */
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

  /** Expects {@code key} to have the value {@code value}. */
  static Guard keyIs(String key, Json value) {
    return new KeyIs(key, value);
  }

  /** Expects {@code key} to be as it was found: to have the value {@code found}, or none. */
  static Guard key(String key, Optional<Json> found) {
    return found.map(value -> keyIs(key, value)).orElse(keyAbsent(key));
  }

  /** Expects {@code key} to have no value. */
  static Guard keyAbsent(String key) {
    return new KeyAbsent(key);
  }
}
