package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * How many grants a second the demo app takes over HTTP, over those that the same class takes in this process. The app is a
 * process of its own on the same processors as its clients.
 */
final class Http {
  private static final String PASSWORD = "a password of the benchmark";

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
   * The app in a process of its own.
   *
   * @param http asks what is stored; its own cost is not measured
   * @param idle connections of clients, for a round
   */
  private record App(Process process, BufferedReader output, URI api, HttpClient http, String token,
      Deque<KeptAlive> idle,
      Set<String> resources, At at, TemporaryDirectory blobs)
      implements
        Contestant {
    private static App start(At at) throws IOException {
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var blobs = TemporaryDirectory.create();
      var process = new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED", "-cp",
          System.getProperty("java.class.path"), "dev.persist.app.Main", "serve", "--empty", "on", "--url", at.url,
          "--blobs",
          "file:" + blobs.path().resolve("blobs"), "--port", "0", "--admin-password", PASSWORD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      var output = process.inputReader(UTF_8);
      var line = output.readLine();
      var api = URI.create(line.substring(line.indexOf("http")) + "/api/acl/");
      var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      return new App(process, output, api, http, token(http, api), new ConcurrentLinkedDeque<>(),
          ConcurrentHashMap.newKeySet(), at, blobs);
    }

    private static String token(HttpClient http, URI api) throws IOException {
      var signIn = HttpRequest.newBuilder(api.resolve("../session"))
          .POST(BodyPublishers.ofString("{\"user\":\"admin\",\"password\":\"" + PASSWORD + "\"}"))
          .build();
      try {
        return http.send(signIn, BodyHandlers.ofString()).body().replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public Client client() {
      var grants = api.resolve(resource(resources) + "/grants");
      return new Client() {
        private int next;

        @Override
        public void append() throws IOException {
          var kept = idle.poll();
          var connection = kept == null ? KeptAlive.to(api.getPort()) : kept;
          connection.create(grants, "{\"principal\":\"user" + next++ + "\"}", token);
          idle.push(connection);
        }
      };
    }

    @Override
    public long stored() throws IOException {
      disconnect(); // before the app finds them idle for too long
      var stored = 0L;
      for (var resource : resources) {
        stored += seq(resource);
      }
      return stored;
    }

    private long seq(String resource) throws IOException {
      try {
        var body = http
            .send(HttpRequest.newBuilder(api.resolve(resource)).header("Authorization", "Bearer " + token).build(),
                BodyHandlers.ofString())
            .body();
        return Long.parseLong(body.replaceAll(".*\"seq\":(\\d+).*", "$1"));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    private void disconnect() throws IOException {
      for (var each = idle.poll(); each != null; each = idle.poll()) {
        each.close();
      }
    }

    @Override
    public void close() throws IOException, SQLException {
      disconnect();
      http.close();
      process.destroy();
      process.onExit().join();
      output.close();
      blobs.close();
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
