package dev.persist.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A proxy between a client and a server, which does harm when told. */
final class Between implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  /** What happens to a request that has arrived here. */
  enum Harm {
    /** Nothing. */
    NONE,
    /** The connection is cut before the server gets it. */
    CUT_BEFORE,
    /** The server answers, and the connection is cut. */
    CUT_AFTER,
    /** The connection is cut in the middle of the server's answer. */
    CUT_WITHIN,
    /** The server answers, and that is swallowed. */
    SWALLOWED,
    /** An error page comes instead of the server's answer. */
    ERROR_PAGE,
    /** What looks like an answer of the server is no JSON. */
    GARBLED,
    /** The server answers, and its version has become another. */
    OTHER_VERSION,
    /** The server gets it with another version. */
    FROM_OTHER_VERSION
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final int server;
  private final Thread acceptor;
  private volatile Harm harm = Harm.NONE;

  Between(int server) throws IOException {
    this.server = server;
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void does(Harm next) {
    harm = next;
  }

  /** Returns how many requests have arrived. */
  int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    // The port is open until the one who accepts at it has noticed.
    while (acceptor.isAlive()) {
      Thread.onSpinWait();
    }
    for (var client : clients) {
      client.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      for (var request = message(client.getInputStream()); request.length > 0;) {
        requests.incrementAndGet();
        var does = harm; // once: a test that has its answer tells what to do with the next request
        client.getOutputStream().write(answer(does, request));
        if (does == Harm.CUT_BEFORE || does == Harm.CUT_AFTER || does == Harm.CUT_WITHIN) {
          return;
        }
        request = message(client.getInputStream());
      }
    } catch (IOException e) {
      // The client is gone, or this is closed.
    }
  }

  private byte[] answer(Harm does, byte[] request) throws IOException {
    return switch (does) {
      case NONE -> served(request);
      case CUT_BEFORE -> new byte[0];
      case CUT_AFTER, SWALLOWED -> Arrays.copyOf(served(request), 0);
      case CUT_WITHIN -> {
        var answer = served(request);
        yield Arrays.copyOf(answer, answer.length - 3);
      }
      case ERROR_PAGE -> "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops".getBytes(ISO_8859_1);
      case GARBLED ->
        "HTTP/1.1 200 OK\r\nPersist-Wire: 1\r\nContent-Length: 5\r\n\r\n{\"ans".getBytes(ISO_8859_1);
      case OTHER_VERSION -> replaced(served(request), "(?i)\r\nPersist-Wire: 1", "\r\nPersist-Wire: 2");
      case FROM_OTHER_VERSION -> served(replaced(request, "(?i)\r\nPersist-Wire: 1", "\r\nPersist-Wire: 2"));
    };
  }

  private byte[] served(byte[] request) throws IOException {
    try (var upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      upstream.getOutputStream().write(request);
      return message(upstream.getInputStream());
    }
  }

  private static byte[] replaced(byte[] message, String regex, String by) {
    return new String(message, ISO_8859_1).replaceFirst(regex, by).getBytes(ISO_8859_1);
  }

  /** Reads a message with a body of stated length; returns no bytes at the end of the connection. */
  static byte[] message(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      var next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      head.write(next);
    }
    var length = LENGTH.matcher(head.toString(ISO_8859_1));
    head.write(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
    return head.toByteArray();
  }

  /** Returns what {@code port} answers to {@code request}, until it closes the connection or has sent one message. */
  static String raw(int port, String request) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(message(socket.getInputStream()), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
