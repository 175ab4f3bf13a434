package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.blob.Cid;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceTest {
  private static final String REF = "{\"cid\":\"bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq\","
      + "\"size\":5,\"mime\":\"text/html\"}";

  private final Path directory;
  private TestApp app;
  private String order;
  private String invoice;

  InvoiceTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() throws Exception {
    app = new TestApp(directory);
    order = "/api/orders/" + app.place("k");
    invoice = order + "/invoice";
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private HttpResponse<String> put(String type, String body) throws Exception {
    return app.client.call("PUT", invoice, body, "Content-Type", type);
  }

  private List<Path> blobs() throws IOException {
    try (var all = Files.walk(directory.resolve("blobs"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void an_invoice_is_stored_once_shown_on_the_order_and_read_back() throws Exception {
    assertThat(json(app.get(order)).has("invoice")).isFalse();
    var first = put("text/html", "hello");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.body()).isEqualTo(REF);
    var contents = app.contents();
    var second = put("text/html", "hello");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(REF);
    assertThat(app.contents()).isEqualTo(contents).doesNotContain("hello");
    assertThat(blobs()).hasSize(1);
    assertThat(json(app.get(order)).get("invoice").toString()).isEqualTo(REF);
    assertThat(app.get(invoice).body()).isEqualTo("hello");
  }

  @Test
  void while_the_ipfs_node_is_down_an_invoice_is_refused_and_the_order_goes_on() throws Exception {
    var config = Config.of(
        List.of("--port", "0", "--persist-url", "memory:", "--persist-blobs", "ipfs:http://127.0.0.1:1"),
        Map.of());
    try (var without = new TestApp(config, new StoreModule(config))) {
      var other = "/api/orders/" + without.place("k");
      assertThat(without.put(other + "/invoice", "hello").statusCode()).isEqualTo(503);
      assertThat(json(without.get(other)).has("invoice")).isFalse();
    }
  }

  @Test
  void an_invoice_is_for_saving_and_never_shown_as_a_page() throws Exception {
    put("text/html", "hello");
    var headers = app.get(invoice).headers();
    assertThat(headers.allValues("Content-Type")).containsExactly("text/html");
    assertThat(headers.allValues("Content-Disposition")).containsExactly("attachment");
    assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(headers.allValues("ETag")).containsExactly("\"2\"");
    assertThat(app.client.call("HEAD", invoice, "").headers().firstValue("Content-Length")).hasValue("5");
  }

  @Test
  void the_last_invoice_is_the_orders_also_one_that_was_replaced_before() throws Exception {
    for (var each : List.of("one", "two", "one")) {
      assertThat(put("text/plain", each).statusCode()).isEqualTo(201);
      assertThat(app.get(invoice).body()).isEqualTo(each);
    }
  }

  @Test
  void any_bytes_up_to_a_mebibyte_are_taken_and_more_are_413() throws Exception {
    var bytes = new byte[1 << 20];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    var stored = app.client.call("PUT", invoice, BodyPublishers.ofByteArray(bytes));
    assertThat(json(stored).get("cid").stringValue()).isEqualTo(Cid.of(bytes).text());
    assertThat(json(stored).get("size").intValue()).isEqualTo(1 << 20);
    var answer = app.client.raw(("GET " + invoice + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer "
        + app.token("admin") + "\r\n\r\n").getBytes(ISO_8859_1));
    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + new String(bytes, ISO_8859_1));
    refusedAndNothingWritten(413, put("text/plain", "x".repeat((1 << 20) + 1)), 1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "application/pdf | application/pdf", "text/plain; charset=utf-8 | text/plain", "IMAGE/PNG | image/png",
      "application/x-www-form-urlencoded | application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x | multipart/form-data", "application/json | application/json"})
  void any_content_type_is_taken_without_its_parameters(String sent, String mime) throws Exception {
    assertThat(json(put(sent, "a=b&c=%zz")).get("mime").stringValue()).isEqualTo(mime);
    assertThat(app.get(invoice).headers().firstValue("Content-Type")).hasValue(mime);
    assertThat(app.get(invoice).body()).isEqualTo("a=b&c=%zz");
  }

  @Test
  void without_a_content_type_it_is_just_bytes() throws Exception {
    assertThat(json(app.put(invoice, "hello")).get("mime").stringValue()).isEqualTo("application/octet-stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "text/", "a/b/c", "*/*", "text/<script>", "text/\u00e9", "LONG", "; a=b"})
  void a_bad_content_type_is_named_and_nothing_stored(String type) throws Exception {
    var answer = put(type.replace("LONG", "a/" + "b".repeat(99)), "hello");
    assertThat(json(answer).get("field").stringValue()).isEqualTo("Content-Type");
    refusedAndNothingWritten(400, answer, 0);
  }

  @Test
  void an_empty_invoice_is_400() throws Exception {
    refusedAndNothingWritten(400, put("text/plain", ""), 0);
  }

  @Test
  void where_there_is_no_order_or_no_invoice_it_is_404_and_nothing_is_stored() throws Exception {
    refusedAndNothingWritten(404, app.put("/api/orders/none/invoice", "hello"), 0);
    refusedAndNothingWritten(404, app.get("/api/orders/none/invoice"), 0);
    refusedAndNothingWritten(404, app.get(invoice), 0);
    assertThat(app.get(invoice).body()).contains("has no invoice");
    refusedAndNothingWritten(400, app.put("/api/orders/%20/invoice", "hello"), 0);
    refusedAndNothingWritten(405, app.delete(invoice), 0);
  }

  @Test
  void an_invoice_survives_a_restart() throws Exception {
    put("text/html", "hello");
    app.close();
    app = new TestApp(directory);
    assertThat(app.get(invoice).body()).isEqualTo("hello");
    assertThat(put("text/html", "hello").statusCode()).isEqualTo(200);
  }

  @Test
  void a_damaged_or_lost_invoice_is_500_without_internals_until_it_is_sent_again() throws Exception {
    put("text/html", "hello");
    Files.writeString(blobs().getFirst(), "hellO");
    refused(500, app.get(invoice));
    assertThat(app.get(invoice).headers().firstValue("ETag")).isEmpty();
    Files.delete(blobs().getFirst());
    refused(500, app.get(invoice));
    assertThat(app.get(order).statusCode()).isEqualTo(200);
    assertThat(put("text/html", "hello").statusCode()).isEqualTo(200);
    assertThat(app.get(invoice).body()).isEqualTo("hello");
  }

  private void refusedAndNothingWritten(int status, HttpResponse<String> answer, int blobs) throws Exception {
    refused(status, answer);
    assertThat(blobs()).hasSize(blobs);
    assertThat(json(app.get(order)).get("seq").intValue()).isEqualTo(1 + blobs);
  }

  private void refused(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).doesNotContain("hell", "bafk", "Exception", "dev.persist", directory.toString());
  }
}
