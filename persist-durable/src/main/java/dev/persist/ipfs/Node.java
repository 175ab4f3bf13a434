package dev.persist.ipfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.StoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The RPC API of a node. Every call is a POST to {@code /api/v0/}. Safe for use by any thread. */
final class Node {
  private static final Pattern URL = Pattern.compile("ipfs:(https?://[^/?#@]+)/?(?:\\?timeout=([1-9][0-9]{0,5}))?");
  private static final int DEFAULT_SECONDS = 30;
  private static final Duration MOST_TO_CONNECT = Duration.ofSeconds(10);

  /** More than a node says of one file, or of what is wrong. */
  private static final int LONGEST_ANSWER = 1 << 16;
  private static final int LONGEST_EXCERPT = 300;

  private final URI api;
  private final String url;
  private final String name;
  private final Duration silence;
  private final HttpClient client;

  private Node(URI address, Duration silence) {
    this.api = address.resolve("/api/v0/");
    this.url = "ipfs:" + address;
    this.name = "the blob store " + url;
    this.silence = silence;
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(silence.compareTo(MOST_TO_CONNECT) < 0 ? silence : MOST_TO_CONNECT)
        .build();
  }

  /** Parses the URL of a store. An error shows no part of it, which may be a password. */
  static Node at(String url) {
    var matcher = URL.matcher(url);
    try {
      if (matcher.matches() && URI.create(matcher.group(1)).getHost() != null) {
        var seconds = matcher.group(2);
        return new Node(URI.create(matcher.group(1)),
            Duration.ofSeconds(seconds == null ? DEFAULT_SECONDS : Integer.parseInt(seconds)));
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new StoreException.Unavailable(
        "the URL names no IPFS node; write ipfs:http://HOST:PORT, where the node's RPC API"
            + " is, or ipfs:http://HOST:PORT?timeout=SECONDS");
  }

  String url() {
    return url;
  }

  /** Returns what an error begins with. */
  String name() {
    return name;
  }

  Duration silence() {
    return silence;
  }

  CompletableFuture<HttpResponse<Download>> post(String command, String type, BodyPublisher body) {
    return client.sendAsync(
        HttpRequest.newBuilder(api.resolve(command)).header("Content-Type", type).POST(body).build(),
        info -> new Download(silence, info.headers().firstValueAsLong("X-Content-Length").orElse(0)));
  }

  /** Waits until the node begins to answer, which it may do with an error. */
  HttpResponse<Download> await(CompletableFuture<HttpResponse<Download>> call) {
    try {
      return call.copy().orTimeout(silence.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw lost(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Reads an answer of a few lines, and closes it. */
  String text(HttpResponse<Download> answer) {
    try (var body = answer.body()) {
      return new String(body.readNBytes(LONGEST_ANSWER), UTF_8);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Returns the field {@code name} of an answer; empty text when it has none, or is no JSON. */
  static String field(String text, String name) {
    try {
      return Json.parse(text).tree().path(name).asString("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Returns the fault that an answer is when it is not the one expected. */
  StoreException.Unavailable unexpected(HttpResponse<Download> answer, String text) {
    var message = field(text, "Message");
    return new StoreException.Unavailable(message.isEmpty()
        ? name + " answers with the status " + answer.statusCode()
            + ", and not as an IPFS node does; is its RPC API there? "
            + text.substring(0, Math.min(LONGEST_EXCERPT, text.length())).strip()
        : name + " refuses: " + message);
  }

  private StoreException.Unavailable lost(Throwable cause) {
    return new StoreException.Unavailable(switch (cause) {
      case ConnectException e -> unreachable(e);
      case HttpConnectTimeoutException e -> unreachable(e);
      case TimeoutException e -> name + " did not answer within " + silence.toSeconds()
          + " seconds; see what keeps the node busy, or give it longer with ?timeout=SECONDS";
      default -> "the answer of " + name + " was lost: " + cause;
    }, cause);
  }

  private String unreachable(IOException cause) {
    return name + " cannot be reached (" + cause + "); start the node (ipfs daemon), or correct the URL";
  }
}
