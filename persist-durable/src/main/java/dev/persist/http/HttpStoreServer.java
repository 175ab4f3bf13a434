package dev.persist.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Serves one engine over HTTP/1.1, with a virtual thread for each request. Safe for use by any thread.
 *
 * <pre>{@code
 * var backend = Loading.requireWhole(BackendProvider.openUrl(url)); // such as rocksdb:./data
 * var server = HttpStoreServer.start(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), token);
 * }</pre>
 *
 * <p>Loading this class sets the system property {@code sun.net.httpserver.nodelay} to true.
 *
 * <p>It answers at every path. It asks every caller for the token, and bounds the size of a request, but not how slowly a
 * caller may send it: among strangers, put a reverse proxy in front of it.
 *
 * @see StoreEndpoint
 */
public final class HttpStoreServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final Duration STOP = Duration.ofSeconds(10);

  static {
    // The JDK's server reads this when it is used first. Without it, an answer that does not fit its buffer waits until the
    // client has acknowledged the headers, 40 ms later.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final StoreEndpoint endpoint;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Calls calls = new Calls();

  private HttpStoreServer(StoreEndpoint endpoint, HttpServer http) {
    this.endpoint = endpoint;
    this.http = http;
    http.createContext("/", this::handle);
    http.setExecutor(threads);
    http.start();
  }

  /**
   * Serves {@code backend}, which the caller closes after this server. Unencrypted, so {@code address} should be the
   * loopback one, or in a network that only friends can listen to.
   *
   * @param address where to listen; port 0 picks a free port
   * @param token what callers must know: visible ASCII characters, such as {@code openssl rand -hex 32} makes
   * @throws IllegalArgumentException when {@code token} is empty, or holds other characters
   * @throws IOException when nothing can listen at {@code address}
   */
  public static HttpStoreServer start(Backend backend, InetSocketAddress address, String token) throws IOException {
    var endpoint = new StoreEndpoint(backend, token);
    return new HttpStoreServer(endpoint, HttpServer.create(address, BACKLOG));
  }

  /**
   * As {@link #start(Backend, InetSocketAddress, String)}, encrypted.
   *
   * @param tls has the certificate and the key of this server
   */
  public static HttpStoreServer start(Backend backend, InetSocketAddress address, String token, SSLContext tls)
      throws IOException {
    var endpoint = new StoreEndpoint(backend, token);
    var https = HttpsServer.create(address, BACKLOG);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new HttpStoreServer(endpoint, https);
  }

  /** Returns the port that it listens on. */
  public int port() {
    return http.getAddress().getPort();
  }

  /**
   * Refuses new requests, and waits for those under way: for 10 seconds, or until this thread is interrupted. Then
   * closes all connections. A commit that was still under way has an unknown outcome. Closing twice is harmless.
   */
  @Override
  public void close() {
    if (calls.close(STOP)) {
      http.stop(0);
      threads.shutdownNow();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var begun = calls.begin();
      try {
        send(exchange, begun
            ? endpoint.answer(exchange.getRequestHeaders()::getFirst, exchange.getRequestBody())
            : StoreEndpoint.refusal(503, "the server is stopping"));
      } finally {
        if (begun) {
          calls.end();
        }
      }
      discard(exchange.getRequestBody());
    }
  }

  private static void send(HttpExchange exchange, StoreEndpoint.Answer answer) throws IOException {
    var body = answer.body().toBytes();
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
  }

  /**
   * Reads what a client still sends, up to the size of the largest request. Most clients read no answer before they have sent
   * all, and closing the exchange cuts off those that send.
   */
  private static void discard(InputStream body) throws IOException {
    var buffer = new byte[1 << 13];
    long left = Message.MOST_BYTES;
    for (int read = 0; read >= 0 && left > 0; left -= read) {
      read = body.read(buffer);
    }
  }
}
