package dev.persist.migrate;

import java.util.function.Supplier;

/**
 * What one version answered.
 *
 * @param value what is compared: of two exceptions, the class
 * @param text for people
 */
record Answer(Object value, String text) {
  static Answer returned(Object value) {
    return new Answer(value, value.toString());
  }

  static Answer of(Supplier<?> call) {
    try {
      return returned(call.get());
    } catch (RuntimeException e) {
      return new Answer(e.getClass(), "threw " + e);
    }
  }
}
