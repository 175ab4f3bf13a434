package dev.persist.app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.operation.Traces;
import dev.persist.app.web.Provenance;
import dev.persist.blob.BlobStore;
import dev.persist.files.FileBlobStore;
import dev.persist.ipfs.IpfsBlobStore;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Loading;
import dev.persist.spi.Observer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Binds the store and the blob store. Only this class chooses an engine. */
final class StoreModule extends AbstractModule {
  /** The names that RocksDB gives its files, and the engine its lock. */
  private static final Pattern ROCKSDB_FILE = Pattern.compile(
      "CURRENT|IDENTITY|LOCK|LOG|LOG[.]old[.][0-9]+|MANIFEST-[0-9]+|OPTIONS-[0-9]+|[0-9]+[.]sst|[0-9]+[.]log|[0-9]+[.]blob"
          + "|[0-9A-Z-]+[.]dbtmp|persist[.]lock|persist[.]created");

  private final Config config;

  StoreModule(Config config) {
    this.config = config;
  }

  @Override
  protected void configure() {
    bind(Config.class).toInstance(config);
  }

  @Provides
  @Singleton
  Backend backend() {
    return Loading.requireWhole(BackendProvider.openUrl(config.persistUrl()));
  }

  @Provides
  @Singleton
  Persist store(Backend backend, BlobStore blobs, Observer observer) {
    return Persist.over(backend)
        .archivingTo(blobs)
        .withMeta(config.hasTraces() ? () -> Provenance.meta().merge(Traces.meta()) : Provenance::meta)
        .observedBy(observer);
  }

  @Provides
  @Singleton
  BlobStore blobs() {
    return blobs(config.persistBlobs());
  }

  /**
   * Opens the blob store that {@code url} names.
   *
   * @throws StoreException.Unavailable when there is none like that, or when it cannot be opened
   */
  static BlobStore blobs(String url) {
    return switch (url.substring(0, url.indexOf(':') + 1)) {
      case "file:" -> FileBlobStore.open(url);
      case "ipfs:" -> IpfsBlobStore.open(url);
      default -> throw new StoreException.Unavailable(
          "there is no blob store for \"" + url + "\"; write file:PATH or ipfs:http://HOST:PORT");
    };
  }

  /**
   * Returns whether the app can remove the store at {@code url}: only the app uses it, and its folder holds nothing else. Somebody
   * may keep blobs in there, or a backup.
   */
  static boolean isRemovable(String url) {
    if (!url.startsWith("rocksdb:")) {
      return url.matches("(memory|sqlite):.*");
    }
    try {
      return files(url).stream().allMatch(StoreModule::isOfRocksDb);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isOfRocksDb(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && ROCKSDB_FILE.matcher("" + file.getFileName()).matches();
  }

  private static List<Path> files(String url) throws IOException {
    var path = Path.of(url.substring(url.indexOf(':') + 1));
    return switch (url.substring(0, url.indexOf(':'))) {
      case "rocksdb" -> {
        try (var files = Files.list(path)) {
          yield files.toList();
        }
      }
      case "sqlite" -> Stream.of("", "-wal", "-shm", "-lock").map(end -> Path.of(path + end)).toList();
      default -> List.of();
    };
  }

  /** Removes the files of the store at {@code url}, which is closed and {@linkplain #isRemovable removable}. */
  static void remove(String url) {
    try {
      for (var file : files(url)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new StoreException.Unavailable(
          "cannot remove the files of " + url + "; remove them, and start the app again", e);
    }
  }
}
