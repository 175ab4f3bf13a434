package dev.persist.http;

import dev.persist.spi.Backend;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** An engine behind a web server that speaks HTTP/1.1 and 2, as many reverse proxies do. It does harm when told. */
final class Http2Served implements AutoCloseable {
  private static final String TOKEN = "token";

  private final Server server = new Server(new VirtualThreadPool());
  private final ServerConnector connector;
  private final Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicReference<Harm> harm = new AtomicReference<>(Harm.NONE);

  /** What happens to the next request over version 2. */
  enum Harm {
    /** Nothing. */
    NONE,
    /** The server resets the stream, says that it did not look at the request, and did not. */
    REFUSED,
    /** The engine answers, and the stream is reset. */
    RESET,
    /** The engine answers, and the server ends the connection with GOAWAY. */
    GOAWAY,
    /** The engine answers, and the connection is cut. */
    CUT
  }

  /** Serves {@code backend} over TLS, to a client that chooses the version by ALPN. */
  Http2Served(Backend backend, SSLContext tls, int streams) throws Exception {
    var configuration = new HttpConfiguration();
    configuration.addCustomizer(new SecureRequestCustomizer());
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    var ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    var http2 = new HTTP2ServerConnectionFactory(configuration);
    http2.setMaxConcurrentStreams(streams);
    connector = start(backend, new SslConnectionFactory(ssl, "alpn"), alpn, http2,
        new HttpConnectionFactory(configuration));
  }

  /** Serves {@code backend} unencrypted, to a client that asks for version 2 by an upgrade. */
  Http2Served(Backend backend) throws Exception {
    var configuration = new HttpConfiguration();
    connector = start(backend, new HttpConnectionFactory(configuration),
        new HTTP2CServerConnectionFactory(configuration));
  }

  private ServerConnector start(Backend backend, ConnectionFactory... protocols) throws Exception {
    var endpoint = new StoreEndpoint(backend, TOKEN);
    var listening = new ServerConnector(server, protocols);
    server.addConnector(listening);
    server.setHandler(new Handler.Abstract() {
      @Override
      public boolean handle(Request request, Response response, Callback callback) throws Exception {
        requests.incrementAndGet();
        versions.add(request.getConnectionMetaData().getHttpVersion());
        var does = harm.getAndSet(Harm.NONE);
        if (does == Harm.REFUSED) {
          reset(request, ErrorCode.REFUSED_STREAM_ERROR);
          callback.succeeded();
          return true;
        }
        var answer = endpoint.answer(request.getHeaders()::get, Content.Source.asInputStream(request));
        if (does == Harm.NONE) {
          response.setStatus(answer.status());
          answer.headers().forEach(response.getHeaders()::put);
          Content.Sink.write(response, true, answer.body().toString(), callback);
        } else {
          harm(does, request);
          callback.succeeded();
        }
        return true;
      }
    });
    server.start();
    return listening;
  }

  private static void harm(Harm does, Request request) {
    switch (does) {
      case RESET -> reset(request, ErrorCode.INTERNAL_ERROR);
      case GOAWAY -> session(request).close(ErrorCode.NO_ERROR.code, "", Callback.NOOP);
      case CUT -> session(request).getEndPoint().close();
      default -> throw new AssertionError(does);
    }
  }

  private static void reset(Request request, ErrorCode code) {
    session(request).getStreams()
        .forEach(stream -> stream.reset(new ResetFrame(stream.getId(), code.code), Callback.NOOP));
  }

  private static HTTP2Session session(Request request) {
    return ((HTTP2Connection) request.getConnectionMetaData().getConnection()).getSession();
  }

  String url() {
    return (connector.getDefaultProtocol().equals("SSL") ? "https" : "http") + "://:" + TOKEN + "@localhost:"
        + connector.getLocalPort() + "/store";
  }

  /** Returns the versions in which it was asked. */
  Set<HttpVersion> versions() {
    return versions;
  }

  /** Returns how many requests have arrived. */
  int requests() {
    return requests.get();
  }

  void does(Harm next) {
    harm.set(next);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
