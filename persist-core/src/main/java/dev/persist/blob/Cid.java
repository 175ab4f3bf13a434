package dev.persist.blob;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The address of some bytes, computed from the bytes: equal bytes have equal addresses. It is a CIDv1 (sha2-256) in
 * lower-case base32. Up to 1 MiB its codec is raw; above, it is dag-pb, as {@link CidBuilder} says. IPFS gives the same
 * address for the same bytes when it is told to use the profile {@code unixfs-v1-2025}. Storage format; in JSON it is a
 * string.
 *
 * @param text the address, such as {@code bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq}
 */
public record Cid(@JsonValue String text) {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  /** The head fixes the first six letters and part of the seventh. The last letter holds three bits, not five. */
  private static final Pattern FORM = Pattern.compile("baf(?:kre|ybe)i[a-h][a-z2-7]{50}[aeimquy4]");

  /** Checks that {@code text} is in one of the two forms that such an address has. */
  public Cid {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text
          + "\" is not a CIDv1 of raw bytes or of a dag-pb node, hashed with sha2-256 and written in base32");
    }
  }

  /** Returns the address of {@code bytes}. */
  public static Cid of(byte[] bytes) {
    var builder = new CidBuilder();
    builder.add(bytes, 0, bytes.length);
    return builder.build();
  }

  /** Returns the address whose version, codec and hash are {@code binary}. */
  static Cid ofBinary(byte[] binary) {
    return new Cid("b" + base32(binary));
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
