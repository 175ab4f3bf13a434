package dev.persist;

import java.time.Instant;

/**
 * An event that is not yet in a stream.
 *
 * @param type what happened
 * @param at when it happened; persist reads no clock
 * @param data what is known about it
 * @param meta what is known about its writing; {@link Json#EMPTY} when nothing is
 */
public record NewEvent(String type, Instant at, Json data, Json meta) {
  /** Returns an event without metadata; {@code data} is anything {@link Json#of} takes, such as a record. */
  public static NewEvent of(String type, Instant at, Object data) {
    return new NewEvent(type, at, Json.of(data), Json.EMPTY);
  }
}
