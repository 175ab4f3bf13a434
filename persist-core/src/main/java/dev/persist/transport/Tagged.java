package dev.persist.transport;

import dev.persist.Json;
import java.util.Map;

/** A value of a sealed family in the form in which it travels: an object with one field, named for the value's kind. */
record Tagged(String kind, Json value) {
  static Tagged of(String kind, Object value) {
    return new Tagged(kind, Json.of(value));
  }

  /** Reads what {@link #json} returned. */
  static Tagged read(Json json) {
    var fields = json.tree().properties();
    if (fields.size() != 1) {
      throw new IllegalArgumentException("not an object with one field: " + json);
    }
    var field = fields.iterator().next();
    return of(field.getKey(), field.getValue());
  }

  Json json() {
    return Json.of(Map.of(kind, value));
  }

  <T> T as(Class<T> type) {
    return value.as(type);
  }

  IllegalArgumentException unknown(String family) {
    return new IllegalArgumentException("unknown " + family + " \"" + kind + '"');
  }
}
