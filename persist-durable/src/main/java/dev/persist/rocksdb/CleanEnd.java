package dev.persist.rocksdb;

import dev.persist.StoreException;
import dev.persist.files.Disk;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Records how each log file ended when the store was closed, in a file of its own. It has a line for each log, with its
 * name, its length, and the checksum of its last bytes. A log that was cut since, or whose end was zeroed, looks like
 * one that a crash ended; only this record tells them apart. Storage format.
 */
final class CleanEnd {
  static final String FILE = "persist.end";

  private static final Pattern LINES = Pattern.compile("([0-9]{1,18}\\.log [0-9]{1,18} [0-9a-f]{1,8}\n)*");

  /** As long as a block of the log. No record begins in fewer bytes, so the last bytes are never all zero. */
  private static final int TAIL = 32 * 1024;

  private CleanEnd() {}

  /** Records the ends of the logs in {@code directory}, whose store was just closed. */
  static void record(Path directory) throws IOException {
    var lines = new StringBuilder();
    for (var log : WriteAheadLog.files(directory)) {
      lines.append(line(log, Files.size(log)));
    }
    write(directory, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String line(Path log, long length) throws IOException {
    var tail = ByteBuffer.allocate((int) Math.min(TAIL, length));
    try (var file = FileChannel.open(log)) {
      while (tail.hasRemaining() && file.read(tail, length - tail.limit() + tail.position()) >= 0) {
        // a read may give less than it was asked for
      }
    }
    var sum = new CRC32C();
    sum.update(tail.flip());
    return log.getFileName() + " " + length + " " + Long.toHexString(sum.getValue()) + "\n";
  }

  private static void write(Path directory, byte[] lines) throws IOException {
    Disk.uninterrupted(() -> {
      var temporary = directory.resolve(FILE + ".tmp");
      try (var out = new FileOutputStream(temporary.toFile())) {
        out.write(lines);
        out.getFD().sync();
      }
      Files.move(temporary, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
      Disk.sync(directory);
    });
  }

  /** Throws if a log is shorter than recorded, ends differently, or is missing. */
  static void check(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    var stored = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    if (!LINES.matcher(stored).matches()) {
      throw new StoreException.Damaged("the file " + file
          + ", which says where the log ended when the store was closed, is damaged; "
          + "restore the directory from a backup, or remove the file: then a cut of the log cannot be noticed");
    }
    for (var line : stored.lines().toList()) {
      var words = line.split(" ", 3);
      var log = directory.resolve(words[0]);
      var length = Long.parseLong(words[1]);
      require(Files.exists(log), log + " is missing, but was there when the store was closed");
      var size = Files.size(log);
      require(size >= length, log + " has " + size + " bytes, but had " + length + " when the store was closed");
      require(line(log, length).equals(line + "\n"), log + " does not end as it did when the store was closed");
    }
  }

  private static void require(boolean sound, String otherwise) {
    if (!sound) {
      throw new StoreException.Damaged(
          "the write-ahead log is damaged: " + otherwise + "; opening it would drop commits "
              + "that were acknowledged. Restore the directory from a backup");
    }
  }

  /** Deletes the record, since the logs change from now on. The result records it again if the opening fails. */
  static Forgotten forget(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return new Forgotten(directory, new byte[0]);
    }
    var forgotten = new Forgotten(directory, Files.readAllBytes(file));
    Files.delete(file);
    Disk.uninterrupted(() -> Disk.sync(directory));
    return forgotten;
  }

  /** The record from before an opening. */
  static final class Forgotten implements AutoCloseable {
    private final Path directory;
    private final byte[] lines;
    private boolean opened;

    private Forgotten(Path directory, byte[] lines) {
      this.directory = directory;
      this.lines = lines;
    }

    /** Notes that the logs are no longer those recorded. */
    void opened() {
      opened = true;
    }

    /** Records again where the logs end, since the database is no longer open. */
    @Override
    public void close() throws IOException {
      if (opened) {
        record(directory);
      } else if (lines.length > 0) {
        write(directory, lines);
      }
    }
  }
}
