package dev.persist.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.spi.Backend;
import dev.persist.transport.Server;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers HTTP requests to one engine, whatever server receives them. Safe for use by any thread.
 *
 * <p>A request is a POST. Its body is one call of the engine, as {@link dev.persist.transport.Request} says. It carries
 * {@code Authorization: Bearer TOKEN} and {@code Persist-Wire: 1}.
 *
 * @see HttpStoreServer
 */
public final class StoreEndpoint {
  private final Server server;
  private final byte[] authorization;

  /**
   * An answer to a request. Every answer has a body.
   *
   * @param status 200 when the engine was asked, also when it threw; otherwise nothing was done: 400, 401, 413 or 503
   * @param headers the headers to send
   * @param body the body to send, as {@link Json#toBytes} writes it
   */
  public record Answer(int status, Map<String, String> headers, Json body) {}

  /**
   * Serves {@code backend}, which the caller closes, to those who have {@code token}.
   *
   * @throws IllegalArgumentException when {@code token} is empty, or holds anything but visible ASCII characters
   */
  public StoreEndpoint(Backend backend, String token) {
    this.server = new Server(backend);
    this.authorization = ("Bearer " + Message.token(token)).getBytes(UTF_8);
  }

  /**
   * Answers a request. Looks at the token first, and then at the version. Reads a body of at most 64 MiB, and refuses a
   * larger one before it decodes it.
   *
   * @param header returns the value of a header of the request, or null
   * @param body the body of the request, which the caller closes
   * @throws IOException when the body cannot be read; the engine was not asked
   */
  public Answer answer(Function<String, @Nullable String> header, InputStream body) throws IOException {
    if (!isPermitted(header.apply("Authorization"))) {
      return refusal(401, "the token is absent or wrong; the URL of the store has to hold the token of the server");
    }
    var wire = header.apply(Message.WIRE);
    if (!Message.VERSION.equals(wire)) {
      return refusal(400, otherVersion(wire, Message.VERSION));
    }
    if (length(header.apply("Content-Length")) > Message.MOST_BYTES) {
      return tooLarge();
    }
    var bytes = body.readNBytes(Message.MOST_BYTES + 1);
    if (bytes.length > Message.MOST_BYTES) {
      return tooLarge();
    }
    Json request;
    try {
      request = Message.read(bytes);
    } catch (IllegalArgumentException e) {
      return refusal(400, "the request is " + e.getMessage());
    }
    return answer(200, server.serve(request));
  }

  static String otherVersion(@Nullable String client, @Nullable String server) {
    return "the client writes version " + Json.of(client) + " of the wire format, and the server version "
        + Json.of(server) + "; run the same release of persist on both sides";
  }

  static Answer refusal(int status, String why) {
    return answer(status, Server.refusal(why));
  }

  private static Answer answer(int status, Json body) {
    return new Answer(status, Map.of("Content-Type", "application/json", "Cache-Control", "no-store", Message.WIRE,
        Message.VERSION, "WWW-Authenticate", "Bearer"), body);
  }

  private static Answer tooLarge() {
    return refusal(413, "the request is larger than " + Message.MOST_BYTES + " bytes");
  }

  /** Compares in a time that does not tell how much of the token is right. */
  private boolean isPermitted(@Nullable String given) {
    return given != null && MessageDigest.isEqual(authorization, given.getBytes(UTF_8));
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
