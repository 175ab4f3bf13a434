package dev.persist.migrate;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one version.
 *
 * @param value the value returned; null when the call returns nothing
 * @param thrown the exception thrown instead of an answer
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

  /** Compares values by {@code equals}, and exceptions by class. Answers that cannot be compared differ. */
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
      return "a value whose text cannot be read: " + e.getClass().getName();
    }
  }
}
