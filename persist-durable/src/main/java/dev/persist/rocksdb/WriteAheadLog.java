package dev.persist.rocksdb;

import dev.persist.StoreException;
import java.io.IOException;
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
 * <p>RocksDB tells a damaged log from one that a crash cut short by its own means in most places, but not in all: with
 * a flipped bit in a record's length it may drop the rest of the file for an incomplete tail, and with one in a record's
 * type it never returns. So every record is checked here first: its checksum, its kind, and that each batch follows on
 * the one before. What may be missing is the end of an incomplete last record; nothing complete may follow it.
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
  private final ByteBuffer log;

  /** How the batch at hand begins: its sequence and count may lie in two records, in one block each. */
  private final ByteBuffer batch = ByteBuffer.allocate(BATCH_HEADER).order(ByteOrder.LITTLE_ENDIAN);

  /** The sequence number that the next batch carries; 0 while no batch was seen. */
  private long next;

  private WriteAheadLog(Path file, ByteBuffer log, long next) {
    this.file = file;
    this.log = log;
    this.next = next;
  }

  /** Checks the log files in {@code directory}, of a store that nobody has open. */
  static void check(Path directory) throws IOException {
    var next = 0L;
    for (var file : files(directory)) {
      next = check(file, ByteBuffer.wrap(Files.readAllBytes(file)), next);
    }
  }

  /** Checks one log file, whose first batch is number {@code next} (0 for any), and returns the number after its last. */
  static long check(Path file, ByteBuffer log, long next) {
    return new WriteAheadLog(file, log.order(ByteOrder.LITTLE_ENDIAN), next).check();
  }

  /** The log files, oldest first. */
  static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
          .sorted(Comparator.comparingLong(file -> Long.parseLong(file.getFileName().toString().replace(".log", ""))))
          .toList();
    }
  }

  private long check() {
    var at = 0;
    var inside = false;
    while (at < log.limit()) {
      var left = BLOCK - at % BLOCK;
      if (left < HEADER) {
        requireZeros(at, Math.min(at + left, log.limit()));
        at += left;
        continue;
      }
      if (log.limit() - at < HEADER) {
        requireIncomplete(at);
        return next;
      }
      var length = length(at);
      var type = type(at);
      if (type == 0 && length == 0) {
        requireZeros(at, log.limit());
        return next;
      }
      require(HEADER + length <= left, at, "a record is longer than its block");
      if (at + HEADER + length > log.limit()) {
        requireIncomplete(at);
        return next;
      }
      require(checksum(at, length) == storedChecksum(at), at, "a record's checksum does not match");
      switch (type) {
        case FULL, FIRST -> {
          require(!inside, at, "a batch begins inside another");
          batch.clear();
        }
        case MIDDLE, LAST -> require(inside, at, "a batch goes on that never began");
        case PREDECESSOR -> require(at == 0, at, "a file begins in the middle of another");
        default -> throw damaged(at, "a record is of unknown type " + type);
      }
      inside = type == FIRST || type == MIDDLE;
      if (type != PREDECESSOR) {
        batch.put(log.slice(at + HEADER, Math.min(length, batch.remaining())));
      }
      if (type == FULL || type == LAST) {
        next = following(at);
      }
      at += HEADER + length;
    }
    return next;
  }

  /** Returns the sequence number after the batch that ends with the record at {@code at}. */
  private long following(int at) {
    require(!batch.hasRemaining(), at, "a batch is too short");
    var sequence = batch.getLong(0);
    require(next == 0 || sequence == next, at, "batch " + sequence + " follows where " + next + " belongs");
    return sequence + batch.getInt(8);
  }

  /** The file ends inside the record at {@code at}. That is a crash, unless its length is what is damaged. */
  private void requireIncomplete(int at) {
    if (log.limit() - at > HEADER) {
      var sum = new CRC32C();
      sum.update(log.get(at + HEADER - 1));
      for (var end = at + HEADER; end < log.limit(); end++) {
        require(masked(sum) != storedChecksum(at), at, "a record's length is damaged");
        sum.update(log.get(end));
      }
      require(masked(sum) != storedChecksum(at), at, "a record's length is damaged");
    }
    for (var later = at + 1; later + HEADER + BATCH_HEADER <= log.limit(); later++) {
      var complete = (type(later) == FULL || type(later) == FIRST)
          && length(later) >= BATCH_HEADER
          && later + HEADER + length(later) <= log.limit()
          && checksum(later, length(later)) == storedChecksum(later);
      require(!complete, at, "a record is incomplete, yet one follows");
    }
  }

  private void requireZeros(int from, int to) {
    for (var at = from; at < to; at++) {
      require(log.get(at) == 0, at, "there is something where nothing was written");
    }
  }

  private int length(int record) {
    return log.getShort(record + 4) & 0xffff;
  }

  private int type(int record) {
    return log.get(record + 6) & 0xff;
  }

  private int storedChecksum(int record) {
    return log.getInt(record);
  }

  private int checksum(int record, int length) {
    var sum = new CRC32C();
    sum.update(log.slice(record + 6, 1 + length));
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
    return new StoreException.Damaged("the write-ahead log is damaged: " + what + ", at byte " + at + " of " + file
        + "; opening it would drop commits that were acknowledged. Restore the directory from a backup");
  }
}
