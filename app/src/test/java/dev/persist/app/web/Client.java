package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** Calls a server, as HTTP or as bytes on a socket. */
public final class Client implements AutoCloseable {
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;
  private final Observer observer;
  private final String[] standing;

  /** Sees each answer, and the text that was sent; empty when bytes were sent that are no text. */
  public interface Observer {
    /** Throws to fail the call. */
    void saw(HttpResponse<String> answer, Optional<String> sent);
  }

  /** Calls the server at this URL, without signing in. */
  public Client(String server) {
    this(server, (answer, sent) -> {});
  }

  /** Calls the server at this URL, without signing in, and shows each answer to {@code observer}. */
  public Client(String server, Observer observer) {
    this(server, observer, new String[0]);
  }

  private Client(String server, Observer observer, String... standing) {
    this.server = URI.create(server);
    this.observer = observer;
    this.standing = standing;
  }

  /** Returns a client with a session, which sends its token with each request that has no Authorization of its own. */
  public Client as(String token) {
    return new Client(address(), observer, "Authorization", "Bearer " + token);
  }

  /** Returns a client without a session. */
  public Client signedOut() {
    return new Client(address(), observer);
  }

  /** Signs {@code user} in, and returns the token of the session. */
  public String token(String user, String password) throws Exception {
    var body = "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}";
    return json(call("POST", "/api/session", body)).get("token").stringValue();
  }

  /** Returns a client of {@code user}, who signs in. */
  public Client as(String user, String password) throws Exception {
    return as(token(user, password));
  }

  /** Returns the URL of the server. */
  public String address() {
    return server.toString();
  }

  /** Sends a request with this body; headers are names and values in turn. */
  public HttpResponse<String> call(String method, String path, BodyPublisher body, String... headers)
      throws Exception {
    return send(method, path, body, Optional.empty(), headers);
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body, Optional<String> text,
      String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server + path)).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (standing.length > 0 && !List.of(headers).contains(standing[0])) {
      request.headers(standing);
    }
    var answer = http.send(request.build(), Client::body);
    observer.saw(answer, text);
    return answer;
  }

  /** Takes an answer as a whole; of an event stream, which has no end, what comes first. */
  private static BodySubscriber<String> body(ResponseInfo info) {
    var type = info.headers().firstValue("Content-Type").orElse("");
    return type.startsWith("text/event-stream") ? new Beginning() : BodySubscribers.ofString(UTF_8);
  }

  private static final class Beginning implements BodySubscriber<String> {
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final AtomicReference<Subscription> subscription = new AtomicReference<>();

    @Override
    public void onSubscribe(Subscription begun) {
      subscription.set(begun);
      begun.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> first) {
      text.complete(UTF_8.decode(first.getFirst()).toString());
      subscription.get().cancel();
    }

    @Override
    public void onError(Throwable fault) {
      text.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
      text.complete("");
    }

    @Override
    public CompletionStage<String> getBody() {
      return text;
    }
  }

  /** Sends a request with this text. */
  public HttpResponse<String> call(String method, String path, String body, String... headers) throws Exception {
    return send(method, path, BodyPublishers.ofString(body), Optional.of(body), headers);
  }

  /** Reads. */
  public HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, BodyPublishers.noBody(), Optional.of(""), headers);
  }

  /** Returns the JSON of an answer. */
  public static JsonNode json(HttpResponse<String> response) {
    return Bodies.MAPPER.readTree(response.body());
  }

  /** Sends bytes as they are, then ends the sending side, and returns all that comes back until the server closes. */
  public String raw(byte[] request) throws IOException {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
