package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** A connection that a caller keeps open from one request to the next. */
final class KeptConnection implements AutoCloseable {
  private final Socket socket;

  KeptConnection(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(30_000);
  }

  /** Sends a request with this header, and returns the head of its answer and a body whose length the head says. */
  String get(String path, String... headers) throws IOException {
    var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
        + (headers.length > 0 ? "\r\n" : "") + "\r\n";
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    var head = readUntil("\r\n\r\n");
    var length = head.replaceFirst("(?s).*\r\nContent-Length: (\\d+)\r\n.*", "$1");
    return length.equals(head)
        ? head
        : head + new String(socket.getInputStream().readNBytes(Integer.parseInt(length)), ISO_8859_1);
  }

  /** Returns what comes until {@code end}, with it. */
  String readUntil(String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException("after: " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  /** Waits until the server closes the connection, and returns what came before. */
  String untilClosed() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
