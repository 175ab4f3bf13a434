package dev.persist.ordered;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the things of a store are in an ordered map from bytes to bytes. Storage format: a change here needs a new {@link #FORMAT}.
 *
 * <pre>
 * f                         the format, 4 bytes
 * h stream                  {@link Head}; name order is key order
 * e stream 0 0 seq          an event; a stream's events are neighbours, in seq order
 * i stream 0 0 key          what the commit named (stream, key) wrote
 * k key                     a value, as canonical JSON
 * </pre>
 *
 * <p>Names are UTF-8. Numbers are big-endian, so that byte order is number order. Two zero bytes end a stream's name, so that
 * key order is name order even if one name is a prefix of another; a zero byte in such a name is followed by a 1. The
 * tuple layer of FoundationDB does the same.
 */
public final class Layout {
  /** The format that this version writes and reads. */
  public static final int FORMAT = 1;

  private Layout() {}

  /** Returns the key of the format. */
  public static byte[] formatKey() {
    return new byte[]{'f'};
  }

  /** Returns the key of the head of {@code stream}. {@code head("")} is before all of them. */
  public static byte[] head(String stream) {
    return key('h', stream);
  }

  /** Returns the key of event {@code seq} of {@code stream}. */
  public static byte[] event(String stream, long seq) {
    var name = ended(stream);
    return ByteBuffer.allocate(1 + name.length + Long.BYTES).put((byte) 'e').put(name).putLong(seq).array();
  }

  /** Returns the key of what the commit {@code id} on {@code stream} wrote. */
  public static byte[] outcome(String stream, String id) {
    var name = ended(stream);
    var rest = id.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + name.length + rest.length).put((byte) 'i').put(name).put(rest).array();
  }

  /** Returns {@code name} with two zero bytes behind it, and a 1 behind each zero byte in it. */
  private static byte[] ended(String name) {
    var bytes = name.replace("\0", "\0\1").getBytes(UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 2);
  }

  /** Returns where the stream's name ends in a key of {@link #event} or {@link #outcome}. */
  public static int end(byte[] key) {
    var end = 1;
    while (key[end] != 0 || key[end + 1] != 0) {
      end++;
    }
    return end;
  }

  /** Returns the stream in a key of {@link #event} or {@link #outcome}, whose name ends at {@code end}. */
  public static String stream(byte[] key, int end) {
    return new String(key, 1, end - 1, UTF_8).replace("\0\1", "\0");
  }

  /** Returns the seq in a key of {@link #event}. */
  public static long seq(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  /** Returns the commit's key in a key of {@link #outcome}. */
  public static String id(byte[] key, int end) {
    return new String(key, end + 2, key.length - end - 2, UTF_8);
  }

  /** Returns the key of the value of {@code key}. */
  public static byte[] value(String key) {
    return key('k', key);
  }

  /** Returns the name in a key of {@link #head} or {@link #value}. */
  public static String name(byte[] key) {
    return new String(key, 1, key.length - 1, UTF_8);
  }

  /** Returns the first key after {@code key}. */
  public static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /**
   * Returns a key after all keys that start with {@code prefix}. No name holds the byte 0xff, since UTF-8 never does.
   */
  public static byte[] afterAll(byte[] prefix) {
    var end = after(prefix);
    end[prefix.length] = (byte) 0xff;
    return end;
  }

  /** Returns whether {@code key} starts with {@code prefix}. */
  public static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /**
   * Returns the key of {@code name} among the things of {@code kind}. An engine may have kinds beside those above; their letters are
   * storage format.
   */
  public static byte[] key(char kind, String name) {
    var bytes = name.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put((byte) kind).put(bytes).array();
  }
}
