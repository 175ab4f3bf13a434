package dev.persist;

import java.util.function.Function;

/**
 * Says how values of one type are stored.
 *
 * @param encode gives a value's stored form; what it gives is storage format
 * @param decode gives the value of a stored form; throws {@link IllegalArgumentException} when it is none
 */
public record Codec<T>(Function<T, Json> encode, Function<Json, T> decode) {
  /**
   * Returns the codec of a type that {@link Json#of} and {@link Json#as} take, such as a record or a sealed interface of
   * records. It reads back what it encodes: a value whose stored form cannot be read, or reads as a value of another stored
   * form, is refused with {@link IllegalArgumentException}, so that it is not stored; and one that is not equal, if the type
   * is one that {@link #exact} takes, or a number, a text or a time. Of other types, what JSON does not say is lost: the class
   * of the numbers in a {@code Map}, or a field of a class that Jackson does not see.
   */
  public static <T> Codec<T> of(Class<T> type) {
    var exact = ExactTypes.is(type);
    return new Codec<>(value -> readable(value, type, exact), json -> json.as(type));
  }

  private static <T> Json readable(T value, Class<T> type, boolean exact) {
    var json = Json.of(value, type);
    var read = json.as(type);
    var back = Json.of(read, type);
    if (!back.equals(json) || (exact && !read.equals(value))) {
      throw new IllegalArgumentException("a " + type.getSimpleName() + " would be read back as another value: "
          + Json.excerpt(json.toString()) + " as " + Json.excerpt(back.toString()));
    }
    return json;
  }

  /**
   * Returns the codec of a record all of whose values are read back equal. It is for what is compared after it was
   * stored, such as an event with the command that is tried again.
   *
   * @throws IllegalArgumentException when a component, or what it holds, is of a type whose values may be read back unequal
   *     (an array, a class that is no record, a {@code Collection}), naming it. What is encoded is refused in the same
   *     way when it would not be read back equal all the same: a null, -0.0
   */
  public static <R extends Record> Codec<R> exact(Class<R> record) {
    ExactTypes.require(record);
    return new Codec<>(value -> equal(value, record), json -> json.as(record));
  }

  private static <R> Json equal(R value, Class<R> record) {
    var json = Json.of(value);
    var back = json.as(record);
    if (!back.equals(value)) {
      throw new IllegalArgumentException(Json.excerpt(value.toString()) + " would be read back as "
          + Json.excerpt(back.toString()) + ", which it does not equal");
    }
    return json;
  }
}
