package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listens to {@code /api/live}, as a browser does. Not thread-safe. */
final class Listener implements AutoCloseable {
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BufferedReader lines;

  /** An event that came, and the id of it. */
  record Told(long id, JsonNode data) {}

  /** Listens at {@code server}, with these headers beside those that each listener sends. */
  Listener(String server, String token, String query, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server + "/api/live" + query))
        .header("Accept", "text/event-stream")
        .header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    var answer = http.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
  }

  /** Returns the next line, such as {@code : here}; empty when the stream has ended. */
  Optional<String> line() {
    try {
      return Optional.ofNullable(lines.readLine());
    } catch (IOException cutOff) {
      return Optional.empty();
    }
  }

  /** Returns the next event; empty when the stream has ended. */
  Optional<Told> next() {
    var id = -1L;
    for (var line = line(); line.isPresent(); line = line()) {
      if (line.get().startsWith("id: ")) {
        id = Long.parseLong(line.get().substring(4));
      } else if (line.get().startsWith("data: ")) {
        return Optional.of(new Told(id, JsonMapper.shared().readTree(line.get().substring(6))));
      }
    }
    return Optional.empty();
  }

  /** Returns the next {@code count} events. */
  List<Told> take(int count) {
    var told = new ArrayList<Told>();
    while (told.size() < count) {
      told.add(next().orElseThrow());
    }
    return told;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
