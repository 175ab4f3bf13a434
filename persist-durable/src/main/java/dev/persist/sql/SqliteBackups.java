package dev.persist.sql;

import dev.persist.StoreException;
import dev.persist.files.Disk;
import dev.persist.files.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * A directory of backups of a SQLite store. {@code N.db} is a whole database, and {@code N.sha256} its seal, which is written
 * last. A page of SQLite has no checksum, so only the seal tells a damaged one.
 *
 * <p>SQLite's backup API starts over at each commit of the same process, so under a busy writer it may not end. {@code VACUUM
 * INTO} reads as of one moment.
 */
final class SqliteBackups {
  private SqliteBackups() {}

  /** Adds a backup of the database that {@code source} connects to. */
  static void create(DataSource source, Path directory) throws SQLException, IOException {
    Files.createDirectories(directory);
    var number = last(directory) + 1;
    var file = directory.resolve(number + ".db");
    Files.deleteIfExists(file); // what a backup that was cut off left
    try (var connection = source.getConnection();
        var statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, file.toString());
      statement.execute();
    }
    Seal.write(file, directory.resolve(number + ".sha256"));
  }

  /** Returns the number of the last backup that is whole: 0 when there is none. */
  private static int last(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return 0;
    }
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+[.]sha256"))
          .flatMapToInt(name -> IntStream.of(Integer.parseInt(name.substring(0, name.indexOf('.')))))
          .max()
          .orElse(0);
    }
  }

  /**
   * Restores the last backup in {@code directory} to the file {@code target}, which is not there.
   *
   * @throws StoreException.Unavailable when there is no backup, or {@code target} is there
   * @throws StoreException.Damaged when the backup is not as it was written; {@code target} is not there
   */
  static void restore(Path directory, Path target) throws IOException {
    if (Files.exists(target)) {
      throw new StoreException.Unavailable("the file " + target + " exists; restore to a new one");
    }
    var number = last(directory);
    if (number == 0) {
      throw new StoreException.Unavailable("there is no whole backup in " + directory);
    }
    var parent = Files.createDirectories(target.toAbsolutePath().getParent());
    var part = parent.resolve(target.getFileName() + ".part");
    Files.copy(directory.resolve(number + ".db"), part, StandardCopyOption.REPLACE_EXISTING);
    Seal.require(part, directory.resolve(number + ".sha256")); // the copy, so that what is used is what was checked
    Seal.sync(part);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Disk.sync(parent);
  }
}
