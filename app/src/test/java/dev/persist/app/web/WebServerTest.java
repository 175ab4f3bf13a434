package dev.persist.app.web;

import static dev.persist.app.web.ExampleServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebServerTest {
  private static ExampleServer example;

  @BeforeAll
  static void start() {
    example = new ExampleServer();
  }

  @AfterAll
  static void stop() {
    example.close();
  }

  @Test
  void answers_compact_json_from_a_virtual_thread_with_the_seq_as_etag() throws Exception {
    var response = example.get("/api/orders/o-1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("ETag")).hasValue("\"7\"");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json(response).get("thread").booleanValue()).isTrue();
    assertThat(json(response).get("name").stringValue()).isEqualTo("caf\u00e9 \ud83d\ude00");
    assertThat(response.body()).doesNotContain("\n", ": ");
  }

  @Test
  void an_unknown_path_is_404_and_a_wrong_method_405_with_allow() throws Exception {
    assertThat(example.get("/api/nothing").statusCode()).isEqualTo(404);
    var response = example.call("PATCH", "/api/orders/o-1", "{}");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow").orElse("").split(", ")).contains("GET", "PUT", "HEAD");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void head_and_options_answer_without_a_body() throws Exception {
    var head = example.call("HEAD", "/api/orders/o-1", "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("ETag")).hasValue("\"7\"");
    assertThat(head.body()).isEmpty();
    assertThat(example.call("HEAD", "/api/orders/none", "").statusCode()).isEqualTo(404);
    var options = example.call("OPTIONS", "/api/orders", "");
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).hasValue("POST");
    assertThat(example.raw("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 4");
  }

  @Test
  void a_body_over_one_mebibyte_is_413_with_and_without_a_length() throws Exception {
    var big = new byte[(1 << 20) + 1];
    var stream = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(big));
    assertThat(example.call("POST", "/api/orders", BodyPublishers.ofByteArray(big)).statusCode()).isEqualTo(413);
    assertThat(example.call("POST", "/api/orders", stream).statusCode()).isEqualTo(413);
    assertThat(example.call("POST", "/api/orders", " ".repeat(1 << 20)).statusCode()).isEqualTo(400);
  }

  /** As most clients do, this one reads no answer before it has sent all: more than the system holds between the two. */
  @ParameterizedTest
  @CsvSource({
      "POST, /api/orders, application/json, 413", "POST, /api/orders, text/plain, 415",
      "POST, /api/nothing, application/json, 404", "PATCH, /api/orders/o-1, application/json, 405"
  })
  void a_large_body_that_nothing_reads_does_not_cut_off_the_answer(String method, String path, String type, int status)
      throws Exception {
    var head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n";
    var large = " ".repeat(32 << 20);
    assertThat(example.raw(head + "Content-Length: " + large.length() + "\r\n\r\n" + large))
        .startsWith("HTTP/1.1 " + status);
    assertThat(example.raw(head + "Transfer-Encoding: chunked\r\n\r\n2000000\r\n" + large + "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @CsvSource({
      "application/json, 400", "application/json;charset=UTF-8, 400", "application/json; charset=\"utf-8\", 400",
      "text/plain, 415", "application/x-www-form-urlencoded, 415", "application/jsonx, 415", "*/*, 415",
      "application/json;charset=utf-16, 415", "application/json;charset, 415", "application/json;charset=x-no, 415"
  })
  void only_json_in_utf_8_is_read(String type, int status) throws Exception {
    assertThat(example.call("POST", "/api/orders", "{}", "Content-Type", type).statusCode()).isEqualTo(status);
  }

  @Test
  void a_missing_content_type_is_taken_for_json() throws Exception {
    assertThat(json(example.call("POST", "/api/orders", "{}")).get("field").stringValue()).isEqualTo("customer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/boom", "/api/fatal"})
  void what_we_did_not_foresee_is_an_incident_without_internals(String path) throws Exception {
    var response = example.get(path);
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body()).contains("incident ").doesNotContain("secret", "Exception", "Error\n", "at ");
  }

  @Test
  void closing_lets_a_request_under_way_finish_and_closes_idle_connections() throws Exception {
    try (var other = new ExampleServer();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var idle = new KeptConnection(other.uri)) {
      var gate = other.injector.getInstance(ExampleRoutes.Door.class);
      var answer = threads.submit(() -> other.get("/api/slow").body());
      gate.entered.await();
      assertThat(idle.get("/api/orders/o-1")).startsWith("HTTP/1.1 200");
      var closed = threads.submit(other.server::close);
      assertThat(untilRefused(other)).isTrue();
      assertThat(idle.untilClosed()).isEmpty(); // when the request under way has been silent for longer
      assertThat(closed).isNotDone();
      gate.leave.countDown();
      closed.get();
      assertThat(gate.left).isTrue();
      assertThat(answer.get()).isEqualTo("done");
    }
  }

  /** The listener holds the server in its stop: later Jetty closes an idle connection after a second, which may come first. */
  @Test
  void closing_refuses_a_later_request_on_an_open_connection() throws Exception {
    try (var other = new ExampleServer();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var stream = new KeptConnection(other.uri);
        var kept = new KeptConnection(other.uri)) {
      var gate = other.injector.getInstance(ExampleRoutes.Door.class);
      assertThat(kept.get("/api/orders/o-1")).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
      assertThat(stream.get("/api/events?held", "Accept: text/event-stream")).startsWith("HTTP/1.1 200");
      stream.readUntil(": open\n");
      var closed = threads.submit(other.server::close);
      gate.entered.await();
      var answer = kept.get("/api/orders/o-1");
      gate.leave.countDown();
      closed.get();
      assertThat(answer).startsWith("HTTP/1.1 503").contains("Connection: close", "is stopping");
    }
  }

  @Test
  void closing_ends_an_open_event_stream_and_waits_for_none() throws Exception {
    try (var other = new ExampleServer(); var stream = new KeptConnection(other.uri)) {
      assertThat(stream.get("/api/events", "Accept: text/event-stream")).startsWith("HTTP/1.1 200");
      stream.readUntil(": open\n");
      other.server.close(); // throws when it has waited in vain
      assertThat(other.injector.getInstance(ExampleRoutes.Door.class).ended.getCount()).isZero();
      assertThat(stream.untilClosed()).isBlank();
    }
  }

  @Test
  void closing_ends_an_event_stream_that_opens_meanwhile() throws Exception {
    try (var other = new ExampleServer();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var stream = new KeptConnection(other.uri)) {
      var gate = other.injector.getInstance(ExampleRoutes.Door.class);
      assertThat(stream.get("/api/events?late", "Accept: text/event-stream")).startsWith("HTTP/1.1 200");
      gate.entered.await();
      var closed = threads.submit(other.server::close);
      assertThat(untilRefused(other)).isTrue();
      gate.leave.countDown();
      closed.get();
      assertThat(gate.ended.getCount()).isZero();
    }
  }

  @Test
  void closing_hangs_up_on_a_client_that_still_sends_after_its_answer() throws Exception {
    try (var other = new ExampleServer();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var slow = new Socket(other.uri.getHost(), other.uri.getPort())) {
      var out = slow.getOutputStream();
      out.write("POST /api/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n".getBytes(UTF_8));
      assertThat(slow.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 404");
      var closed = threads.submit(other.server::close);
      assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
        while (true) {
          out.write(' ');
          Thread.sleep(10);
        }
      });
      closed.get(); // throws when it has waited in vain
    }
  }

  /** An answer that comes late in a stop: the client is given less time than at others, or the stop would wait in vain. */
  @Test
  void closing_soon_hangs_up_on_a_client_that_neither_sends_nor_closes_after_a_late_answer() throws Exception {
    try (var other = new ExampleServer();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var idle = new Socket(other.uri.getHost(), other.uri.getPort())) {
      var gate = other.injector.getInstance(ExampleRoutes.Door.class);
      idle.getOutputStream()
          .write("GET /api/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n".getBytes(UTF_8));
      gate.entered.await();
      var closed = threads.submit(other.server::close);
      Thread.sleep(6000);
      gate.leave.countDown();
      assertThat(idle.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 200");
      closed.get(); // throws when it has waited in vain
    }
  }

  /** Only connects: a request on a connection that is accepted while the server stops may never be answered. */
  private static boolean untilRefused(ExampleServer server) throws IOException {
    while (true) {
      try {
        new Socket(server.uri.getHost(), server.uri.getPort()).close();
      } catch (ConnectException refused) {
        return true;
      } catch (SocketException reset) {
        // it was about to be accepted
      }
    }
  }
}
