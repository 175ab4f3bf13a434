package dev.persist.blob;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What persist stores of a large object: where to find its bytes, never the bytes. Its JSON form,
 * {@code {"cid","size","mime"}}, is storage format.
 *
 * @param cid the address of the bytes
 * @param size how many bytes, 0 or more
 * @param mime what they are, as {@link #isMime} has it
 */
public record BlobRef(Cid cid, long size, String mime) {
  private static final int MAX_MIME = 100;
  private static final Pattern MIME = Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*");

  /** Checks them. */
  public BlobRef {
    Objects.requireNonNull(cid, "cid"); // as JSON may have it
    if (size < 0) {
      throw new IllegalArgumentException("the size is " + size + "; it is 0 or more");
    }
    if (!isMime(mime)) {
      throw new IllegalArgumentException("not a media type such as image/png: \"" + mime + '"');
    }
  }

  /** Says whether {@code text} is type/subtype in lower case, without parameters, and at most 100 characters. */
  public static boolean isMime(String text) {
    return text.length() <= MAX_MIME && MIME.matcher(text).matches();
  }
}
