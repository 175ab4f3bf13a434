package dev.persist.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where things are in the key space. Storage format: a change here needs a new {@link #FORMAT}.
 *
 * <pre>
 * f                         the format, 4 bytes
 * h stream                  {@link Head}; name order is key order
 * e length stream seq       an event; a stream's events are neighbours, in seq order
 * i length stream key       what the commit named (stream, key) wrote
 * k key                     a value, as canonical JSON
 * </pre>
 *
 * <p>Names are UTF-8. Numbers are big-endian, so that byte order is number order. The length, 2 bytes, keeps names apart
 * that are prefixes of each other.
 */
final class Layout {
  static final int FORMAT = 1;
  static final byte[] FORMAT_KEY = {'f'};

  private Layout() {}

  static byte[] head(String stream) {
    return key('h', stream);
  }

  static byte[] event(String stream, long seq) {
    var name = stream.getBytes(UTF_8);
    return ByteBuffer.allocate(3 + name.length + 8)
        .put((byte) 'e')
        .putShort((short) name.length)
        .put(name)
        .putLong(seq)
        .array();
  }

  static byte[] outcome(String stream, String id) {
    var name = stream.getBytes(UTF_8);
    var rest = id.getBytes(UTF_8);
    return ByteBuffer.allocate(3 + name.length + rest.length)
        .put((byte) 'i')
        .putShort((short) name.length)
        .put(name)
        .put(rest)
        .array();
  }

  static byte[] value(String key) {
    return key('k', key);
  }

  /** Returns the name in a key of {@link #head} or {@link #value}. */
  static String name(byte[] key) {
    return new String(key, 1, key.length - 1, UTF_8);
  }

  /** Returns the first key after {@code key}. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /**
   * Returns a key after all keys that start with {@code prefix}. No name holds the byte 0xff, since UTF-8 never does.
   */
  static byte[] afterAll(byte[] prefix) {
    var end = after(prefix);
    end[prefix.length] = (byte) 0xff;
    return end;
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] key(char kind, String name) {
    var bytes = name.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put((byte) kind).put(bytes).array();
  }
}
