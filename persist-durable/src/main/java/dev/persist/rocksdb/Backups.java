package dev.persist.rocksdb;

import dev.persist.StoreException;
import dev.persist.files.Disk;
import dev.persist.files.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A directory of backups, made by RocksDB's backup engine. Backups share the files that they have in common, so a later one
 * copies only what is new.
 *
 * <p>RocksDB has a checksum of each file in the backup's list, {@code meta/N}, and none of the list. So {@code sealed/N} holds
 * one. It is written last: a backup without it is not whole.
 */
final class Backups {
  private static final String SEALED = "sealed";

  private Backups() {}

  /** Adds a backup of {@code rocks} to {@code directory}. */
  static void create(RocksDB rocks, Path directory) throws RocksDBException, IOException {
    var seals = Files.createDirectories(directory.resolve(SEALED));
    try (var options = options(directory); var engine = BackupEngine.open(Env.getDefault(), options)) {
      engine.createNewBackup(rocks, true); // with its logs: a store that has none is refused
      var last = engine.getBackupInfo().stream().mapToInt(BackupInfo::backupId).max().orElseThrow();
      Seal.write(list(directory, last), seals.resolve(Integer.toString(last)));
    }
  }

  private static BackupEngineOptions options(Path directory) {
    return new BackupEngineOptions(directory.toString()).setSync(true).setShareTableFiles(true);
  }

  private static Path list(Path directory, int backup) {
    return directory.resolve("meta").resolve(Integer.toString(backup));
  }

  /**
   * Restores the last backup in {@code directory} to {@code target}, a directory that is empty or not there.
   *
   * @throws StoreException.Unavailable when there is no backup, or {@code target} has files
   * @throws StoreException.Damaged when a file of the backup is not as it was written; {@code target} is no store
   */
  static void restore(Path directory, Path target) throws IOException {
    if (!files(target).isEmpty()) {
      throw new StoreException.Unavailable(
          "the directory " + target + " has files; restore into an empty or a new one");
    }
    var last = files(directory.resolve(SEALED)).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.matches("\\d+"))
        .mapToInt(Integer::parseInt)
        .max()
        .orElseThrow(() -> new StoreException.Unavailable("there is no whole backup in " + directory));
    NativeLibrary.load();
    try {
      Seal.require(list(directory, last), directory.resolve(SEALED).resolve(Integer.toString(last)));
      Files.createDirectories(target);
      try (var options = options(directory);
          var engine = BackupEngine.open(Env.getDefault(), options);
          var restoring = new RestoreOptions(false)) {
        engine.restoreDbFromBackup(last, target.toString(), target.toString(), restoring);
      }
    } catch (RocksDBException e) {
      throw new StoreException.Damaged("backup " + last + " in " + directory + " is damaged: " + e.getMessage()
          + "; use an earlier backup or another copy of this one", e);
    }
    for (var file : files(target)) {
      Seal.sync(file);
    }
    Files.createFile(target.resolve(Database.LOCK)); // last: a directory with files and without it is no store
    Disk.sync(target);
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
