package dev.persist.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** What both sides know of a message: a JSON value as UTF-8, with a header that names the version of its form. */
final class Message {
  /** The header that names the version, in requests and in answers. */
  static final String WIRE = "Persist-Wire";

  /** The version of the form of requests and answers. A change that an older side cannot read needs another one. */
  static final String VERSION = "1";

  /**
   * The largest message, in bytes. A commit has at most 8 MiB of events and values. The names of its parts, in which each
   * byte may be escaped by six characters, come to less than five times as much. The rest is for the values of guards.
   */
  static final int MOST_BYTES = 8 * Limits.COMMIT_BYTES;

  private Message() {}

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when {@code bytes} are not JSON
   */
  static Json read(byte[] bytes) {
    try {
      return Json.parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  /**
   * Returns {@code token}, if a header can carry it.
   *
   * @throws IllegalArgumentException when it is empty, or holds anything but visible ASCII characters
   */
  static String token(String token) {
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException("the token is empty, or holds more than visible ASCII characters; "
          + "make one with: openssl rand -hex 32"); // and does not show it
    }
    return token;
  }
}
