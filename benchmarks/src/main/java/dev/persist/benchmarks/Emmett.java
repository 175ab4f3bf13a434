package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * <a href="https://github.com/event-driven-io/emmett">Emmett</a>. It appends from a process of its own, on the one thread of
 * Node.js, which the other contestants need not. A client asks that process for {@link #AT_ONCE} events, each appended by a
 * call of its own once the one before is stored, so that the pipe between the two costs little.
 */
record Emmett(Postgres.Database database, TemporaryDirectory directory, Process node, PrintWriter requests,
    Map<String, CompletableFuture<Void>> waiting) implements Contestant {
  private static final String PACKAGES = "@event-driven-io/emmett-postgresql@0.42.0 pg@8.23.1";
  private static final int AT_ONCE = 5;
  private static final String PROGRAM = "emmett.mjs";

  static Emmett open(Postgres.Database database) throws Exception {
    var directory = TemporaryDirectory.create();
    try {
      install(directory.path());
    } catch (LeftOut e) {
      directory.close();
      database.close();
      throw e;
    }
    var node = new ProcessBuilder("node", PROGRAM, database.url(), "" + Appends.CONNECTIONS, "" + AT_ONCE,
        Sale.ONE.type(), Sale.ONE.data().toString()).directory(directory.path().toFile())
        .redirectError(Redirect.INHERIT)
        .start();
    var waiting = new ConcurrentHashMap<String, CompletableFuture<Void>>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> node.inputReader(UTF_8).lines().forEach(stream -> waiting.remove(stream).complete(null)));
    return new Emmett(database, directory, node, new PrintWriter(node.getOutputStream(), true, UTF_8), waiting);
  }

  private static void install(Path directory) throws IOException, InterruptedException, LeftOut {
    try (var program = Objects.requireNonNull(Emmett.class.getResourceAsStream(PROGRAM))) {
      Files.copy(program, directory.resolve(PROGRAM));
    }
    var command = "npm install --silent " + PACKAGES;
    var npm = new ProcessBuilder("sh", "-c", command).directory(directory.toFile()).redirectErrorStream(true).start();
    var output = new String(npm.getInputStream().readAllBytes(), UTF_8);
    if (npm.waitFor() != 0) {
      throw new LeftOut("`" + command + "` failed: " + output.strip(), null);
    }
  }

  @Override
  public Client client() {
    return new Client() {
      private final String stream = "sales-" + UUID.randomUUID();

      @Override
      public void append() {
        var answer = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        waiting.put(stream, answer);
        requests.println(stream);
        answer.join();
      }

      @Override
      public int events() {
        return AT_ONCE;
      }
    };
  }

  @Override
  public long stored() throws SQLException {
    return database.number("select count(*) from emt_messages");
  }

  @Override
  public void close() throws IOException, SQLException {
    requests.close();
    node.onExit().join();
    directory.close();
    database.close();
  }
}
