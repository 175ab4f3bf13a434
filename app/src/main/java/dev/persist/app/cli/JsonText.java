package dev.persist.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import java.io.IOException;
import java.io.InputStream;

/** Reads JSON that was given as an argument. */
final class JsonText {
  private JsonText() {}

  /**
   * Returns what {@code text} says, or what {@code in} says when it is {@code -}.
   *
   * @throws IllegalArgumentException naming {@code argument}, when it is not JSON
   */
  static Json read(String argument, String text, InputStream in) throws IOException {
    try {
      return Json.parse(text.equals("-") ? new String(in.readAllBytes(), UTF_8) : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(argument + " is " + e.getMessage() + "; a text needs its quotes: '\"text\"'",
          e);
    }
  }
}
