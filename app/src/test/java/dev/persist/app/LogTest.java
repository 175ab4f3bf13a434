package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.web.Client;
import dev.persist.example.ledger.Ledger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

class LogTest {
  @TempDir private Path directory;

  @Test
  void json_is_an_object_a_line_with_time_request_and_stack_trace() throws Exception {
    var incident = new StringBuilder();
    var lines = logOf(incident, "--log", "json");
    assertThat(lines).hasSize(2);
    assertThat(Json.parse(lines.getFirst()).tree().get("level").stringValue()).isEqualTo("WARN");
    var line = Json.parse(lines.getLast()).tree();
    assertThat(line.get("timestamp").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,18}Z");
    assertThat(line.get("level").stringValue()).isEqualTo("ERROR");
    assertThat(line.get("logger").stringValue()).isEqualTo("dev.persist.app");
    assertThat(line.get("thread").isString()).isTrue();
    assertThat(line.get("method").stringValue()).isEqualTo("GET");
    assertThat(line.get("path").stringValue()).isEqualTo(invoice());
    assertThat(line.get("who").stringValue()).isEqualTo("admin");
    assertThat(line.get("request").stringValue()).isEqualTo(incident.toString());
    assertThat(line.get("message").stringValue()).contains(incident);
    assertThat(line.get("stack_trace").stringValue()).contains("StoreException", "\n\tat dev.persist.");
  }

  @Test
  void text_is_a_line_and_its_stack_trace_and_a_level_leaves_out_what_is_below_it() throws Exception {
    var incident = new StringBuilder();
    var lines = logOf(incident, "--log-level", "error");
    assertThat(lines.getFirst())
        .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z ERROR dev.persist.app - incident " + incident + " " + invoice());
    assertThat(lines.get(1)).contains("StoreException");
    assertThat(lines.subList(2, lines.size())).isNotEmpty()
        .allMatch(line -> line.matches("(\tat|Caused by:|\t\\.\\.\\.).*"));
  }

  @Test
  void what_core_and_a_driver_log_and_what_ends_a_thread_goes_to_the_log_of_the_app() throws Exception {
    Logs.begin("text", "debug");
    try (var core = new Kept(Persist.class.getName());
        var kept = new Kept("org.postgresql");
        var own = new Kept("dev.persist.app")) {
      System.getLogger(Persist.class.getName()).log(System.Logger.Level.INFO, "goes on");
      System.getLogger(Persist.class.getName()).log(System.Logger.Level.DEBUG, "goes on and on");
      assertThat(core.lines()).containsExactly("INFO goes on", "DEBUG goes on and on");
      java.util.logging.Logger.getLogger("org.postgresql").warning("a notice");
      var thread = new Thread(() -> {
        throw new IllegalStateException();
      }, "worker");
      thread.start();
      thread.join();
      assertThat(kept.lines()).containsExactly("WARN a notice");
      assertThat(own.lines()).containsExactly("ERROR thread \"worker\" ended");
    } finally {
      SLF4JBridgeHandler.uninstall();
      Thread.setDefaultUncaughtExceptionHandler(null);
    }
  }

  /** What a logger logs. */
  private static final class Kept implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    Kept(String name) {
      logger = (Logger) LoggerFactory.getLogger(name);
      logger.setLevel(Level.DEBUG);
      appender.start();
      logger.addAppender(appender);
    }

    List<String> lines() {
      return appender.list.stream().map(event -> event.getLevel() + " " + event.getFormattedMessage()).toList();
    }

    @Override
    public void close() {
      logger.setLevel(null);
      logger.detachAppender(appender);
    }
  }

  /** Returns what an app logs that cannot read a blob, and then a damaged one: {@code incident} gets the id of its answer. */
  private List<String> logOf(StringBuilder incident, String... flags) throws Exception {
    var arguments = new ArrayList<>(List.of("serve", "--port", "0", "--url", "memory:", "--blobs",
        "file:" + directory.resolve("blobs"), "--admin-password", TestApp.PASSWORD));
    arguments.addAll(List.of(flags));
    try (var app = new AppProcess(List.of("-Duser.timezone=Asia/Tokyo"), arguments.toArray(String[]::new));
        var client = new Client(app.url()).as("admin", TestApp.PASSWORD)) {
      client.call("POST", "/api/orders", TestApp.ORDER, "Idempotency-Key", "k");
      assertThat(client.call("PUT", invoice(), "invoice").statusCode()).isEqualTo(201);
      try (var blobs = Files.walk(directory.resolve("blobs"))) {
        var blob = blobs.filter(Files::isRegularFile).toList().getFirst();
        Files.delete(blob);
        Files.createDirectory(blob);
        assertThat(client.get(invoice()).statusCode()).isEqualTo(503);
        Files.delete(blob);
        Files.writeString(blob, "another");
      }
      var answer = client.get(invoice());
      assertThat(answer.statusCode()).isEqualTo(500);
      incident.append(answer.body().replaceFirst("(?s).*incident ([-0-9a-f]{36}).*", "$1"));
      app.terminate();
      app.exitCode();
      return app.errors();
    }
  }

  private static String invoice() {
    return "/api/orders/" + Ledger.idOf("k") + "/invoice";
  }
}
