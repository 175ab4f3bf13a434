package dev.persist;

import java.time.Instant;

/**
 * An event that is not in a stream yet.
 *
 * @param type what happened
 * @param at when it happened; persist reads no clock
 * @param data the facts of the event
 * @param meta facts about how it is written (correlation, causation), a small object; {@link Json#EMPTY} when there are
 *     none
 */
public record NewEvent(String type, Instant at, Json data, Json meta) {
  /** Returns an event without metadata; {@code data} is anything that {@link Json#of} takes, such as a record. */
  public static NewEvent of(String type, Instant at, Object data) {
    return new NewEvent(type, at, Json.of(data), Json.EMPTY);
  }

  /** Returns this event with other metadata: anything that {@link Json#of} turns into an object. */
  public NewEvent withMeta(Object changed) {
    return new NewEvent(type, at, data, Json.of(changed));
  }
}
