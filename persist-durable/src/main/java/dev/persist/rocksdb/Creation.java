package dev.persist.rocksdb;

import dev.persist.files.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether the database in a directory was created completely; a file of its own says so. A database whose creation was
 * cut short before it had a log looks to RocksDB like one that lost its log. Storage format.
 */
final class Creation {
  static final String FILE = "persist.created";

  private static final Pattern DATA = Pattern.compile(".*\\.(log|sst)");
  private static final Pattern BEGINNING = Pattern
      .compile("CURRENT|IDENTITY|LOCK|LOG.*|(MANIFEST|OPTIONS)-.*|.*\\.dbtmp");

  private Creation() {}

  /** Removes from {@code directory} what a creation left that was cut short before it could hold anything. */
  static void clear(Path directory) throws IOException {
    if (!Files.exists(directory.resolve(FILE)) && matching(directory, DATA).isEmpty()) {
      for (var file : matching(directory, BEGINNING)) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> matching(Path directory, Pattern names) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> names.matcher(file.getFileName().toString()).matches()).toList();
    }
  }

  /** Records that the database in {@code directory} was created, unless that is recorded already. */
  static void finish(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      Disk.uninterrupted(() -> {
        if (!Files.exists(file)) {
          Files.createFile(file);
        }
        Disk.sync(directory);
      });
    }
  }
}
