package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.Persist;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each event notes who caused it, and by which request. */
class ProvenanceTest extends AppTest {
  private static final String CORRELATION = "X-Correlation-Id";

  private static String requestId(HttpResponse<String> response) {
    return response.headers().firstValue("X-Request-Id").orElseThrow();
  }

  private Json metaOfLast(String stream) {
    return app.injector.getInstance(Persist.class)
        .log()
        .read(stream)
        .reduce((first, second) -> second)
        .orElseThrow()
        .meta();
  }

  @Test
  void an_event_names_the_user_the_request_and_what_the_request_is_part_of() throws Exception {
    var first = app.client.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}", CORRELATION, "moving-day/7");
    assertThat(metaOfLast("acl/doc")).isEqualTo(
        Json.of(Map.of("who", "admin", "request", requestId(first), "correlation", "moving-day/7")));
    var second = app.post("/api/acl/doc/grants", "{\"principal\":\"bob\"}");
    assertThat(requestId(second)).isNotEqualTo(requestId(first));
    assertThat(metaOfLast("acl/doc")).isEqualTo(
        Json.of(Map.of("who", "admin", "request", requestId(second), "correlation", requestId(second))));
  }

  @Test
  void a_payment_is_made_by_the_webhook() throws Exception {
    var id = app.place("k1");
    var paid = app.pay(id, "k2", TestApp.payment(900));
    assertThat(paid.statusCode()).isEqualTo(201);
    assertThat(metaOfLast("order/" + id)).isEqualTo(
        Json.of(Map.of("who", "payment webhook", "request", requestId(paid), "correlation", requestId(paid))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "", "x2345678901234567890123456789012345678901234567890123456789012345"})
  void a_correlation_id_that_is_none_is_refused_and_nothing_is_written(String id) throws Exception {
    var before = app.contents();
    var refused = app.client.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}", CORRELATION, id);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").stringValue()).isEqualTo(CORRELATION);
    assertThat(app.contents()).isEqualTo(before);
  }

  /** The requests on one occurrence are decided in turn and written together, by the thread of one of them. */
  @Test
  void requests_that_are_written_together_name_each_its_own_user() throws Exception {
    app.put("/api/occurrences/talk", "{\"title\":\"Talk\",\"capacity\":100}");
    var users = 16;
    var bookings = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < users; i++) {
      var user = "user" + i;
      app.account(user);
      var client = app.client.as(app.token(user));
      bookings.add(() -> client.call("POST", "/api/occurrences/talk/bookings", "{\"actor\":\"" + user + "\"}"));
    }
    var requests = new ArrayList<String>();
    try (var threads = Executors.newFixedThreadPool(users)) {
      for (var booked : threads.invokeAll(bookings)) {
        assertThat(booked.get().statusCode()).isEqualTo(201);
        requests.add(requestId(booked.get()));
      }
    }
    var events = json(app.get("/api/streams/occurrence%2Ftalk/events?from=2")).get("events");
    assertThat(events).hasSize(users).allSatisfy(event -> {
      assertThat(event.get("meta").get("who")).isEqualTo(event.get("data").get("actor"));
      assertThat(requests).contains(event.get("meta").get("request").stringValue());
    });
  }
}
