package dev.persist;

import dev.persist.internal.Reserved;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Says how large things may be. Checked when a {@link Commit} or one of its parts is built, before any write. */
public final class Limits {
  /** The largest name (stream, event type, key, commit key), in UTF-8 bytes. */
  public static final int NAME_BYTES = 512;

  /** The largest event: data and meta together, in canonical bytes. */
  public static final int EVENT_BYTES = 1 << 20;

  /** The largest metadata of an event, which is an object, in canonical bytes. */
  public static final int META_BYTES = 1 << 14;

  /** The largest value of a key, in canonical bytes. */
  public static final int VALUE_BYTES = 1 << 20;

  /** The most guards, and the most ops, in one commit. */
  public static final int COMMIT_PARTS = 4096;

  /** The largest commit: all its events and values together, in canonical bytes. */
  public static final int COMMIT_BYTES = 8 << 20;

  /** After how many canonical bytes, of data and meta, a page of events ends that is read at once. */
  public static final int PAGE_BYTES = 4 << 20;

  /** The most arrays and objects that may lie in each other in an event's data, its meta and a value. */
  public static final int JSON_DEPTH = 128;

  /** The most of them in a state that is kept, which may hold the data of an event and have more around it. */
  public static final int STATE_DEPTH = 2 * JSON_DEPTH;

  /** The largest state that is kept, with what persist keeps beside it, in canonical bytes. */
  public static final int STATE_BYTES = VALUE_BYTES + (1 << 10);

  /** The longest name of a field in JSON, in UTF-16 code units. */
  public static final int JSON_NAME = 10_000;

  /** The most digits that a number in JSON may have before its decimal point, and the most after it. */
  public static final int NUMBER_DIGITS = 1_000;

  /** The most prefixes whose streams are linked, in one store. */
  public static final int PREFIXES = 16;

  private Limits() {}

  /**
   * Returns {@code name} if it may name something.
   *
   * @param what it is to name, such as {@code stream}
   * @throws IllegalArgumentException when it is empty, holds an unpaired surrogate, or is over {@link #NAME_BYTES}
   */
  public static String name(String what, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the " + what + " is empty; give it a name");
    }
    if (!isWellFormed(name)) {
      throw new IllegalArgumentException("the " + what + " holds an unpaired surrogate, which no encoding can keep");
    }
    atMost("the bytes of the " + what, "NAME_BYTES", NAME_BYTES, name.getBytes(StandardCharsets.UTF_8).length);
    return name;
  }

  /** Returns {@code prefix} if names may begin with it; all begin with an empty one. */
  public static String prefix(String what, String prefix) {
    return prefix.isEmpty() ? prefix : name(what, prefix);
  }

  /** Refuses a {@code json} that is deeper than what lies around it, in an archive or on its way, leaves room for. */
  static void depth(String what, Json json) {
    atMost("the levels of the " + what, "JSON_DEPTH", JSON_DEPTH, json.depth());
  }

  /** Returns {@code number} without zeros at its end, which no JSON number keeps. */
  static BigDecimal number(BigDecimal number) {
    if (number.signum() == 0) {
      return BigDecimal.ZERO;
    }
    atMost("the digits of a number before its decimal point", "NUMBER_DIGITS", NUMBER_DIGITS,
        (long) number.precision() - number.scale());
    var shortest = number.stripTrailingZeros();
    atMost("the digits of a number after its decimal point", "NUMBER_DIGITS", NUMBER_DIGITS, shortest.scale());
    return shortest;
  }

  static void value(String key, Json value) {
    if (Reserved.is(key)) { // of persist: it wraps what users gave
      atMost("the levels of the state", "STATE_DEPTH", STATE_DEPTH, value.depth());
      atMost("the bytes of the state", "STATE_BYTES", STATE_BYTES, value.size());
    } else {
      depth("value", value);
      atMost("the bytes of the value", "VALUE_BYTES", VALUE_BYTES, value.size());
    }
  }

  static void data(Json data, Json meta) {
    depth("event's data", data);
    atMost("the bytes of the event", "EVENT_BYTES", EVENT_BYTES, (long) data.size() + meta.size());
  }

  static void meta(Json meta) {
    if (!meta.isObject()) {
      throw new IllegalArgumentException(
          "the event's meta is " + Json.excerpt(meta.toString()) + "; give it an object, {} for none");
    }
    depth("event's meta", meta);
    atMost("the bytes of the event's meta", "META_BYTES", META_BYTES, meta.size());
  }

  static boolean isWellFormed(String text) {
    for (var i = 0; i < text.length(); i++) { // each write checks several names
      if (Character.isSurrogate(text.charAt(i))
          && (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(++i)))) {
        return false;
      }
    }
    return true;
  }

  static void atMost(String what, String limit, long max, long actual) {
    if (actual > max) {
      throw new IllegalArgumentException(
          what + " come to " + actual + ", the limit is " + max + " (Limits." + limit + "); nothing was written");
    }
  }
}
