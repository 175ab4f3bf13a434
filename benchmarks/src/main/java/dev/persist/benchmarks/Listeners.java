package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long the demo app takes for a grant while a thousand pages listen, beside the same without any. A page is told that something has
 * changed at most every second then. The listeners take their processor time from the same two processors.
 */
final class Listeners {
  private static final int MANY = 1_000;

  private Listeners() {}

  static void run() throws Exception {
    try (var report = Driver.report("listeners", "grants")) {
      for (var clients : List.of(1, 16)) {
        var contestants = new LinkedHashMap<String, Contestant.Opening>();
        contestants.put("1,000 listeners", () -> Listened.start(MANY));
        contestants.put("none", () -> Listened.start(0));
        Driver.runWarm(report, "grants", clients, contestants);
      }
    }
  }

  /**
   * The app, and what listens to it.
   *
   * @param told how often a listener was told something
   */
  private record Listened(DemoApp app, TemporaryDirectory directory, List<Socket> listeners, LongAdder told,
      LongAdder answered, AtomicInteger clients) implements Contestant {
    private static Listened start(int listeners) throws IOException {
      var directory = TemporaryDirectory.create();
      var app = DemoApp.start("rocksdb:" + directory.path().resolve("store"));
      var started = new Listened(app, directory, new ArrayList<>(), new LongAdder(), new LongAdder(),
          new AtomicInteger());
      for (var i = 0; i < listeners; i++) {
        started.listen();
      }
      return started;
    }

    private void listen() throws IOException {
      var socket = new Socket(InetAddress.getLoopbackAddress(), app.address().getPort());
      var request = "GET /live HTTP/1.1\r\nHost: " + app.address().getAuthority() + "\r\nAuthorization: Bearer "
          + app.token() + "\r\nAccept: text/event-stream\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      listeners.add(socket);
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      var status = in.readLine();
      if (!"HTTP/1.1 200 OK".equals(status)) {
        throw new IllegalStateException("a listener was answered " + status);
      }
      Thread.ofVirtual().start(() -> {
        try {
          for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("event: changed")) {
              told.increment();
            }
          }
        } catch (IOException closed) {
          // the round is over
        }
      });
    }

    @Override
    public Client client() {
      var grants = app.address().resolve("/api/acl/doc-" + clients.incrementAndGet() + "/grants");
      var next = new AtomicInteger();
      return () -> {
        var connection = app.connection();
        connection.create(grants, "{\"principal\":\"user" + next.incrementAndGet() + "\"}", app.token());
        app.release(connection);
        answered.increment();
      };
    }

    @Override
    public long stored() throws IOException {
      app.disconnect();
      if (told.sum() < listeners.size()) {
        throw new IllegalStateException(listeners.size() + " listeners were told " + told.sum() + " times");
      }
      return answered.sum();
    }

    @Override
    public void close() throws IOException {
      for (var listener : listeners) {
        listener.close();
      }
      app.close();
      directory.close();
    }
  }
}
