package dev.persist.app;

import static dev.persist.app.TestApp.ORDER;
import static dev.persist.app.TestApp.payment;
import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad request is answered with its status and the field at fault, and leaves the store as it was. */
class BadInputTest {
  private static final String LONG = "x".repeat(201);

  private static TestApp app;
  private static String order;
  private static String contents;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    app = new TestApp(directory);
    order = app.place("k");
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":5}");
    contents = app.contents();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @AfterEach
  void nothing_was_written() {
    assertThat(app.contents()).isEqualTo(contents);
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
      "ann | | customer", "ann | ' ' | customer", "ann | \\u0007 | customer", "ann | LONG | customer",
      "ann | .. | customer", "ann | \\ufffd | customer", "\"ann\" | 5 | customer", "\"ann\" | null | customer",
      "\"customer\":\"ann\", | | customer", "GBP | gbp | currency", "GBP | POUND | currency", "GBP | | currency",
      "tea | | lines[0].sku", "tea | LONG | lines[0].sku", ":2 | :0 | lines[0].quantity",
      ":2 | :-1 | lines[0].quantity", ":2 | :1000001 | lines[0].quantity", ":2 | :1.5 | lines[0].quantity",
      ":2 | :\"2\" | lines[0].quantity", ":450 | :-1 | lines[0].unitPrice",
      ":450 | :1000000000001 | lines[0].unitPrice", ":450 | :99999999999999999999 | lines[0].unitPrice",
      ":450 | :1000000000000,\"discount\":5 | lines[0].discount", "\"lines\": | \"lines\":7,\"x\": | lines",
      ":450 | :450,\"sku\":\"tea\" | lines[0].sku",
      "\"customer\":\"ann\" | \"customer\":\"a\",\"customer\":\"b\" | customer",
      "\"GBP\", | \"GBP\",\"admin\":true, | admin"})
  void a_bad_field_of_an_order_is_named(String part, String with, String field) throws Exception {
    var bad = with == null ? "" : with.replace("'", "").replace("LONG", LONG);
    refused(app.post("/api/orders", "new", ORDER.replace(part, bad)), 400, field);
  }

  @Test
  void an_order_has_1_to_100_lines_and_a_sum_that_can_be_counted() throws Exception {
    var line = ORDER.substring(ORDER.indexOf("[") + 1, ORDER.indexOf("]"));
    refused(app.post("/api/orders", "new", ORDER.replace(line, "")), 400, "lines");
    refused(app.post("/api/orders", "new", ORDER.replace(line, line + ("," + line).repeat(100))), 400, "lines");
    var most = line.replace(":2", ":1000000").replace(":450", ":1000000000000");
    refused(app.post("/api/orders", "new", ORDER.replace(line, most)), 400, "lines");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{\"customer\":", "{}x", "nonsense"})
  void a_body_that_is_no_json_object_is_400(String body) throws Exception {
    assertThat(app.post("/api/orders", "new", body).statusCode()).isEqualTo(400);
    assertThat(app.post("/api/acl/doc/grants", body).statusCode()).isEqualTo(400);
    assertThat(app.put("/api/occurrences/new", body).statusCode()).isEqualTo(400);
    assertThat(app.post("/api/occurrences/yoga/bookings", body).statusCode()).isEqualTo(400);
    assertThat(app.pay(order, "p", body).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "100001", "1.5", "\"5\"", "null", "99999999999"})
  void a_capacity_out_of_range_is_named(String capacity) throws Exception {
    var body = "{\"title\":\"Yoga\",\"capacity\":" + capacity + "}";
    refused(app.put("/api/occurrences/new", body), 400, "capacity");
    refused(app.put("/api/occurrences/yoga", body), 400, "capacity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\n", "\\u0000", "LONG"})
  void a_bad_name_is_named(String bad) throws Exception {
    var name = bad.replace("LONG", LONG);
    refused(app.post("/api/acl/doc/grants", "{\"principal\":\"" + name + "\"}"), 400, "principal");
    refused(app.put("/api/occurrences/new", "{\"title\":\"" + name + "\",\"capacity\":1}"), 400, "title");
    refused(app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"" + name + "\"}"), 400, "actor");
    refused(app.post("/api/occurrences/yoga/waiting", "{\"actor\":\"" + name + "\"}"), 400, "actor");
    refused(app.post("/api/occurrences/yoga/holds",
        "{\"actor\":\"" + name + "\",\"until\":\"9999-01-01T00:00:00Z\"}"), 400, "actor");
    refused(app.pay(order, "p", payment(900).replace("bank", name)), 400, "provider");
    refused(app.pay(order, "p", payment(900).replace("r1-ORDER", name)), 400, "reference");
    refused(app.pay(order, "p", payment(900).replace("\"ORDER\"", '"' + name + '"')), 400, "order");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%20", "%07", "%EF%BF%BD", "LONG", "caf%C3%A9LONG"})
  void a_bad_name_in_the_path_is_named(String bad) throws Exception {
    var name = bad.replace("LONG", LONG);
    refused(app.post("/api/acl/" + name + "/grants", "{\"principal\":\"ann\"}"), 400, "resource");
    refused(app.get("/api/acl/doc/can/" + name), 400, "principal");
    refused(app.get("/api/acl/doc/why/" + name), 400, "principal");
    refused(app.get("/api/principals/" + name + "/access"), 400, "principal");
    refused(app.delete("/api/principals/" + name + "/access"), 400, "principal");
    refused(app.put("/api/occurrences/" + name, "{\"title\":\"Yoga\",\"capacity\":1}"), 400, "id");
    refused(app.delete("/api/occurrences/yoga/bookings/" + name), 400, "actor");
    refused(app.delete("/api/occurrences/yoga/holds/" + name), 400, "actor");
    refused(app.get("/api/orders/" + name), 400, "id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs%2F..%2Fsecret", "docs%2F%2e%2e%2Fsecret", "docs%2F%2E.", "docs%2F%2Fx", "docs%2F",
      "%2Fdocs",
      "docs%2F.%2Fx", "docs%2F..%2F*"})
  void a_path_that_leads_elsewhere_is_named_on_each_route(String path) throws Exception {
    refused(app.post("/api/acl/" + path + "/grants", "{\"principal\":\"ann\"}"), 400, "resource");
    refused(app.delete("/api/acl/" + path + "/grants/ann"), 400, "resource");
    refused(app.get("/api/acl/" + path), 400, "resource");
    refused(app.get("/api/acl/" + path + "/can/ann"), 400, "resource");
    refused(app.get("/api/acl/" + path + "/audit"), 400, "resource");
    refused(app.get("/api/acl/" + path + "/who"), 400, "resource");
    refused(app.get("/api/acl/" + path + "/why/ann"), 400, "resource");
  }

  @Test
  void a_path_of_more_than_64_segments_is_named() throws Exception {
    refused(app.get("/api/acl/" + "a%2F".repeat(64) + "a/can/ann"), 400, "resource");
    assertThat(app.get("/api/acl/" + "a%2F".repeat(63) + "a/can/ann").statusCode()).isEqualTo(200);
  }

  @Test
  void the_longest_names_fit_into_the_store() throws Exception {
    var quotes = "\\\"".repeat(100);
    refused(app.delete("/api/acl/" + "x".repeat(200) + "/grants/" + "%22".repeat(100)), 404, null);
    refused(app.get("/api/acl/doc/can/" + "%22".repeat(101)), 400, "principal");
    refused(app.post("/api/acl/doc/grants", "{\"principal\":\"" + quotes + "\\\"\"}"), 400, "principal");
  }

  @Test
  void a_command_without_its_key_is_400_naming_the_header() throws Exception {
    refused(app.post("/api/orders", ORDER), 400, "Idempotency-Key");
    refused(app.post("/api/orders", LONG, ORDER), 400, "Idempotency-Key");
    refused(app.post("/api/orders/" + order + "/fulfilment", ""), 400, "Idempotency-Key");
    refused(app.post("/api/orders/" + order + "/refunds", ""), 400, "Idempotency-Key");
    refused(app.client.call("POST", "/api/orders/" + order + "/payments", payment(900), "X-Signature",
        app.signature(payment(900))), 400, "Idempotency-Key");
    refused(app.client.call("POST", "/api/orders", ORDER, "Idempotency-Key", "a", "Idempotency-Key", "b"), 400,
        "Idempotency-Key");
  }

  @Test
  void a_payment_that_is_not_signed_right_is_401() throws Exception {
    var path = "/api/orders/" + order + "/payments";
    refused(app.post(path, "p", payment(900)), 401, null);
    for (var wrong : new String[]{"", "00", app.signature(payment(901)), app.signature("")}) {
      refused(app.client.call("POST", path, payment(900), "Idempotency-Key", "p", "X-Signature", wrong), 401, null);
    }
  }

  @Test
  void an_unknown_order_is_404() throws Exception {
    refused(app.get("/api/orders/none"), 404, null);
    refused(app.pay("none", "p", payment(900)), 404, null);
    refused(app.post("/api/orders/none/fulfilment", "f", ""), 404, null);
    refused(app.post("/api/orders/none/refunds", "r", ""), 404, null);
  }

  @Test
  void a_payment_that_does_not_say_of_which_order_it_is_is_refused() throws Exception {
    refused(app.pay(order, "p", payment(900).replace("\"order\":\"ORDER\",", "")), 400, "order");
  }

  @Test
  void a_refund_of_a_part_that_is_not_clear_is_refused_rather_than_taken_for_one_of_all() throws Exception {
    var refunds = "/api/orders/" + order + "/refunds";
    refused(app.post(refunds, "r", "{\"amount\":5}"), 400, "currency");
    refused(app.post(refunds, "r", "{\"currency\":\"GBP\"}"), 400, "amount");
    for (var bad : new String[]{"0", "-1", "1.5", "\"5\"", "null", "1000000000000001", "99999999999999999999"}) {
      refused(app.post(refunds, "r", "{\"amount\":" + bad + ",\"currency\":\"GBP\"}"), 400, "amount");
    }
    refused(app.post(refunds, "r", "{\"amount\":5,\"currency\":\"pound\"}"), 400, "currency");
    refused(app.post(refunds, "r", "{\"amount\":5,\"currency\":\"GBP\",\"part\":1}"), 400, "part");
    for (var none : new String[]{"null", "[]", " ", "{"}) {
      refused(app.post(refunds, "r", none), 400, null);
    }
  }

  @Test
  void a_body_of_two_mebibytes_is_413() throws Exception {
    var big = ORDER.replace("ann", "x".repeat(2 << 20));
    refused(app.post("/api/orders", "new", big), 413, null);
    refused(app.post("/api/acl/doc/grants", big), 413, null);
    refused(app.pay(order, "p", big), 413, null);
  }

  @ParameterizedTest
  @CsvSource({
      "/api/orders?status=lost, status", "/api/orders?after=-1, after", "/api/orders?limit=0, limit",
      "/api/streams?limit=1001, limit", "/api/streams/ledger/events?from=0, from",
      "/api/acl/doc/audit?from=yesterday, from", "/api/acl/doc/audit?to=2026-01-01, to",
      "/api/acl/doc/who?at=now, at", "/api/principals/ann/access?at=2026-01-01T09:00:00, at",
      "/api/occurrences/yoga?at=1769850000, at"})
  void a_bad_parameter_is_named(String path, String field) throws Exception {
    refused(app.get(path), 400, field);
  }

  @Test
  void a_moment_of_an_order_that_is_none_is_a_bad_parameter() throws Exception {
    refused(app.get("/api/orders/" + order + "?at=then"), 400, "at");
  }

  @Test
  void a_name_that_no_stream_can_have_is_a_bad_parameter() throws Exception {
    refused(app.get("/api/streams?after=" + "x".repeat(513)), 400, "after");
    refused(app.get("/api/streams/" + "%C3%BC".repeat(257) + "/events"), 400, "name");
    assertThat(app.get("/api/streams?after=" + "x".repeat(512)).statusCode()).isEqualTo(200);
    assertThat(app.get("/api/streams/ledger/events?from=" + Long.MAX_VALUE).statusCode()).isEqualTo(200);
    refused(app.get("/api/streams/ledger/events?from=9223372036854775808"), 400, "from");
  }

  @Test
  void a_wrong_method_is_405() throws Exception {
    refused(app.delete("/api/orders/" + order), 405, null);
    refused(app.put("/api/acl/doc/grants", "{}"), 405, null);
  }

  private static void refused(HttpResponse<String> answer, int status, String field) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("status").intValue()).isEqualTo(status);
    assertThat(json(answer).get("title").stringValue()).isNotBlank();
    assertThat(json(answer).get("detail").stringValue()).isNotBlank();
    assertThat(json(answer).path("field").stringValue(null)).isEqualTo(field);
  }
}
