package dev.persist.blob;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * The address of some bytes, computed from the bytes: equal bytes have equal addresses. It is a CIDv1 (raw codec,
 * sha2-256) in lower-case base32. Other content-addressed stores give the same address for the same bytes. Storage
 * format; in JSON it is a string.
 *
 * @param text the address, such as {@code bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq}
 */
public record Cid(@JsonValue String text) {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  /** Version 1, codec raw, multihash sha2-256 of 32 bytes. */
  private static final byte[] HEAD = {0x01, 0x55, 0x12, 0x20};

  /** The head fixes the first six letters and part of the seventh. The last letter holds three bits, not five. */
  private static final Pattern FORM = Pattern.compile("bafkrei[a-h][a-z2-7]{50}[aeimquy4]");

  /** Checks that {@code text} is in the one form that such an address has. */
  public Cid {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a CIDv1 of raw bytes, hashed with sha2-256 and written in base32");
    }
  }

  /** Returns the address of {@code bytes}. */
  public static Cid of(byte[] bytes) {
    var builder = new CidBuilder();
    builder.add(bytes, 0, bytes.length);
    return builder.build();
  }

  static Cid ofSha256(byte[] digest) {
    return new Cid("b" + base32(ByteBuffer.allocate(36).put(HEAD).put(digest).array()));
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException when it has another version, codec, hash, base or length, or upper-case letters
   */
  @JsonCreator
  public static Cid parse(String text) {
    return new Cid(text);
  }

  private static String base32(byte[] bytes) {
    var text = new StringBuilder();
    var waiting = 0;
    var bits = 0;
    for (var each : bytes) {
      waiting = (waiting << 8) | (each & 0xff);
      for (bits += 8; bits >= 5; bits -= 5) {
        text.append(BASE32.charAt((waiting >> (bits - 5)) & 31));
      }
    }
    return bits == 0 ? text.toString() : text.append(BASE32.charAt((waiting << (5 - bits)) & 31)).toString();
  }

  /** Returns the text. */
  @Override
  public String toString() {
    return text;
  }
}
