package dev.persist.spi;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.internal.OwnKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The event that a link points to: what the data of an event of type {@link Event#LINK} says. Storage format.
 *
 * @param seq the seq of that event in {@code stream}
 */
public record Link(String stream, long seq) {
  private static final String SEQ = "{\"seq\":";
  private static final String STREAM = ",\"stream\":\"";
  private static final String END = "\"}";

  /** Returns the link that {@code event} is; empty when it is no link. */
  public static Optional<Link> of(Event event) {
    return event.type().equals(Event.LINK) ? Optional.of(read(event.data())) : Optional.empty();
  }

  /** Returns whether this link points to {@code event}. */
  public boolean pointsTo(Event event) {
    return event.seq() == seq && event.stream().equals(stream);
  }

  /**
   * Cuts the text that {@link #data} wrote, unless it has escapes: reading a whole order means reading all its links.
   */
  private static Link read(Json data) {
    var text = data.toString();
    var digits = text.indexOf(STREAM);
    return text.startsWith(SEQ) && digits > 0 && text.indexOf('\\') < 0
        ? new Link(text.substring(digits + STREAM.length(), text.length() - END.length()),
            Long.parseLong(text, SEQ.length(), digits, 10))
        : data.as(Link.class);
  }

  /** Returns the event that is this link: number {@code seqThere} of stream {@code links}, dated {@code at}. */
  public Event event(String links, long seqThere, Instant at) {
    return new Event(links, seqThere, Event.LINK, at, data(), Json.EMPTY);
  }

  /** Returns the data of an event that is this link. */
  public Json data() {
    var text = SEQ + seq + ",\"stream\":" + OwnKeys.quoted(stream) + "}";
    return Json.ofCanonical(text.getBytes(StandardCharsets.UTF_8));
  }
}
