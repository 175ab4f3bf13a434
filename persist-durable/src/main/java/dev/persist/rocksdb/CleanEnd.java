package dev.persist.rocksdb;

import dev.persist.StoreException;
import dev.persist.files.Disk;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * How long each log file was when the store was closed, a line for each, in a file of its own. A log that was cut since
 * looks like one that a crash ended, and only this tells them apart. Storage format.
 */
final class CleanEnd {
  static final String FILE = "persist.end";

  private static final Pattern LINES = Pattern.compile("([0-9]+\\.log [0-9]{1,18}\n)*");

  private CleanEnd() {}

  /** Records the ends of the logs in {@code directory}, of a store that was just closed. */
  static void record(Path directory) throws IOException {
    var lines = new StringBuilder();
    for (var log : WriteAheadLog.files(directory)) {
      lines.append(log.getFileName()).append(' ').append(Files.size(log)).append('\n');
    }
    write(directory, lines.toString().getBytes(StandardCharsets.UTF_8));
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

  /** Throws if a log is shorter than it was recorded to be, or missing. */
  static void check(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    var stored = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    if (!LINES.matcher(stored).matches()) {
      throw new StoreException.Damaged("the file " + file
          + " is damaged, which says where the log ended when the store was "
          + "closed; restore the directory from a backup, or remove the file: then nobody can tell whether the log was cut");
    }
    for (var line : stored.lines().toList()) {
      var space = line.indexOf(' ');
      var log = directory.resolve(line.substring(0, space));
      var size = Files.exists(log) ? Files.size(log) : 0;
      if (size < Long.parseLong(line.substring(space + 1))) {
        throw new StoreException.Damaged("the write-ahead log is damaged: " + log + " has " + size + " bytes, and had "
            + line.substring(space + 1) + " when the store was closed; opening it would drop commits that were "
            + "acknowledged. Restore the directory from a backup");
      }
    }
  }

  /** Forgets what was recorded: from now on the logs change. What is returned records it again if the opening fails. */
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

  /** What was recorded before an opening. */
  static final class Forgotten implements AutoCloseable {
    private final Path directory;
    private final byte[] lines;
    private boolean opened;

    private Forgotten(Path directory, byte[] lines) {
      this.directory = directory;
      this.lines = lines;
    }

    /** The logs are others now. */
    void opened() {
      opened = true;
    }

    /** Records again where the logs end, since the database is not open any more. */
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
