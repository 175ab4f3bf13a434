package dev.persist;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The limits on sizes. They are checked when a {@link Commit} or one of its parts is built, before any write. */
public final class Limits {
  /** The largest name (stream, event type, key, commit key), in UTF-8 bytes. */
  public static final int NAME_BYTES = 512;

  /** The largest event: data and meta together, in canonical bytes. */
  public static final int EVENT_BYTES = 1 << 20;

  /** The largest metadata of an event, in canonical bytes. Metadata is an object. */
  public static final int META_BYTES = 1 << 14;

  /** The largest value of a key, in canonical bytes. */
  public static final int VALUE_BYTES = 1 << 20;

  /** The most guards in one commit, and the most ops. */
  public static final int COMMIT_PARTS = 4096;

  /** The largest commit: all its events and values together, in canonical bytes. */
  public static final int COMMIT_BYTES = 8 << 20;

  /**
   * The size at which a page of events ends, in canonical bytes of data and meta. The page's last event may exceed it.
   */
  public static final int PAGE_BYTES = 4 << 20;

  /** The most levels of arrays and objects in an event's data, in its meta, and in a value. */
  public static final int JSON_DEPTH = 128;

  /** The most levels of arrays and objects in a snapshot, which may wrap the data of an event in more of them. */
  public static final int STATE_DEPTH = 2 * JSON_DEPTH;

  /** The largest snapshot, together with what persist stores beside it, in canonical bytes. */
  public static final int STATE_BYTES = VALUE_BYTES + (1 << 10);

  /** The longest name of a field in JSON, in UTF-16 code units. */
  public static final int JSON_NAME = 10_000;

  /** The most digits of a number in JSON before its decimal point, and the most digits after it. */
  public static final int NUMBER_DIGITS = 1_000;

  /** The most prefixes in one store whose streams are linked. */
  public static final int PREFIXES = 16;

  private Limits() {}

  /**
   * Returns {@code name} if it is a valid name.
   *
   * @param what the kind of thing that has the name, such as {@code stream}; the error says it
   * @throws IllegalArgumentException when the name is empty, holds an unpaired surrogate, or is over {@link
   *     #NAME_BYTES}
   */
  public static String name(String what, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the " + what + " is empty; give it a name");
    }
    if (!isWellFormed(name)) {
      throw new IllegalArgumentException(
          "the " + what + " holds an unpaired surrogate, which UTF-8 cannot hold; remove it");
    }
    atMost("the bytes of the " + what, "NAME_BYTES", NAME_BYTES, name.getBytes(StandardCharsets.UTF_8).length);
    return name;
  }

  /** Returns {@code prefix} if a name can begin with it. Every name begins with the empty prefix. */
  public static String prefix(String what, String prefix) {
    return prefix.isEmpty() ? prefix : name(what, prefix);
  }

  /** Returns whether {@code name} is one of persist's own, which start with {@code $}. Callers cannot write under these names. */
  public static boolean isReserved(String name) {
    return name.startsWith("$");
  }

  /** Refuses a {@code json} that is too deep. An archive and a transport wrap it in more levels, which must fit too. */
  static void depth(String what, Json json) {
    atMost("the levels of the " + what, "JSON_DEPTH", JSON_DEPTH, json.depth());
  }

  /** Returns {@code number} without the zeros at its end, which JSON numbers do not keep. */
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
    if (isReserved(key)) { // of persist: it wraps what users gave
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
