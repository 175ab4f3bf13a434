package dev.persist.sql;

import dev.persist.StoreException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Refuses a damaged write-ahead log before SQLite reads it.
 *
 * <p>SQLite takes the first unsound frame for the end of the log, and drops everything after it. That is right when a
 * crash left the frame: when power fails, some of the last transaction's frames may be written and others not. But each
 * transaction is synced before the next begins. So there are two things that no crash leaves:
 * <ul>
 * <li>a frame that would be sound with one bit flipped;
 * <li>more than one frame that ends a transaction, from the first unsound frame on.
 * </ul>
 *
 * <p>Some damage cannot be told from a crash: a log that ends early, wherever that is; and damage of more than one bit
 * that leaves at most one such frame to be recognized, as in the last transaction, or in the header that ends the one
 * before. Conversely, a sector that was not written in time is taken for damage if what it still holds differs in one
 * bit only.
 *
 * <p>This holds for a log that is written with {@code synchronous=FULL} and without padding ({@code psow}, SQLite's
 * default). The log must be emptied or settled when the database is opened, and not be written any more after a sync
 * has failed. Otherwise it may hold commits that no caller was told of.
 *
 * <p>The format is SQLite's: a header, then frames. The header is magic (4), version (4), page size (4), checkpoints
 * (4), salts (8), checksum (8). A frame is page number (4), pages in the database if this ends a transaction or 0 (4),
 * salts (8), checksum (8), page; its checksum goes on from the one before, over the first 8 bytes and the page. Frames
 * with other salts are left from before the log was last begun anew.
 */
final class SqliteLog {
  private static final int HEADER = 32;
  private static final int MAGIC = 0x377f0682;

  private static final int SECTOR = 512;
  private static final int COMMIT = 4;
  private static final int SALTS = 8;
  private static final int CHECKSUM = 16;
  private static final int PAGE = 24;

  private final Path file;
  private final InputStream log;

  private SqliteLog(Path file, InputStream log) {
    this.file = file;
    this.log = log;
  }

  /** Returns the log of {@code database}. */
  static Path of(Path database) {
    return Path.of(database + "-wal");
  }

  /** Checks the log of {@code database}, which nobody writes; returns where its last transaction ends. */
  static long check(Path database) throws IOException {
    var file = of(database);
    if (Files.exists(file)) {
      try (var log = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        var checked = new SqliteLog(file, log);
        // SQLite writes the database's first page before it begins a log, and deletes the log of an empty one.
        var begun = Files.exists(database) && Files.size(database) > 0;
        checked.require(begun || Files.size(file) <= HEADER, 0, "its database is missing or empty");
        return checked.check();
      }
    }
    return 0;
  }

  /** Checks one log, which was read from {@code file}. */
  static void check(Path file, InputStream log) throws IOException {
    new SqliteLog(file, log).check();
  }

  /**
   * Makes a log sound that cannot be emptied, since another program reads it. Cuts the log at {@code end}: what a crash
   * left after that must not be taken for something later. A failed sync may not have written what is before it. So
   * this writes and syncs that again, as it is, which a reader does not notice. Nobody writes to the log during the
   * call.
   */
  static void settle(Path database, long end) throws IOException {
    try (var log = new RandomAccessFile(of(database).toFile(), "rw")) {
      var bytes = new byte[1 << 16];
      for (var at = 0L; at < end; at += bytes.length) {
        var length = (int) Math.min(bytes.length, end - at);
        log.seek(at);
        log.readFully(bytes, 0, length);
        log.seek(at);
        log.write(bytes, 0, length);
      }
      log.setLength(end);
      log.getFD().sync();
    }
  }

  private long check() throws IOException {
    var bytes = log.readNBytes(HEADER);
    if (bytes.length < HEADER) {
      return 0;
    }
    var header = ByteBuffer.wrap(bytes);
    var magic = header.getInt(0);
    var order = magic == MAGIC ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    var sum = sum(0, header.duplicate().order(order), 0, HEADER - 8);
    if ((magic & ~1) == MAGIC && sum == header.getLong(HEADER - 8)) {
      return checkFrames(new byte[PAGE + header.getInt(8)], order, header.getLong(16), sum);
    }
    requireZeros();
    return 0;
  }

  private long checkFrames(byte[] bytes, ByteOrder order, long salts, long checksum) throws IOException {
    var frame = ByteBuffer.wrap(bytes);
    var words = frame.duplicate().order(order);
    var before = checksum;
    var broken = 0L;
    var commits = 0;
    var end = (long) HEADER;
    for (var at = (long) HEADER; log.readNBytes(bytes, 0, bytes.length) == bytes.length; at += bytes.length) {
      var stored = frame.getLong(CHECKSUM);
      var sum = sum(sum(before, words, 0, SALTS), words, PAGE, bytes.length);
      var saltsOff = frame.getLong(SALTS) ^ salts;
      if (broken == 0 && (saltsOff != 0 || sum != stored)) {
        require(!oneBitOff(words, saltsOff, stored, sum), at, "a bit of a frame is flipped");
        broken = at;
      }
      // Bytes in two sectors may be of two times. Then the salts say nothing about the mark before them.
      var marked = frame.getInt(COMMIT) != 0 && saltsOff == 0 && (sum == stored || (at + SALTS) % SECTOR != 0);
      if (broken > 0 && marked) {
        commits++;
      } else if (broken == 0 && frame.getInt(COMMIT) != 0) {
        end = at + bytes.length;
      }
      require(commits < 2, broken, "a frame's checksum does not match, but commits follow");
      before = stored;
    }
    return end;
  }

  /**
   * The header is in one sector and is synced before any frame, so a crash never leaves frames after a broken header.
   */
  private void requireZeros() throws IOException {
    for (var next = log.read(); next >= 0; next = log.read()) {
      require(next == 0, 0, "its header's checksum does not match");
    }
  }

  /**
   * Returns whether the frame would be sound with one bit of it flipped.
   *
   * <p>A word that is greater by one adds 0 and 1 to the two halves of the checksum if it is the frame's last word. It
   * adds 1 and 1 if it is the one before, then 1 and 2, 2 and 3, 3 and 5.
   */
  private static boolean oneBitOff(ByteBuffer words, long saltsOff, long stored, long sum) {
    if (stored == sum || saltsOff != 0) {
      return stored == sum && Long.bitCount(saltsOff) == 1;
    }
    if (Long.bitCount(stored ^ sum) == 1) {
      return true;
    }
    var first = (int) (stored >>> 32) - (int) (sum >>> 32);
    var second = (int) stored - (int) sum;
    var toFirst = 0;
    var toSecond = 1;
    for (var at = words.limit() - 4; at >= 0; at -= at == PAGE ? PAGE - COMMIT : 4) {
      for (var bit = 1; bit != 0; bit <<= 1) {
        var change = (words.getInt(at) & bit) == 0 ? bit : -bit;
        if (toFirst * change == first && toSecond * change == second) {
          return true;
        }
      }
      var next = toFirst + toSecond;
      toFirst = toSecond;
      toSecond = next;
    }
    return false;
  }

  /** Returns the checksum that continues from {@code before}: two halves, which SQLite stores one after the other. */
  private static long sum(long before, ByteBuffer words, int from, int to) {
    var first = (int) (before >>> 32);
    var second = (int) before;
    for (var at = from; at < to; at += 8) {
      first += words.getInt(at) + second;
      second += words.getInt(at + 4) + first;
    }
    return (long) first << 32 | Integer.toUnsignedLong(second);
  }

  private void require(boolean sound, long at, String otherwise) {
    if (!sound) {
      throw new StoreException.Damaged(
          "the write-ahead log is damaged: " + otherwise + ", at byte " + at + " of " + file
              + "; opening it would drop commits that were acknowledged. Restore the database from a backup");
    }
  }
}
