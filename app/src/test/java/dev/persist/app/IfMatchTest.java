package dev.persist.app;

import static dev.persist.app.TestApp.payment;
import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A write that says which state it was decided on is taken in that state only. */
class IfMatchTest extends AppTest {
  private String etag(String path) throws Exception {
    return app.get(path).headers().firstValue("ETag").orElseThrow();
  }

  private void stale(HttpResponse<String> answer, long expected, long actual) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(412);
    assertThat(json(answer).get("expected").stringValue()).isEqualTo("\"" + expected + '"');
    assertThat(json(answer).get("actual").stringValue()).isEqualTo("\"" + actual + '"');
  }

  private HttpResponse<String> call(String method, String path, String body, String etag) throws Exception {
    return app.client.call(method, path, body, "If-Match", etag);
  }

  @Test
  void a_grant_or_revocation_is_taken_in_the_state_seen_only() throws Exception {
    var seen = etag("/api/acl/doc");
    var ann = "{\"principal\":\"ann\"}";
    assertThat(call("POST", "/api/acl/doc/grants", ann, seen).statusCode()).isEqualTo(201);
    var contents = app.contents();
    stale(call("POST", "/api/acl/doc/grants", "{\"principal\":\"bob\"}", seen), 0, 1);
    stale(call("DELETE", "/api/acl/doc/grants/ann", "", seen), 0, 1);
    assertThat(app.contents()).isEqualTo(contents);
    assertThat(call("DELETE", "/api/acl/doc/grants/ann", "", etag("/api/acl/doc")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_booking_is_taken_in_the_state_seen_only() throws Exception {
    var yoga = "/api/occurrences/yoga";
    assertThat(app.put(yoga, "{\"title\":\"Yoga\",\"capacity\":2}").statusCode()).isEqualTo(201);
    var seen = etag(yoga);
    assertThat(call("POST", yoga + "/bookings", "{\"actor\":\"ann\"}", seen).statusCode()).isEqualTo(201);
    var contents = app.contents();
    stale(call("POST", yoga + "/bookings", "{\"actor\":\"bob\"}", seen), 1, 2);
    stale(call("PUT", yoga, "{\"title\":\"Yoga\",\"capacity\":9}", seen), 1, 2);
    stale(call("DELETE", yoga + "/bookings/ann", "", seen), 1, 2);
    stale(call("POST", yoga + "/waiting", "{\"actor\":\"bob\"}", seen), 1, 2);
    var hold = "{\"actor\":\"bob\",\"until\":\"9999-01-01T00:00:00Z\"}";
    stale(call("POST", yoga + "/holds", hold, seen), 1, 2);
    assertThat(app.contents()).isEqualTo(contents);
    assertThat(call("POST", yoga + "/holds", hold, etag(yoga)).statusCode()).isEqualTo(201);
    stale(call("DELETE", yoga + "/holds/bob", "", "\"2\""), 2, 3);
  }

  @Test
  void an_order_moves_on_from_the_state_seen_only_but_a_retry_is_still_answered() throws Exception {
    var order = "/api/orders/" + app.place("k");
    var seen = etag(order);
    assertThat(app.pay(order.substring(12), "p", payment(900)).statusCode()).isEqualTo(201);
    stale(app.client.call("POST", order + "/fulfilment", "", "Idempotency-Key", "f", "If-Match", seen), 1, 2);
    var paid = etag(order);
    for (var status : new int[]{201, 200}) {
      var sent = app.client.call("POST", order + "/fulfilment", "", "Idempotency-Key", "f", "If-Match", paid);
      assertThat(sent.statusCode()).isEqualTo(status);
    }
    assertThat(app.put(order + "/invoice", "first").statusCode()).isEqualTo(201);
    stale(call("PUT", order + "/invoice", "late", paid), 2, 4);
    stale(app.client.call("POST", order + "/refunds", "", "Idempotency-Key", "r", "If-Match", paid), 2, 4);
    var part = "{\"amount\":100,\"currency\":\"GBP\"}";
    stale(app.client.call("POST", order + "/refunds", part, "Idempotency-Key", "s", "If-Match", paid), 2, 4);
    var now = etag(order);
    for (var status : new int[]{201, 200}) {
      var back = app.client.call("POST", order + "/refunds", part, "Idempotency-Key", "s", "If-Match", now);
      assertThat(back.statusCode()).isEqualTo(status);
    }
  }
}
