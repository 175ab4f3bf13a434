package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.http.HttpStoreServer;
import dev.persist.spi.BackendProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;

/** A store that is used over HTTP on loopback, beside the same engine in the process. */
final class Served {
  private Served() {}

  /** Measures {@code engines}, RocksDB without any. */
  static void run(List<String> engines) throws Exception {
    try (var report = Driver.report("served", "appends")) {
      for (var engine : engines.isEmpty() ? List.of("rocksdb") : engines) {
        for (var clients : List.of(1, 16, 64)) {
          var contestants = new LinkedHashMap<String, Contestant.Opening>();
          contestants.put("over HTTP", () -> overHttp(engine));
          contestants.put("in the process", () -> Appends.open(engine, null, Store::expecting));
          Driver.runWarm(report, "served " + engine, clients, contestants);
        }
      }
    }
  }

  private static Contestant overHttp(String engine) throws Exception {
    var directory = TemporaryDirectory.create();
    var backend = BackendProvider.openUrl(engine + ":" + directory.path().resolve("store"));
    var server = HttpStoreServer.start(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "token");
    return new Store(Persist.open("http://:token@127.0.0.1:" + server.port() + "/store"), Store::expecting, () -> {
      server.close();
      backend.close();
      directory.close();
    });
  }
}
