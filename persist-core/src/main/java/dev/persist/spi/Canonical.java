package dev.persist.spi;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.internal.OwnKeys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes JSON as {@link Json#of} does, at a fraction of the cost, because its parts are in canonical form already. */
public final class Canonical {
  private Canonical() {}

  /** Returns what {@link Json#of} makes of {@code events}. */
  public static Json events(List<Event> events) {
    var out = new ByteArrayOutputStream();
    var before = "[";
    for (var event : events) {
      write(out, before);
      event(out, event);
      before = ",";
    }
    write(out, events.isEmpty() ? "[]" : "]");
    return Json.ofCanonical(out.toByteArray());
  }

  /** Writes what {@link Json#of} makes of {@code event}. */
  public static void event(ByteArrayOutputStream out, Event event) {
    write(out, "{\"at\":\"" + event.at() + "\",\"data\":");
    out.writeBytes(event.data().toBytes());
    write(out, ",\"meta\":");
    out.writeBytes(event.meta().toBytes());
    write(out, ",\"seq\":" + event.seq() + ",\"stream\":" + OwnKeys.quoted(event.stream()) + ",\"type\":"
        + OwnKeys.quoted(event.type()) + "}");
  }

  /** Returns what {@link Json#of} makes of {@code text}. */
  public static Json text(String text) {
    return Json.ofCanonical(OwnKeys.quoted(text).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the text that {@code json} is.
   *
   * @throws IllegalArgumentException when it is no text
   */
  public static String text(Json json) {
    var quoted = json.toString();
    return quoted.charAt(0) == '"' && quoted.indexOf('\\') < 0
        ? quoted.substring(1, quoted.length() - 1)
        : json.as(String.class);
  }

  /** Returns what {@link Json#of} makes of a list that holds {@code elements}. */
  public static Json array(Json... elements) {
    return array(List.of(elements));
  }

  /** Returns what {@link Json#of} makes of {@code elements}. */
  public static Json array(List<Json> elements) {
    var out = new ByteArrayOutputStream();
    var before = "[";
    for (var element : elements) {
      write(out, before);
      out.writeBytes(element.toBytes());
      before = ",";
    }
    write(out, elements.isEmpty() ? "[]" : "]");
    return Json.ofCanonical(out.toByteArray());
  }

  /** Returns what {@link Json#of} makes of {@code fields} (1 or more). */
  public static Json object(Map<String, Json> fields) {
    var out = new ByteArrayOutputStream();
    var before = "{";
    for (var field : new TreeMap<>(fields).entrySet()) {
      write(out, before + OwnKeys.quoted(field.getKey()) + ":");
      out.writeBytes(field.getValue().toBytes());
      before = ",";
    }
    write(out, "}");
    return Json.ofCanonical(out.toByteArray());
  }

  /**
   * Returns the elements of {@code array}.
   *
   * @throws IllegalArgumentException when it is no array
   */
  public static List<Json> elements(Json array) {
    return new Pieces(array).elements();
  }

  /**
   * Returns the fields of {@code object}, in the order of their names.
   *
   * @throws IllegalArgumentException when it is no object
   */
  public static Map<String, Json> fields(Json object) {
    return new Pieces(object).fields();
  }

  /** Cuts canonical bytes into pieces, which are canonical too. */
  private static final class Pieces {
    private final Json whole;
    private final byte[] bytes;
    private int at = 1;

    Pieces(Json whole) {
      this.whole = whole;
      this.bytes = whole.toBytes();
    }

    private void require(char first, String what) {
      if (bytes[0] != first) {
        throw new IllegalArgumentException("not " + what + ": " + whole);
      }
    }

    List<Json> elements() {
      require('[', "an array");
      var elements = new ArrayList<Json>();
      while (bytes[at] != ']') {
        elements.add(next());
        skipComma();
      }
      return elements;
    }

    Map<String, Json> fields() {
      require('{', "an object");
      var fields = new LinkedHashMap<String, Json>();
      while (bytes[at] != '}') {
        var name = text(next());
        at++; // the colon
        fields.put(name, next());
        skipComma();
      }
      return fields;
    }

    private void skipComma() {
      if (bytes[at] == ',') {
        at++;
      }
    }

    private Json next() {
      var from = at;
      at = end(bytes, from);
      return Json.ofCanonical(bytes, from, at);
    }
  }

  /** Returns where the value that begins at {@code from} ends, in bytes that hold more after it. */
  public static int end(byte[] bytes, int from) {
    return switch (bytes[from]) {
      case '"' -> textEnd(bytes, from);
      case '{', '[' -> containerEnd(bytes, from);
      default -> {
        var at = from;
        while (bytes[at] != ',' && bytes[at] != '}' && bytes[at] != ']') {
          at++;
        }
        yield at;
      }
    };
  }

  private static int containerEnd(byte[] bytes, int from) {
    var at = from;
    var depth = 0;
    do {
      switch (bytes[at]) {
        case '"' -> at = textEnd(bytes, at) - 1;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      at++;
    } while (depth > 0);
    return at;
  }

  /** Returns where the text that begins at {@code from} ends. */
  public static int textEnd(byte[] bytes, int from) {
    var at = from + 1;
    while (bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
