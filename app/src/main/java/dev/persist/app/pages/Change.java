package dev.persist.app.pages;

import dev.persist.Json;
import dev.persist.app.inspect.States;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One part of a state that differs from that of another.
 *
 * @param path where it is, as a JSON Pointer; empty for the whole state
 * @param was the JSON there before; empty when there was none
 * @param is the JSON there after; empty when there is none
 */
public record Change(String path, String was, String is) {
  /** Returns all that differs between {@code from} and {@code to}. */
  static List<Change> all(Json from, Json to) {
    return States.difference(from, to).valueStream().map(Change::of).toList();
  }

  private static Change of(JsonNode operation) {
    var path = operation.get("path").stringValue();
    var value = operation.get("value").toString();
    return switch (operation.get("op").stringValue()) {
      case "add" -> new Change(path, "", value);
      case "remove" -> new Change(path, value, "");
      case "replace" -> new Change(path, operation.get("fromValue").toString(), value);
      case String other -> throw new IllegalStateException("a difference has the operation " + other);
    };
  }
}
