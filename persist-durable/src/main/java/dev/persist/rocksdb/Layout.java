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
 * e stream 0 0 seq          an event; a stream's events are neighbours, in seq order
 * i stream 0 0 key          what the commit named (stream, key) wrote
 * k key                     a value, as canonical JSON
 * </pre>
 *
 * <p>Names are UTF-8. Numbers are big-endian, so that byte order is number order. Two zero bytes end a stream's name, so that
 * key order is name order even if one name is a prefix of another; a zero byte in such a name is followed by a 1. The
 * tuple layer of FoundationDB does the same.
 */
final class Layout {
  static final int FORMAT = 1;
  static final byte[] FORMAT_KEY = {'f'};

  private Layout() {}

  static byte[] head(String stream) {
    return key('h', stream);
  }

  static byte[] event(String stream, long seq) {
    var name = ended(stream);
    return ByteBuffer.allocate(1 + name.length + Long.BYTES).put((byte) 'e').put(name).putLong(seq).array();
  }

  static byte[] outcome(String stream, String id) {
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
  static int end(byte[] key) {
    var end = 1;
    while (key[end] != 0 || key[end + 1] != 0) {
      end++;
    }
    return end;
  }

  /** Returns the stream in a key of {@link #event} or {@link #outcome}, whose name ends at {@code end}. */
  static String stream(byte[] key, int end) {
    return new String(key, 1, end - 1, UTF_8).replace("\0\1", "\0");
  }

  /** Returns the seq in a key of {@link #event}. */
  static long seq(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  /** Returns the commit's key in a key of {@link #outcome}. */
  static String id(byte[] key, int end) {
    return new String(key, end + 2, key.length - end - 2, UTF_8);
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
