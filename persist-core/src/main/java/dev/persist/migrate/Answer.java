package dev.persist.migrate;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one version answered.
 *
 * @param value null where there is nothing to answer
 * @param thrown instead of an answer
 */
record Answer(@Nullable Object value, Optional<RuntimeException> thrown) {
  static Answer returned(@Nullable Object value) {
    return new Answer(value, Optional.empty());
  }

  static Answer of(Supplier<? extends @Nullable Object> call) {
    try {
      return returned(call.get());
    } catch (RuntimeException e) {
      return new Answer(null, Optional.of(e));
    }
  }

  /** Of two exceptions, the classes are compared. */
  boolean sameAs(Answer other) {
    return Objects.equals(value, other.value)
        && thrown.map(Object::getClass).equals(other.thrown.map(Object::getClass));
  }

  String text() {
    return thrown.map(e -> "threw " + e).orElse(String.valueOf(value));
  }
}
