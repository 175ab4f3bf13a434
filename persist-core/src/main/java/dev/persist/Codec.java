package dev.persist;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Says how values of one type are stored.
 *
 * @param encode returns a value's stored form, which is storage format
 * @param decode returns the value of a stored form; throws {@link IllegalArgumentException} when it is the form of no
 *     value
 */
public record Codec<T>(Function<T, Json> encode, Function<Json, T> decode) {
  /**
   * Returns the codec of a type that {@link Json#of} and {@link Json#as} take, such as a record or a sealed interface
   * of records.
   *
   * <p>Encoding reads the stored form back, so that no value is stored that cannot be read. It throws {@link
   * IllegalArgumentException} when the stored form cannot be read, or when the value read from it has another stored
   * form. For a number, a text, a time, or a type that {@link #exact} takes, it also throws when the value read is not
   * equal to the value given. For other types, a value loses what JSON does not say: the class of the numbers in a
   * {@code Map}, or a field of a class that Jackson does not see.
   */
  public static <T> Codec<T> of(Class<T> type) {
    var exact = ExactTypes.is(type);
    return new Codec<>(value -> readable(value, type, exact), json -> json.as(type));
  }

  /** Returns the codec of lists of what {@code codec} stores. */
  public static <T> Codec<List<T>> list(Codec<T> codec) {
    return new Codec<>(values -> Json.of(values.stream().map(codec.encode).toList()),
        json -> Stream.of(json.as(Json[].class)).map(codec.decode).toList());
  }

  private static <T> Json readable(T value, Class<T> type, boolean exact) {
    var json = Json.of(value, type);
    var read = json.as(type);
    var back = Json.of(read, type);
    if (!back.equals(json) || (exact && !read.equals(value))) {
      throw new IllegalArgumentException("a " + type.getSimpleName() + " would be read back as another value: "
          + Json.excerpt(json.toString()) + " as " + Json.excerpt(back.toString())
          + "; change the value or its type");
    }
    return json;
  }

  /**
   * Returns the codec of a record whose values are all read back equal. Use it for values that are compared after they
   * were stored: an event is compared with the command that is tried again.
   *
   * @throws IllegalArgumentException naming the component, when values of its type, or of a type that it holds, may be
   *     read back unequal (an array, a class that is no record, a {@code Collection}). The codec's {@code encode}
   *     throws it too, when a value would still not be read back equal: a null, -0.0
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
          + Json.excerpt(back.toString()) + ", which is not equal to it; change the value");
    }
    return json;
  }
}
