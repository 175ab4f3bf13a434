package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

/**
 * A connection to a server of HTTP/1.1 on this machine that stays open between requests. It costs little, since it takes its
 * processor time from the server that is measured. Not thread-safe.
 */
final class KeptAlive implements AutoCloseable {
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;

  private KeptAlive(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static KeptAlive to(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return new KeptAlive(socket);
  }

  /**
   * Posts {@code json} with the token of a session, and reads the whole answer.
   *
   * @throws IllegalStateException when the answer is another than 201 with a body of a given length
   */
  void create(URI uri, String json, String token) throws IOException {
    var body = json.getBytes(UTF_8);
    var request = "POST " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
        + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
        + "\r\n\r\n" + json;
    socket.getOutputStream().write(request.getBytes(UTF_8));
    var status = line();
    var length = -1;
    for (var header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
      }
    }
    if (!status.startsWith("HTTP/1.1 201") || length < 0) {
      throw new IllegalStateException(status);
    }
    in.skipNBytes(length);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
