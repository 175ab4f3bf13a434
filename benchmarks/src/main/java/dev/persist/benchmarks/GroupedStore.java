package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Persist;
import dev.persist.http.HttpStoreServer;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Grouping;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A store that says how many groups of commits it wrote, wherever it runs.
 *
 * @param place where it is, removed after it is closed
 */
record GroupedStore(Persist persist, Written written, Store.Place place) implements AutoCloseable {
  /** Names, among the engines, the one of a process of its own that serves it. */
  static final String OVER_HTTP = "rocksdb over HTTP";

  /** Names the one on several servers. */
  static final String ON_SERVERS = "scalardb on three servers";

  private static final String TOKEN = "token";

  /** How to ask. */
  interface Written {
    long groups() throws IOException;
  }

  /** Opens an empty one, on {@code server} if there is one. */
  static GroupedStore open(String engine, @Nullable Postgres server) throws Exception {
    if (server != null) {
      var database = server.database();
      return inProcess(database.url(), database);
    }
    if (engine.equals(ON_SERVERS)) {
      var servers = new ThreeServers();
      return inProcess(servers.store("store"), servers);
    }
    var directory = TemporaryDirectory.create();
    var url = engine.replaceAll(" .*", "") + ":" + directory.path().resolve("store");
    return engine.equals(OVER_HTTP) ? served(url, directory) : inProcess(url, directory);
  }

  private static GroupedStore inProcess(String url, Store.Place place) {
    var backend = BackendProvider.openUrl(url);
    return new GroupedStore(Persist.over(backend), () -> written(backend), place);
  }

  private static long written(Backend backend) {
    return ((Grouping) backend).groups().written();
  }

  private static GroupedStore served(String url, Store.Place place) throws IOException {
    var process = DemoApp.java(GroupedStore.class.getName(), url);
    var said = process.inputReader(UTF_8);
    var store = Persist.open("http://:" + TOKEN + "@127.0.0.1:" + said.readLine() + "/store");
    return new GroupedStore(store, () -> {
      process.outputWriter(UTF_8).append('\n').flush();
      return Long.parseLong(said.readLine());
    }, () -> {
      process.outputWriter(UTF_8).close();
      process.onExit().join();
      place.close();
    });
  }

  /** Serves the store at the URL it takes: says at which port, and for each line it reads, how many groups were written. */
  public static void main(String[] args) throws IOException {
    var backend = BackendProvider.openUrl(args[0]);
    try (var server = HttpStoreServer.start(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN);
        var asked = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      System.out.println(server.port());
      while (asked.readLine() != null) {
        System.out.println(written(backend));
      }
    } finally {
      backend.close();
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    persist.close();
    place.close();
  }
}
