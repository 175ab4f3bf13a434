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
  Persist store(Backend backend, Observer observer) {
    return Persist.over(backend)
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
}
