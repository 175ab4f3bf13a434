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
record Answer(@Nullable Object value, Optional<Throwable> thrown) {
  static Answer returned(@Nullable Object value) {
    return new Answer(value, Optional.empty());
  }

  static Answer of(Supplier<? extends @Nullable Object> call) {
    try {
      return returned(call.get());
    } catch (RuntimeException | Error e) {
      return new Answer(null, Optional.of(e));
    }
  }

  /** Of two exceptions, the classes are compared. Answers that cannot be compared differ. */
  boolean sameAs(Answer other) {
    try {
      return Objects.equals(value, other.value)
          && thrown.map(Object::getClass).equals(other.thrown.map(Object::getClass));
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  String text() {
    try {
      return thrown.map(e -> "threw " + e).orElse(String.valueOf(value));
    } catch (RuntimeException | Error e) {
      return "something whose text cannot be had: " + e.getClass().getName();
    }
  }
}
