package dev.persist.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The text to keep and to log of an exception that a handler or a listener threw; its own methods may throw. */
final class Excerpt {
  private static final int LONGEST = 1_000;

  private Excerpt() {}

  static String of(Throwable thrown) {
    try {
      var text = thrown.toString();
      return text == null ? thrown.getClass().getName() : of(text);
    } catch (Throwable e) {
      return thrown.getClass().getName();
    }
  }

  static String of(String text) {
    var first = text.substring(0, Math.min(LONGEST, text.length()));
    return new String(first.getBytes(UTF_8), UTF_8); // without half a surrogate pair
  }
}
