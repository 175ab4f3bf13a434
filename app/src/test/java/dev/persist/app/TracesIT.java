package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app as it is packaged, with OpenTelemetry's agent beside it, as the guide to operating says. */
class TracesIT {
  private static final String PASSWORD = "correct horse";

  /** How the agent prints a span: its name, trace, id, kind and instrumentation. */
  private static final Pattern SPAN = Pattern.compile("'([^']*)' : ([0-9a-f]{32}) [0-9a-f]{16} [A-Z]+ \\[tracer: ");

  private final Path home = Needs.installed();
  private final String agent = Needs.found(Optional.ofNullable(System.getProperty("agent")),
      "mvn verify gets the agent");

  @TempDir private Path directory;

  /** A span that the agent printed. */
  private record Printed(String name, String trace) {}

  @Test
  void a_request_its_decision_and_its_commit_are_one_trace_which_the_event_notes() throws Exception {
    var app = serve("on", "JAVA_OPTS");
    try (var client = new Client(url(app))) {
      var admin = client.as("admin", PASSWORD);
      assertThat(admin.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}").statusCode()).isEqualTo(201);
      var events = admin.get("/api/streams/acl%2Fdoc/events").body();
      app.toHandle().destroy(); // the agent prints the spans that are left when it stops
      var spans = spans(new String(app.getErrorStream().readAllBytes(), UTF_8));
      var requests = spans.stream().filter(span -> span.name.equals("POST *")).map(Printed::trace).toList();
      assertThat(spans.stream().filter(span -> span.name.equals("persist decide") && requests.contains(span.trace)))
          .singleElement()
          .satisfies(decide -> {
            assertThat(spans).contains(new Printed("persist commit", decide.trace));
            assertThat(events).contains("\"traceparent\":\"00-" + decide.trace + "-");
          });
    } finally {
      app.destroyForcibly();
    }
  }

  @Test
  void nothing_is_traced_unless_it_is_asked_for() throws Exception {
    var app = serve("off", "JAVA_TOOL_OPTIONS");
    try (var client = new Client(url(app))) {
      var admin = client.as("admin", PASSWORD);
      assertThat(admin.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}").statusCode()).isEqualTo(201);
      assertThat(admin.get("/api/streams/acl%2Fdoc/events").body()).doesNotContain("traceparent");
      app.toHandle().destroy();
      assertThat(spans(new String(app.getErrorStream().readAllBytes(), UTF_8)))
          .isNotEmpty() // the agent itself traces requests
          .noneMatch(span -> span.name.startsWith("persist"));
    } finally {
      app.destroyForcibly();
    }
  }

  private Process serve(String traces, String options) throws IOException {
    var builder = new ProcessBuilder(home + "/bin/persist", "serve").directory(directory.toFile());
    builder.environment().put("PERSIST_EMPTY", "on"); // each span is printed, and only some are read
    builder.environment()
        .putAll(Map.of(
            "JAVA_HOME", System.getProperty("java.home"), "PERSIST_CACHE", directory + "/cache", "PORT", "0",
            "PERSIST_ADMIN_PASSWORD", PASSWORD, "PERSIST_TRACES", traces, options, "-javaagent:" + agent,
            "OTEL_TRACES_EXPORTER", "console", "OTEL_METRICS_EXPORTER", "none", "OTEL_LOGS_EXPORTER", "none"));
    return builder.start();
  }

  private static String url(Process app) throws IOException {
    return app.inputReader(UTF_8).readLine().substring("listening on ".length());
  }

  private static List<Printed> spans(String log) {
    return SPAN.matcher(log).results().map(span -> new Printed(span.group(1), span.group(2))).toList();
  }
}
