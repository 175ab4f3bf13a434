package dev.persist.blob;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A reference to a large object. Persist stores the reference, which says where to find the bytes, and never the bytes.
 * Its JSON form, {@code {"cid","size","mime"}}, is storage format.
 *
 * @param cid the address of the bytes
 * @param size how many bytes there are, 0 or more
 * @param mime the media type of the bytes, one that {@link #isMime} accepts
 */
public record BlobRef(Cid cid, long size, String mime) {
  private static final int MAX_MIME = 100;
  private static final Pattern MIME = Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*");

  /** Checks the three values. */
  public BlobRef {
    Objects.requireNonNull(cid, "cid"); // as JSON may have it
    if (size < 0) {
      throw new IllegalArgumentException("the size is " + size + "; give 0 or more");
    }
    requireMime(mime);
  }

  /**
   * Returns whether {@code text} is type/subtype in lower case, without parameters, and at most 100 characters long.
   */
  public static boolean isMime(String text) {
    return text.length() <= MAX_MIME && MIME.matcher(text).matches();
  }

  static void requireMime(String text) {
    if (!isMime(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is not a media type; give one such as image/png");
    }
  }
}
