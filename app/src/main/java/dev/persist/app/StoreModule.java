package dev.persist.app;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
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
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Binds the store and the blob store. Only this class chooses an engine. */
final class StoreModule extends AbstractModule {
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

  /** Returns whether the store is in files, or in memory, that only the app uses. */
  static boolean isOwn(String url) {
    return url.matches("(memory|rocksdb|sqlite):.*");
  }

  /** Removes the store at {@code url}, which is closed and the app's own. One in memory is gone already. */
  static void remove(String url) {
    var path = Path.of(url.substring(url.indexOf(':') + 1));
    var files = switch (url.substring(0, url.indexOf(':'))) {
      case "rocksdb" -> List.of(path);
      case "sqlite" -> Stream.of("", "-wal", "-shm", "-lock").map(end -> Path.of(path + end)).toList();
      default -> List.<Path>of();
    };
    try {
      for (var file : files) {
        if (Files.exists(file)) {
          MoreFiles.deleteRecursively(file, RecursiveDeleteOption.ALLOW_INSECURE);
        }
      }
    } catch (IOException e) {
      throw new StoreException.Unavailable(
          "cannot remove the store in " + path + "; remove it, and start the app again", e);
    }
  }
}
