package dev.persist;

import java.time.Instant;

/**
 * An event that is not yet in a stream.
 *
 * @param type what happened
 * @param at when it happened; persist reads no clock
 * @param data what is known about it
 * @param meta what is known about its writing (correlation, causation), a small object; {@link Json#EMPTY} when nothing is
 */
public record NewEvent(String type, Instant at, Json data, Json meta) {
  /** Returns an event without metadata; {@code data} is anything {@link Json#of} takes, such as a record. */
  public static NewEvent of(String type, Instant at, Object data) {
    return new NewEvent(type, at, Json.of(data), Json.EMPTY);
  }

  /** Returns this event with other metadata, anything {@link Json#of} makes an object of. */
  public NewEvent withMeta(Object changed) {
    return new NewEvent(type, at, data, Json.of(changed));
  }
}
