package dev.persist.rocksdb;

import dev.persist.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native code, 17 MB, and leaves no file behind.
 *
 * <p>RocksDB itself unpacks it to a temporary file that is deleted when the process ends normally; each kill would
 * leave one.
 */
final class NativeLibrary {
  private static boolean loaded;

  private NativeLibrary() {}

  static synchronized void load() {
    if (!loaded) {
      unpackAndLoad();
      loaded = true;
    }
  }

  private static void unpackAndLoad() {
    var name = Environment.getJniLibraryFileName("rocksdb");
    var nameLookedFor = Environment.getJniLibraryFileName("rocksdbjni"); // not the name it is packed under
    try (var packed = RocksDB.class.getResourceAsStream("/" + name)) {
      if (packed == null) {
        RocksDB.loadLibrary(); // an unusual platform: RocksDB knows where else to look
        return;
      }
      var directory = Files.createTempDirectory("persist-rocksdb");
      var file = directory.resolve(nameLookedFor);
      try {
        Files.copy(packed, file);
        RocksDB.loadLibrary(List.of(directory.toString()));
      } finally {
        // Loaded code stays mapped without its name. Where it does not (Windows), the file goes when the process ends.
        if (!file.toFile().delete() || !directory.toFile().delete()) {
          directory.toFile().deleteOnExit();
          file.toFile().deleteOnExit();
        }
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new StoreException.Unavailable("cannot load RocksDB's native code from a temporary file: " + e.getMessage()
          + "; set -Djava.io.tmpdir to a directory from which programs may run", e);
    }
  }
}
