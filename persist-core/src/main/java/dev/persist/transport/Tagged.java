package dev.persist.transport;

import dev.persist.Json;
import dev.persist.spi.Canonical;
import java.util.Map;

/** A value of a sealed family in the form in which it travels: an object with one field, named for the value's kind. */
record Tagged(String kind, Json value) {
  /** Reads what {@link #json} returned. */
  static Tagged read(Json json) {
    var fields = Canonical.fields(json);
    if (fields.size() != 1) {
      throw new IllegalArgumentException("not an object with one field: " + json);
    }
    var field = fields.entrySet().iterator().next();
    return new Tagged(field.getKey(), field.getValue());
  }

  Json json() {
    return Canonical.object(Map.of(kind, value));
  }

  <T> T as(Class<T> type) {
    return value.as(type);
  }

  IllegalArgumentException unknown(String family) {
    return new IllegalArgumentException("unknown " + family + " \"" + kind + '"');
  }
}
