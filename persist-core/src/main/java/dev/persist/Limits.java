package dev.persist;

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

  private Limits() {}

  static void name(String what, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the " + what + " is empty; give it a name");
    }
    if (!isWellFormed(name)) {
      throw new IllegalArgumentException("the " + what + " holds an unpaired surrogate, which no encoding can keep");
    }
    atMost("the bytes of the " + what, "NAME_BYTES", NAME_BYTES, name.getBytes(StandardCharsets.UTF_8).length);
  }

  static void meta(Json meta) {
    if (!meta.isObject()) {
      throw new IllegalArgumentException(
          "the event's meta is " + Json.excerpt(meta.toString()) + "; give it an object, {} for none");
    }
    atMost("the bytes of the event's meta", "META_BYTES", META_BYTES, meta.size());
  }

  static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  static void atMost(String what, String limit, long max, long actual) {
    if (actual > max) {
      throw new IllegalArgumentException(
          what + " come to " + actual + ", the limit is " + max + " (Limits." + limit + "); nothing was written");
    }
  }
}
