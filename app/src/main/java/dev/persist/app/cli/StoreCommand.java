package dev.persist.app.cli;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What the commands on a store have in common. For one call. */
abstract class StoreCommand extends ShellCommand {
  private static final Pattern EMBEDDED = Pattern.compile("(?:rocksdb|sqlite):([^?]+).*");

  @Option(names = "--url", paramLabel = "URL", description = "The store: rocksdb:PATH, sqlite:PATH, postgresql://HOST/DATABASE or http://:TOKEN@HOST:PORT/store. "
      + "Without it, the variable PERSIST_URL, or rocksdb:./data.") private Optional<String> url = Optional.empty();

  StoreCommand(Shell shell) {
    super(shell);
  }

  /** Returns the URL of the store. */
  final String url() {
    return url.orElseGet(() -> shell.environment().getOrDefault("PERSIST_URL", "rocksdb:./data"));
  }

  /** Opens the store, or makes it. */
  final Persist openOrMake() {
    return Persist.open(url());
  }

  /** Opens the store, which is there: a typing error in a path shall not make an empty one. */
  final Persist open() {
    return Persist.over(backend());
  }

  /** As {@link #open}, for what the facets do not show. */
  final Backend backend() {
    requireThere(url());
    return Loading.requireWhole(BackendProvider.openUrl(url()));
  }

  /** Opens the store that {@code url} names, which is there, to move its contents. */
  static Movable movable(String url) {
    requireThere(url);
    return Movable.open(url);
  }

  private static void requireThere(String url) {
    var embedded = EMBEDDED.matcher(url);
    if (embedded.matches() && !Files.exists(Path.of(embedded.group(1)))) {
      throw new StoreException.Unavailable(
          "there is no store " + url + "; correct the URL, or make one with append, put, import or serve");
    }
  }

  /** Opens the blob store of {@code url}, if there is one. */
  final Optional<BlobStore> blobs(Optional<String> url) {
    return url.map(shell.blobs());
  }

  /** Lets the end of the process close {@code store}, for a command that runs until it is told to stop. */
  static void closeAtExit(AutoCloseable store) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        store.close();
      } catch (Exception e) {
        System.err.println("cannot close the store: " + e);
      }
    }));
  }
}
