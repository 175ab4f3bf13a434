package dev.persist.rocksdb;

import dev.persist.ordered.Layout;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Opens {@code rocksdb-variant:VARIANT:PATH}: a store like that at {@code rocksdb:PATH}, but for one thing. */
public final class RocksDbVariants implements BackendProvider {
  private static final int SMALL_BUFFER = 128 << 10;

  /** The URL of a store that often begins another log file: whenever it has a small write buffer full. */
  static String small(Path path) {
    return "rocksdb-variant:small:" + path;
  }

  /** The URL of a store with a bug: opened, it forgets how far a stream is, and gives out the same seqs again. */
  static String forgetful(Path path) {
    return "rocksdb-variant:forgetful:" + path;
  }

  @Override
  public String scheme() {
    return "rocksdb-variant";
  }

  @Override
  public Backend open(String url) {
    var parts = url.split(":", 3);
    var path = Path.of(parts[2]);
    return switch (parts[1]) {
      case "small" -> new RocksDbBackend(
          Database.open(path, () -> Database.options().setWriteBufferSize(SMALL_BUFFER)));
      case "forgetful" -> {
        forget(path, Layout.head("shared"));
        yield new RocksDbBackend(Database.open(path));
      }
      default -> throw new IllegalArgumentException(url);
    };
  }

  private static void forget(Path path, byte[] row) {
    try (var options = new Options()) {
      if (Files.exists(path.resolve("CURRENT"))) {
        Files.deleteIfExists(path.resolve(CleanEnd.FILE)); // another log begins
        try (var rocks = RocksDB.open(options, path.toString())) {
          rocks.delete(row);
        }
      }
    } catch (IOException | RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }
}
