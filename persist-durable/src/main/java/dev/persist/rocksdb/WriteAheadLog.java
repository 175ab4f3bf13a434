package dev.persist.rocksdb;

import dev.persist.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Refuses a damaged write-ahead log before RocksDB reads it.
 *
 * <p>In most places, RocksDB itself tells a damaged log from one that a crash cut short, but not in all. When a bit of
 * a record's length is flipped, it may drop the rest of the file for an incomplete tail. When a bit of a record's type
 * is flipped, it never returns. So this class checks every record first: its checksum, its kind, and that each batch
 * follows on the one before. Only the end of an incomplete last record may be missing; nothing complete may follow it.
 *
 * <p>The format is RocksDB's: blocks of 32 KiB; a record is checksum (4), length (2), type (1), payload, and never
 * crosses a block; a batch is one full record, or a first, middles and a last, and starts with sequence (8) and count
 * (4).
 */
final class WriteAheadLog {
  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int BATCH_HEADER = 12;

  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;
  private static final int PREDECESSOR = 130;

  private final Path file;
  private final InputStream in;

  /** The current block, and where it begins in the file. */
  private final byte[] bytes = new byte[BLOCK];

  private final ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private long start;

  /** The start of the current batch. Its sequence and count may lie in two records, in one block each. */
  private final ByteBuffer batch = ByteBuffer.allocate(BATCH_HEADER).order(ByteOrder.LITTLE_ENDIAN);

  private boolean insideBatch;

  /** The sequence number that the next batch carries; 0 until a batch was seen. */
  private long next;

  private WriteAheadLog(Path file, InputStream in, long next) {
    this.file = file;
    this.in = in;
    this.next = next;
  }

  /** Checks the log files in {@code directory}, whose store nobody has open. */
  static void check(Path directory) throws IOException {
    var next = 0L;
    for (var file : files(directory)) {
      try (var in = Files.newInputStream(file)) {
        next = check(file, in, next);
      }
    }
  }

  /**
   * Checks one log file, whose first batch is number {@code next} (0 for any), and returns the number after its last.
   * Reads it block by block, so a long log takes no more memory than a short one.
   */
  static long check(Path file, InputStream in, long next) throws IOException {
    var log = new WriteAheadLog(file, in, next);
    while (log.nextBlock() && log.checkBlock()) {
      log.start += BLOCK;
    }
    return log.next;
  }

  /** Returns the log files, oldest first. */
  static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches("\\d{1,18}\\.log"))
          .sorted(Comparator.comparingLong(file -> Long.parseLong(file.getFileName().toString().replace(".log", ""))))
          .toList();
    }
  }

  private boolean nextBlock() throws IOException {
    block.limit(in.readNBytes(bytes, 0, BLOCK));
    return block.hasRemaining();
  }

  /** Checks the current block; returns false at the end of the log. */
  private boolean checkBlock() throws IOException {
    var at = 0;
    while (at < block.limit()) {
      if (BLOCK - at < HEADER) {
        requireZeros(at);
        return true;
      }
      if (block.limit() - at < HEADER) {
        requireIncomplete(at);
        return false;
      }
      var length = length(at);
      if (type(at) == 0 && length == 0) {
        requireZerosFrom(at);
        return false;
      }
      require(HEADER + length <= BLOCK - at, at, "a record is longer than its block");
      if (at + HEADER + length > block.limit()) {
        requireIncomplete(at);
        return false;
      }
      checkRecord(at, length);
      at += HEADER + length;
    }
    return true;
  }

  private void checkRecord(int at, int length) {
    require(checksum(at, length) == storedChecksum(at), at, "a record's checksum does not match");
    var type = type(at);
    switch (type) {
      case FULL, FIRST -> {
        require(!insideBatch, at, "a batch begins inside another");
        batch.clear();
      }
      case MIDDLE, LAST -> require(insideBatch, at, "a record continues a batch that never began");
      case PREDECESSOR -> require(start + at == 0, at, "a record that begins a file is in the middle of the file");
      default -> throw damaged(at, "a record is of unknown type " + type);
    }
    insideBatch = type == FIRST || type == MIDDLE;
    if (type != PREDECESSOR) {
      batch.put(bytes, at + HEADER, Math.min(length, batch.remaining()));
    }
    if (type == FULL || type == LAST) {
      next = following(at);
    }
  }

  /** Returns the sequence number after the batch that ends with the record at {@code at}. */
  private long following(int at) {
    require(!batch.hasRemaining(), at, "a batch is too short");
    var sequence = batch.getLong(0);
    require(next == 0 || sequence == next, at, "batch " + sequence + " is in the place of batch " + next);
    return sequence + batch.getInt(8);
  }

  /**
   * Checks a file that ends inside the record at {@code at}. A crash leaves such a file, but so does damage to the
   * record's length. A record never crosses a block, so all that is left of the file is in the current block.
   */
  private void requireIncomplete(int at) {
    if (block.limit() - at > HEADER) {
      var sum = new CRC32C();
      sum.update(bytes[at + HEADER - 1]);
      for (var end = at + HEADER; end < block.limit(); end++) {
        require(masked(sum) != storedChecksum(at), at, "a record's length is damaged");
        sum.update(bytes[end]);
      }
      require(masked(sum) != storedChecksum(at), at, "a record's length is damaged");
    }
    for (var later = at + 1; later + HEADER + BATCH_HEADER <= block.limit(); later++) {
      var complete = (type(later) == FULL || type(later) == FIRST)
          && length(later) >= BATCH_HEADER
          && later + HEADER + length(later) <= block.limit()
          && checksum(later, length(later)) == storedChecksum(later);
      require(!complete, at, "a record is incomplete, but another follows");
    }
  }

  private void requireZerosFrom(int at) throws IOException {
    requireZeros(at);
    for (start += BLOCK; nextBlock(); start += BLOCK) {
      requireZeros(0);
    }
  }

  private void requireZeros(int from) {
    for (var at = from; at < block.limit(); at++) {
      require(bytes[at] == 0, at, "there are bytes where nothing was written");
    }
  }

  private int length(int record) {
    return block.getShort(record + 4) & 0xffff;
  }

  private int type(int record) {
    return bytes[record + 6] & 0xff;
  }

  private int storedChecksum(int record) {
    return block.getInt(record);
  }

  private int checksum(int record, int length) {
    var sum = new CRC32C();
    sum.update(bytes, record + 6, 1 + length);
    return masked(sum);
  }

  /** RocksDB stores checksums rotated and shifted, so that a checksum of checksums is not always the same. */
  private static int masked(CRC32C sum) {
    return Integer.rotateRight((int) sum.getValue(), 15) + 0xa282ead8;
  }

  private void require(boolean sound, int at, String otherwise) {
    if (!sound) {
      throw damaged(at, otherwise);
    }
  }

  private StoreException damaged(int at, String what) {
    return new StoreException.Damaged(
        "the write-ahead log is damaged: " + what + ", at byte " + (start + at) + " of " + file
            + "; opening it would drop commits that were acknowledged. Restore the directory from a backup");
  }
}
