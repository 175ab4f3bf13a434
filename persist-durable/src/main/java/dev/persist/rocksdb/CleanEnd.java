package dev.persist.rocksdb;

import dev.persist.StoreException;
import dev.persist.files.Disk;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * How long each log file was when the store was closed, a line for each, in a file of its own. A log that was cut since
 * looks like one that a crash ended, and only this tells them apart. Storage format.
 */
final class CleanEnd {
  static final String FILE = "persist.end";

  private CleanEnd() {}

  /** Records the ends of the logs in {@code directory}, of a store that was just closed. */
  static void record(Path directory) throws IOException {
    var lines = new StringBuilder();
    for (var log : WriteAheadLog.files(directory)) {
      lines.append(log.getFileName()).append(' ').append(Files.size(log)).append('\n');
    }
    Disk.uninterrupted(() -> {
      var temporary = directory.resolve(FILE + ".tmp");
      try (var out = new FileOutputStream(temporary.toFile())) {
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        out.getFD().sync();
      }
      Files.move(temporary, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
      Disk.sync(directory);
    });
  }

  /** Throws if a log is shorter than it was recorded to be, or missing. */
  static void check(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    for (var line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
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

  /** Forgets what was recorded: from now on the logs change. */
  static void forget(Path directory) throws IOException {
    if (Files.deleteIfExists(directory.resolve(FILE))) {
      Disk.uninterrupted(() -> Disk.sync(directory));
    }
  }
}
