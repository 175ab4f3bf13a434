package dev.persist;

import java.time.Instant;

/**
 * Something that happened, at its place in one stream.
 *
 * @param stream the stream that the event belongs to
 * @param seq the event's place in the stream: from 1, without gaps, never reused
 * @param type what happened; {@link #LINK} for a pointer to an event of another stream
 * @param at when it happened, as the writer said; persist reads no clock
 * @param data the facts of the event
 * @param meta facts about how it was written (correlation, causation); {@link Json#EMPTY} when there are none
 */
public record Event(String stream, long seq, String type, Instant at, Json data, Json meta) {
  /** The type of an event that only points to another; its data is {@code {"seq":…,"stream":…}}. Storage format. */
  public static final String LINK = "$link";

  /** The stream whose links are the global order. Storage format. */
  public static final String GLOBAL = "$global";

  /** Returns this event with other data: anything that {@link Json#of} takes. */
  public Event withData(Object changed) {
    return new Event(stream, seq, type, at, Json.of(changed), meta);
  }
}
