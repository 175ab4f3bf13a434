package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * The demo app, in a process of its own on the same processors as its clients.
 *
 * @param http what is not measured goes through it
 * @param token of the user admin
 * @param idle connections of clients, for a round
 */
record DemoApp(Process process, BufferedReader output, URI address, HttpClient http, String token,
    Deque<KeptAlive> idle, TemporaryDirectory blobs) implements AutoCloseable {
  private static final String PASSWORD = "a password of the benchmark";

  /** Starts it, without the conference, on the store at {@code url}. */
  static DemoApp start(String url) throws IOException {
    var blobs = TemporaryDirectory.create();
    var process = java("dev.persist.app.Main", "serve", "--empty", "on", "--url", url, "--blobs",
        "file:" + blobs.path().resolve("blobs"), "--port", "0", "--admin-password", PASSWORD);
    var output = process.inputReader(UTF_8);
    var line = output.readLine();
    var address = URI.create(line.substring(line.indexOf("http")));
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new DemoApp(process, output, address, http, token(http, address), new ConcurrentLinkedDeque<>(), blobs);
  }

  /** Starts {@code main} in a process of its own, with the class path of this one. */
  static Process java(String main, String... arguments) throws IOException {
    return javaOn(System.getProperty("java.class.path"), main, arguments);
  }

  /** As {@link #java}, with the class path {@code classes}. */
  static Process javaOn(String classes, String main, String... arguments) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = Stream.concat(
        Stream.of(java, "--enable-native-access=ALL-UNNAMED", "-cp", classes, main),
        Stream.of(arguments)).toList();
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String token(HttpClient http, URI address) throws IOException {
    var signIn = HttpRequest.newBuilder(address.resolve("/api/session"))
        .POST(BodyPublishers.ofString("{\"user\":\"admin\",\"password\":\"" + PASSWORD + "\"}"))
        .build();
    return send(http, signIn).replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
  }

  /** Returns what it answers at {@code path}. */
  String get(String path) throws IOException {
    return send(http,
        HttpRequest.newBuilder(address.resolve(path)).header("Authorization", "Bearer " + token).build());
  }

  /** Puts {@code json} at {@code path}. */
  void put(String path, String json) throws IOException {
    send(http, HttpRequest.newBuilder(address.resolve(path))
        .header("Authorization", "Bearer " + token)
        .PUT(BodyPublishers.ofString(json))
        .build());
  }

  private static String send(HttpClient http, HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Returns a connection that no other client uses; {@link #release} it. */
  KeptAlive connection() throws IOException {
    var kept = idle.poll();
    return kept == null ? KeptAlive.to(address.getPort()) : kept;
  }

  /** Takes {@code connection} back. */
  void release(KeptAlive connection) {
    idle.push(connection);
  }

  /** Closes the connections, before the app finds them idle for too long. */
  void disconnect() throws IOException {
    for (var each : List.copyOf(idle)) {
      each.close();
    }
    idle.clear();
  }

  @Override
  public void close() throws IOException {
    disconnect();
    http.close();
    process.destroy();
    process.onExit().join();
    output.close();
    blobs.close();
  }
}
