package dev.persist;

import java.util.function.Function;

/**
 * Says how values of one type are stored.
 *
 * @param encode gives a value's stored form; what it gives is storage format
 * @param decode gives the value of a stored form; throws {@link IllegalArgumentException} when it is none
 */
public record Codec<T>(Function<T, Json> encode, Function<Json, T> decode) {
  /** Returns the codec of a record or another type that {@link Json#of} and {@link Json#as} take. */
  public static <T> Codec<T> of(Class<T> type) {
    return new Codec<>(Json::of, json -> json.as(type));
  }
}
