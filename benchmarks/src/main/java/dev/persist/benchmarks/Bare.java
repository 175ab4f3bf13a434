package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.LongAdder;

/**
 * The web server of the demo app without the app: a route that reads its body and answers a constant. No route of the app can be
 * faster on this machine.
 */
record Bare(Process process, URI address, boolean reading, Deque<KeptAlive> idle, LongAdder answered)
    implements
      Contestant {
  private static final String ANSWER = "{\"allowed\":true}";

  /** Serves until the process is ended. */
  public static void main(String[] args) {
    var server = Javalin.create(config -> {
      config.concurrency.useVirtualThreads = true;
      config.startup.showJavalinBanner = false;
      config.routes.get("/constant", ctx -> ctx.contentType("application/json").result(ANSWER));
      config.routes.post("/constant", ctx -> {
        var unused = ctx.bodyAsBytes();
        ctx.status(201).contentType("application/json").result(ANSWER);
      });
    }).start("127.0.0.1", 0);
    System.out.println("http://127.0.0.1:" + server.port() + "/constant");
  }

  /** Starts one whose clients read, or else post. */
  static Bare start(boolean reading) throws IOException {
    var process = DemoApp.java(Bare.class.getName());
    var address = URI.create(process.inputReader(UTF_8).readLine());
    return new Bare(process, address, reading, new ConcurrentLinkedDeque<>(), new LongAdder());
  }

  @Override
  public Client client() {
    return () -> {
      var kept = idle.poll();
      var connection = kept == null ? KeptAlive.to(address.getPort()) : kept;
      if (reading) {
        connection.read(address, "none");
      } else {
        connection.create(address, "{\"principal\":\"user\"}", "none");
      }
      idle.push(connection);
      answered.increment();
    };
  }

  @Override
  public long stored() {
    return answered.sum();
  }

  @Override
  public void close() throws IOException {
    for (var each : idle) {
      each.close();
    }
    process.destroy();
    process.onExit().join();
  }
}
