package dev.persist.http;

import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.StackRoom;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLHandshakeException;

/**
 * Carries requests to a {@link StoreEndpoint} over HTTP, version 2 where the server has it. It sends each request once.
 * Safe for use by any thread.
 */
final class HttpTransport implements UnaryOperator<Json>, AutoCloseable {
  private static final Duration MOST_TO_CONNECT = Duration.ofSeconds(10);
  private static final int LONGEST_WAIT = 100;

  private final StoreUrl url;
  private final HttpClient client;
  private final Calls calls = new Calls();

  HttpTransport(StoreUrl url) {
    this.url = url;
    var connect = url.timeout().compareTo(MOST_TO_CONNECT) < 0 ? url.timeout() : MOST_TO_CONNECT;
    this.client = HttpClient.newBuilder().connectTimeout(connect).build();
  }

  @Override
  public Json apply(Json request) {
    StackRoom.requireAmple(); // or a call that began may never end
    if (request.size() > Message.MOST_BYTES) {
      throw new StoreException.Refused("the request has " + request.size() + " bytes; " + url.name() + " takes "
          + Message.MOST_BYTES + "; use fewer guards on large values", new IllegalArgumentException());
    }
    if (!calls.begin()) {
      throw new StoreException.Closed(url.name());
    }
    try {
      return read(send(request));
    } finally {
      calls.end();
    }
  }

  /** Waits for the calls under way as long as a call may take. */
  @Override
  public void close() {
    if (calls.close(url.timeout())) {
      client.shutdownNow();
    }
  }

  private HttpResponse<byte[]> send(Json request) {
    try {
      return send(request, Version.HTTP_2);
    } catch (NoStreamLeft e) {
      return send(request, Version.HTTP_1_1);
    }
  }

  /**
   * As many calls are under way over version 2 as the server allows. Java's client then refuses a call, and opens no second
   * connection. Nothing was sent.
   */
  private static final class NoStreamLeft extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String SAID = "too many concurrent streams";

    private NoStreamLeft(Throwable cause) {
      super(cause);
    }
  }

  private HttpResponse<byte[]> send(Json request, Version version) {
    var call = client.sendAsync(HttpRequest.newBuilder(url.uri())
        .version(version)
        .header("Authorization", "Bearer " + url.token())
        .header("Content-Type", "application/json")
        .header(Message.WIRE, Message.VERSION)
        .POST(BodyPublishers.ofByteArray(request.toBytes()))
        .build(), info -> new Bounded());
    try {
      return waits(request) ? interruptibly(call) : uninterruptibly(call);
    } catch (Exception e) {
      call.cancel(true);
      throw lost(e);
    }
  }

  private HttpResponse<byte[]> uninterruptibly(CompletableFuture<HttpResponse<byte[]>> call) {
    return call.copy().orTimeout(url.timeout().toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private HttpResponse<byte[]> interruptibly(CompletableFuture<HttpResponse<byte[]>> call)
      throws ExecutionException, TimeoutException {
    try {
      return call.get(url.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw new StoreException.Unavailable("the wait for a change of " + url.name() + " was interrupted", e);
    }
  }

  /** Returns whether {@code request} waits for a change. All other requests are answered soon, whoever interrupts. */
  private static boolean waits(Json request) {
    return request.size() <= LONGEST_WAIT
        && request.tree().path("op").equals(Json.of("await-change").tree());
  }

  private RuntimeException lost(Exception failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return switch (cause) {
      case ConnectException e -> unreachable(e);
      case HttpConnectTimeoutException e -> unreachable(e);
      case SSLHandshakeException e -> unreachable(e);
      case TimeoutException e -> new StoreException.UnknownOutcome(
          url.name() + " did not answer within " + url.timeout().toSeconds() + " seconds", e);
      case IOException e when NoStreamLeft.SAID.equals(e.getMessage()) -> new NoStreamLeft(e);
      default -> new StoreException.UnknownOutcome("the answer of " + url.name() + " was lost: " + cause, cause);
    };
  }

  private StoreException unreachable(Exception cause) {
    return new StoreException.Unavailable(
        url.name() + " cannot be reached (" + cause + "); start the server, or correct the URL", cause);
  }

  private Json read(HttpResponse<byte[]> response) {
    var wire = response.headers().firstValue(Message.WIRE).orElse(null);
    if (wire == null) {
      throw new StoreException.UnknownOutcome("what answers at " + url.name() + " is no store; its status is "
          + response.statusCode(), new IllegalStateException("no header " + Message.WIRE));
    }
    if (!wire.equals(Message.VERSION)) {
      var other = url.name() + " has another version: " + StoreEndpoint.otherVersion(Message.VERSION, wire);
      throw response.statusCode() == 400
          ? new StoreException.Unavailable(other)
          : new StoreException.UnknownOutcome(other, new IllegalStateException("status " + response.statusCode()));
    }
    try {
      return Message.read(response.body());
    } catch (IllegalArgumentException e) {
      throw new StoreException.UnknownOutcome("the answer of " + url.name() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
