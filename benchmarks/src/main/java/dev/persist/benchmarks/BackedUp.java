package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.spi.Movable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Appends of 16 clients to a store that is backed up meanwhile, again and again without a pause, beside one that is not. */
final class BackedUp {
  private static final int CLIENTS = 16;

  private BackedUp() {}

  /** Measures {@code engines}, RocksDB and SQLite without any. */
  static void run(List<String> engines) throws Exception {
    try (var report = Driver.report("backed-up", "appends")) {
      for (var engine : engines.isEmpty() ? List.of("rocksdb", "sqlite") : engines) {
        var contestants = new LinkedHashMap<String, Contestant.Opening>();
        contestants.put("during backups", () -> backedUp(engine));
        contestants.put("alone", () -> Appends.open(engine, null, Store::expecting));
        Driver.run(report, "backed up " + engine, CLIENTS, contestants);
      }
    }
  }

  private static Contestant backedUp(String engine) throws IOException {
    var directory = TemporaryDirectory.create();
    var backend = Movable.open(engine + ":" + directory.path().resolve("store"));
    return new BackedUpStore(new Store(Persist.over(backend), Store::expecting, directory), backend,
        directory.path().resolve("backups"));
  }

  /** Backs up while clients append. */
  private static final class BackedUpStore implements Contestant {
    private final Store store;
    private final Movable backend;
    private final Path backups;
    private boolean appending;
    private CompletableFuture<Void> backingUp = CompletableFuture.completedFuture(null);

    BackedUpStore(Store store, Movable backend, Path backups) {
      this.store = store;
      this.backend = backend;
      this.backups = backups;
    }

    @Override
    public synchronized Client client() {
      if (!appending) {
        appending = true;
        backingUp = CompletableFuture.runAsync(this::backUp);
      }
      return store.client();
    }

    private void backUp() {
      while (isAppending()) {
        backend.backUp(backups);
      }
    }

    private synchronized boolean isAppending() {
      return appending;
    }

    @Override
    public long stored() {
      synchronized (this) {
        appending = false;
      }
      backingUp.join();
      return store.stored();
    }

    @Override
    public void close() throws IOException, SQLException {
      store.close();
    }
  }
}
