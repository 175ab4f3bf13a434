package dev.persist.shapes;

import dev.persist.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says what changed, and what to write. */
final class Advice {
  private Advice() {}

  static String toAccept(List<String> reports, Path file) {
    return String.join("\n\n", reports) + "\n\nAll events in " + file
        + " can be read. To accept what is new, run this test with -Dpersist.events=accept, and commit the file.";
  }

  static String changed(String type, Set<Json> before, Json now, List<String> unread) {
    var said = new ArrayList<String>();
    if (before.isEmpty()) {
      said.add("The event \"" + type + "\" is new:\n  " + now);
    } else {
      said.add("The event \"" + type + "\" has a new shape:");
      before.forEach(shape -> said.add("  was " + shape));
      said.add("  is  " + now);
    }
    for (var field : unread) {
      said.add("  \"" + field + "\" of stored events is no longer read. If it has another name now, add an upcaster:\n"
          + renamed(type, field, "NEW_NAME"));
    }
    return String.join("\n", said);
  }

  /** Says why a sample cannot be read, and what would make it readable. */
  static String unreadable(
      History.Sample sample, String why, Map<String, Json> shapes, History history, Path file) {
    var now = shapes.get(sample.type());
    var advice = new ArrayList<String>();
    if (now == null) {
      advice.addAll(removed(sample.type(), shapes, history));
    } else if (now.equals(sample.shape())) {
      advice.add("the shape is as it was, so a constructor refuses a stored value, or an upcaster fails: "
          + "let them take what is stored");
    } else {
      advice.addAll(reshaped(sample.type(), components(sample.shape()), components(now)));
    }
    advice.add(
        "if no such event was ever stored, delete the sample from " + file + ", and the type with its last sample");
    return "Stored events \"" + sample.type() + "\" cannot be read any more:\n  event " + sample.data() + "\n  was   "
        + sample.shape() + (now == null ? "" : "\n  is    " + now) + "\n  error " + why
        + advice.stream().collect(Collectors.joining("\n- ", "\nDo one of these:\n- ", ""));
  }

  private static List<String> removed(String type, Map<String, Json> shapes, History history) {
    var fresh = shapes.keySet().stream().filter(name -> !history.types().contains(name)).toList();
    var advice = new ArrayList<String>();
    advice.add("keep the record of \"" + type + "\"; code that no longer writes it still reads it");
    advice.add("if the record has another name now, keep the stored one: .named(TheRecord.class, \"" + type + "\")");
    advice.add("make another event of it, with an upcaster:\n"
        + upcaster(type, "new Event(event.stream(), event.seq(), \"" + (fresh.isEmpty() ? "NEW_NAME" : fresh.getFirst())
            + "\", event.at(), event.data(), event.meta())"));
    return advice;
  }

  private static List<String> reshaped(String type, Map<String, String> was, Map<String, String> is) {
    var added = new TreeSet<>(is.keySet());
    added.removeAll(was.keySet());
    var removed = new TreeSet<>(was.keySet());
    removed.removeAll(is.keySet());
    var advice = new ArrayList<String>();
    for (var name : added) {
      advice.add("make \"" + name + "\" an Optional; it is empty in these events");
      advice.add("say what \"" + name + "\" was in these events, with an upcaster:\n"
          + lifted(type, name, "\"its value then\""));
      for (var old : removed) {
        advice.add("if \"" + name + "\" is the old \"" + old + "\", say so with an upcaster:\n"
            + renamed(type, old, name));
      }
    }
    for (var name : was.keySet()) {
      if (is.containsKey(name) && !is.get(name).equals(was.get(name))) {
        advice.add("let \"" + name + "\" take what is stored: it was " + was.get(name) + ", and is " + is.get(name));
        advice.add("give the new \"" + name + "\" another name, and make it of the old one with an upcaster:\n"
            + renamed(type, name, "NEW_NAME"));
      }
    }
    return advice;
  }

  private static String renamed(String type, String old, String name) {
    return lifted(type, name, "event.data().tree().get(\"" + old + "\")");
  }

  private static String lifted(String type, String name, String value) {
    return upcaster(type, "event.data().tree().has(\"" + name
        + "\")\n            ? event : event.withData(event.data().merge(Map.of(\"" + name + "\", " + value + ")))");
  }

  private static String upcaster(String type, String lifted) {
    return "    .lifting(Upcasters.NONE.with(\"" + type + "\", event ->\n        " + lifted + "))";
  }

  /** What each component is, by its name. */
  private static Map<String, String> components(Json shape) {
    var components = new TreeMap<String, String>();
    shape.tree()
        .forEachEntry((name, of) -> components.put(name.replace("?", ""),
            (name.endsWith("?") ? "optional " : "") + of));
    return components;
  }
}
