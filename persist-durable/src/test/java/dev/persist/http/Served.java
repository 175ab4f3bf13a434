package dev.persist.http;

import dev.persist.spi.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An engine that is served on a free port of loopback. */
final class Served implements AutoCloseable {
  static final String TOKEN = "t0ken+/=~";

  final HttpStoreServer server;

  Served(Backend backend) {
    try {
      server = HttpStoreServer.start(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return url(server.port());
  }

  /** Returns the URL of a store at {@code port}, where a call may take 5 seconds. */
  static String url(int port) {
    return "http://:" + TOKEN.replace("/", "%2F") + "@127.0.0.1:" + port + "/store?timeout=5";
  }

  @Override
  public void close() {
    server.close();
  }
}
