package dev.persist.spi;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.internal.OwnKeys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** Returns what {@link Json#of} makes of a list that holds {@code elements}. */
  public static Json array(Json... elements) {
    return Json.ofCanonical(Stream.of(elements)
        .map(Json::toString)
        .collect(Collectors.joining(",", "[", "]"))
        .getBytes(StandardCharsets.UTF_8));
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
