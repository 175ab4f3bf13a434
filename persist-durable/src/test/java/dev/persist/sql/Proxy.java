package dev.persist.sql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.persist.conformance.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A network on loopback between clients and a PostgreSQL server, which fails when told. Of the protocol it knows the
 * answer to {@code COMMIT}, and that to a statement of a writer that commits on its own.
 */
final class Proxy implements AutoCloseable {
  /** CommandComplete: its type, its length, its tag. */
  private static final String COMMITTED = "C\0\0\0\13COMMIT\0";

  /** The tag of a query that found a row, and that no transaction is open. */
  private static final String COMMITTED_ALONE = "C\0\0\0\15SELECT 1\0Z\0\0\0\5I";

  /** Only a writer says so. */
  private static final String WRITES = "FOR UPDATE";

  private final int port = PostgresProcess.freePort();
  private final int server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Semaphore repliesToDrop = new Semaphore(0);
  private final AtomicInteger droppedReplies = new AtomicInteger();
  private volatile ServerSocket listener;
  private volatile Thread acceptor;
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean swallowing;

  /** Listens before the server at port {@code server}. */
  Proxy(int server) throws IOException {
    this.server = server;
    accept();
  }

  int port() {
    return port;
  }

  /** Returns the URL of the server's database by way of this; {@code &name=value} may follow. */
  String url() {
    return PostgresServer.url("127.0.0.1:" + port);
  }

  /** Holds back everything a client sends for {@code delay}. */
  void delay(Duration delay) {
    this.delay = delay;
  }

  /** Cuts every connection. */
  void cut() {
    links.forEach(Link::close);
  }

  /** Swallows everything, both ways, on connections old and new, and closes none. */
  void swallow() {
    swallowing = true;
    links.forEach(link -> link.swallowing = true);
  }

  /** Ends {@link #swallow} for connections to come; the others have lost bytes and stay dead. */
  void pass() {
    swallowing = false;
  }

  /** Refuses new connections. */
  void refuse() throws IOException {
    listener.close();
    // The port is open until the one who accepts at it has noticed.
    while (acceptor.isAlive()) {
      Thread.onSpinWait();
    }
  }

  /** Accepts connections again, after {@link #refuse}. */
  void accept() throws IOException {
    var socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    listener = socket;
    acceptor = Thread.ofPlatform().daemon().start(() -> accept(socket));
  }

  /** When the server next says that it committed, does not pass that on, and closes the connection. */
  void dropCommitReply() {
    repliesToDrop.release();
  }

  /** How often {@link #dropCommitReply} has had its effect. */
  int droppedReplies() {
    return droppedReplies.get();
  }

  @Override
  public void close() throws IOException {
    refuse();
    cut();
  }

  private void accept(ServerSocket socket) {
    try {
      while (true) {
        var client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Refusing from now on.
    }
  }

  private void serve(Socket client) {
    try {
      var link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), server));
      links.add(link);
      Thread.ofVirtual().start(() -> link.pass(link::requests));
      link.pass(link::replies);
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One client's connection. */
  private final class Link {
    private final Socket client;
    private final Socket upstream;
    private volatile boolean swallowing = Proxy.this.swallowing;
    private volatile boolean writes;

    Link(Socket client, Socket upstream) throws IOException {
      this.client = client;
      this.upstream = upstream;
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    }

    void pass(Direction direction) {
      try {
        direction.run();
      } catch (IOException e) {
        // Closed at one end, and so at the other.
      }
      // That an end was closed is swallowed too.
      if (!swallowing) {
        close();
      }
    }

    void requests() throws IOException {
      var bytes = new byte[1 << 16];
      for (int n; (n = client.getInputStream().read(bytes)) >= 0;) {
        LockSupport.parkNanos(delay.toNanos());
        writes |= new String(bytes, 0, n, ISO_8859_1).contains(WRITES);
        if (!swallowing) {
          upstream.getOutputStream().write(bytes, 0, n);
        }
      }
    }

    void replies() throws IOException {
      var bytes = new byte[1 << 16];
      var before = "";
      for (int n; (n = upstream.getInputStream().read(bytes)) >= 0;) {
        var seen = before + new String(bytes, 0, n, ISO_8859_1);
        var committed = ends(seen, COMMITTED, before) || (writes && ends(seen, COMMITTED_ALONE, before));
        if (committed && repliesToDrop.tryAcquire()) {
          droppedReplies.incrementAndGet();
          return;
        }
        if (!swallowing) {
          client.getOutputStream().write(bytes, 0, n);
        }
        before = seen.substring(Math.max(0, seen.length() - COMMITTED_ALONE.length() + 1));
      }
    }

    /** Returns whether {@code text} ends in {@code seen}, behind what was seen {@code before}. */
    private static boolean ends(String seen, String text, String before) {
      var at = seen.lastIndexOf(text);
      return at >= 0 && at + text.length() > before.length();
    }

    void close() {
      closeQuietly(client);
      closeQuietly(upstream);
      links.remove(this);
    }
  }

  /** Passes bytes on, until there are no more. */
  private interface Direction {
    void run() throws IOException;
  }
}
