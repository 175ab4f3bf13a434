package dev.persist.distributed;

import dev.persist.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Ends each value with a checksum of it and its key. Storage format: 4 bytes. */
final class Sealed {
  private Sealed() {}

  /** Returns {@code value} as it is stored under {@code key}. */
  static byte[] seal(byte[] key, byte[] value) {
    return ByteBuffer.allocate(value.length + Integer.BYTES)
        .put(value)
        .putInt(checksum(key, value, value.length))
        .array();
  }

  /**
   * Returns the value that {@code stored} holds.
   *
   * @throws StoreException.Damaged when it is not what was stored under {@code key}
   */
  static byte[] open(byte[] key, byte[] stored) {
    var length = stored.length - Integer.BYTES;
    if (length < 0 || ByteBuffer.wrap(stored).getInt(length) != checksum(key, stored, length)) {
      throw damaged("the row " + HexFormat.of().formatHex(key) + " is damaged: its checksum does not match", null);
    }
    return Arrays.copyOf(stored, length);
  }

  static StoreException.Damaged damaged(String what, @Nullable Exception cause) {
    var message = what + ". Restore the databases from a backup";
    return cause == null ? new StoreException.Damaged(message) : new StoreException.Damaged(message, cause);
  }

  private static int checksum(byte[] key, byte[] value, int length) {
    var sum = new CRC32C();
    sum.update(key);
    sum.update(value, 0, length);
    return (int) sum.getValue();
  }
}
