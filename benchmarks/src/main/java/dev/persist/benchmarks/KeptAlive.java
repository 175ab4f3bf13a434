package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
   * @throws IllegalStateException when the answer is another than 201
   */
  void create(URI uri, String json, String token) throws IOException {
    var body = json.getBytes(UTF_8);
    send("POST", uri, token, "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n" + json);
    requireStatus(201);
    var unused = body();
  }

  /**
   * Gets {@code uri} with the token of a session, and returns the body of the answer.
   *
   * @throws IllegalStateException when the answer is another than 200
   */
  byte[] read(URI uri, String token) throws IOException {
    send("GET", uri, token, "\r\n");
    requireStatus(200);
    return body();
  }

  private void send(String method, URI uri, String token, String rest) throws IOException {
    var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    var request = method + " " + uri.getRawPath() + query + " HTTP/1.1\r\nHost: " + uri.getAuthority()
        + "\r\nAuthorization: Bearer " + token + "\r\n" + rest;
    socket.getOutputStream().write(request.getBytes(UTF_8));
  }

  private void requireStatus(int wanted) throws IOException {
    var status = line();
    if (!status.startsWith("HTTP/1.1 " + wanted)) {
      throw new IllegalStateException(status);
    }
  }

  /** Reads the headers, and the body: of the length that they say, or in chunks. */
  private byte[] body() throws IOException {
    var length = -1;
    for (var header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
      }
    }
    if (length >= 0) {
      return in.readNBytes(length);
    }
    var body = new ByteArrayOutputStream();
    for (var chunk = Integer.parseInt(line(), 16); chunk > 0; chunk = Integer.parseInt(line(), 16)) {
      body.write(in.readNBytes(chunk));
      line();
    }
    line();
    return body.toByteArray();
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
