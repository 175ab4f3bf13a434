package dev.persist.spi;

import dev.persist.StoreException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Opens an engine for the URLs of its scheme. {@link ServiceLoader} finds it. */
public interface BackendProvider {
  /** Returns the URL scheme of this engine, such as {@code memory}. */
  String scheme();

  /**
   * Opens the store that {@code url} names. Creates the store when it does not exist.
   *
   * @throws StoreException.Unavailable when the store cannot be opened; says why and what to do; nothing was changed
   * @throws StoreException.Damaged when the stored data cannot be what the engine wrote
   */
  Backend open(String url);

  /**
   * Restores the last backup in {@code directory}, which {@link Movable#backUp} made, to the store that {@code url} names. That
   * is not there yet.
   *
   * @throws StoreException.Unavailable when there is no backup, when the store exists, or when the engine has backups of its
   *     own; says what to do; nothing was changed
   * @throws StoreException.Damaged when the backup is damaged; the store is not to be used
   */
  default void restore(Path directory, String url) {
    throw new StoreException.Unavailable("this engine restores no backups: a database has tools for that");
  }

  /**
   * Opens the store that {@code url} names, with the provider of its scheme.
   *
   * @throws StoreException.Unavailable when there is no such provider, or as {@link #open} throws it
   * @throws StoreException.Damaged as {@link #open} throws it
   */
  static Backend openUrl(String url) {
    return of(url).open(url);
  }

  /**
   * Returns the provider of the scheme of {@code url}.
   *
   * @throws StoreException.Unavailable when there is no such provider
   */
  static BackendProvider of(String url) {
    var scheme = url.substring(0, Math.max(0, url.indexOf(':')));
    var providers = ServiceLoader.load(BackendProvider.class)
        .stream()
        .map(ServiceLoader.Provider::get)
        .collect(Collectors.toMap(BackendProvider::scheme, provider -> provider));
    var provider = providers.get(scheme);
    if (provider == null) {
      // The rest of the URL may hold a password.
      throw new StoreException.Unavailable("no engine for \"" + scheme + ":\"; "
          + switch (scheme) {
            case "rocksdb", "sqlite", "postgresql", "http", "https" -> "add the dependency dev.persist:persist-durable";
            case "scalardb" -> "add the dependency dev.persist:persist-distributed";
            default ->
              "a store's URL starts with one of " + providers.keySet().stream().sorted().toList() + " and a colon";
          });
    }
    return provider;
  }
}
