package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantOutcome;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many grants a second the demo app takes over HTTP, over those that the same class takes in this process, and over the answers of
 * a route that does nothing. The app is a process of its own on the same processors as its clients.
 */
final class Http {
  private Http() {}

  /** Measures {@code engines}; the default of the app when there are none. */
  static void run(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? List.of("rocksdb") : engines) {
      try (var report = Driver.report("http-" + engine, "grants")
          .chart("Grants over HTTP, " + engine, "clients", "grants a second");
          var server = engine.equals("postgresql") ? new Postgres() : null) {
        var contestants = new LinkedHashMap<String, Contestant.Opening>();
        contestants.put("HTTP", () -> App.start(place(engine, server)));
        contestants.put("in process", () -> InProcess.open(place(engine, server)));
        contestants.put("constant", () -> Bare.start(false));
        for (var clients : List.of(1, 16, 64)) {
          Driver.runWarm(report, "grants " + engine, clients, contestants);
        }
      }
    }
  }

  /** Where a store is. */
  private record At(String url, Store.Place place) {}

  private static At place(String engine, @Nullable Postgres server) throws Exception {
    if (server != null) {
      var database = server.database();
      return new At(database.url(), database);
    }
    var directory = TemporaryDirectory.create();
    return new At(engine + ":" + directory.path().resolve("store"), directory);
  }

  /**
   * The app.
   *
   * @param resources what its clients granted something on
   */
  private record App(DemoApp app, Set<String> resources, At at) implements Contestant {
    private static App start(At at) throws IOException {
      return new App(DemoApp.start(at.url), ConcurrentHashMap.newKeySet(), at);
    }

    @Override
    public Client client() {
      var grants = app.address().resolve("/api/acl/" + resource(resources) + "/grants");
      return new Client() {
        private int next;

        @Override
        public void append() throws IOException {
          var connection = app.connection();
          connection.create(grants, "{\"principal\":\"user" + next++ + "\"}", app.token());
          app.release(connection);
        }
      };
    }

    @Override
    public long stored() throws IOException {
      app.disconnect();
      var stored = 0L;
      for (var resource : resources) {
        stored += Long.parseLong(app.get("/api/acl/" + resource).replaceAll(".*\"seq\":(\\d+).*", "$1"));
      }
      return stored;
    }

    @Override
    public void close() throws IOException, SQLException {
      app.close();
      at.place.close();
    }
  }

  /** The class behind the app, called by its clients. */
  private record InProcess(Persist store, AccessControl acl, Set<String> resources, At at) implements Contestant {
    private static InProcess open(At at) {
      var store = Persist.open(at.url);
      return new InProcess(store, new AccessControl(store), ConcurrentHashMap.newKeySet(), at);
    }

    @Override
    public Client client() {
      var resource = resource(resources);
      return new Client() {
        private int next;

        @Override
        public void append() {
          var granted = new Granted("user" + next++, "admin", "asked for over HTTP");
          if (!(acl.grant(resource, granted, Instant.EPOCH) instanceof GrantOutcome.Changed)) {
            throw new IllegalStateException("not granted");
          }
        }
      };
    }

    @Override
    public long stored() {
      return resources.stream().mapToLong(resource -> acl.grants(resource).seq()).sum();
    }

    @Override
    public void close() throws IOException, SQLException {
      store.close();
      at.place.close();
    }
  }

  private static String resource(Set<String> resources) {
    var resource = "doc-" + resources.size() + "-" + System.nanoTime();
    resources.add(resource);
    return resource;
  }
}
