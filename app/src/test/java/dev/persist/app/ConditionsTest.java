package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Binder;
import dev.persist.Persist;
import dev.persist.blob.BlobStore;
import dev.persist.conformance.Race;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.bookings.Bookings;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Backend;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Preconditions on every route, as section 13 of RFC 9110 says. */
class ConditionsTest {
  private static final String OLD = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String LATE = "Fri, 06 Nov 2093 08:49:37 GMT";

  /** A condition, TAG for the entity tag that is there, and whether it holds on what has a tag, on the rest, on nothing. */
  private record Condition(String match, String noneMatch, String onTagged, String onUntagged, String onNothing) {
    String on(EveryRoute route) {
      return !route.isThere ? onNothing : route.tag.isPresent() ? onTagged : onUntagged;
    }

    String[] headers(EveryRoute route) {
      var headers = new ArrayList<String>();
      for (var header : List.of(List.of("If-Match", match), List.of("If-None-Match", noneMatch))) {
        if (!header.getLast().isEmpty()) {
          headers.add(header.getFirst());
          headers.add(header.getLast().replace("TAG", route.tag.orElse("\"1\"")));
        }
      }
      return headers.toArray(String[]::new);
    }
  }

  private static final List<Condition> CONDITIONS = List.of(
      new Condition("TAG", "", "true", "no match", "no match"),
      new Condition("W/TAG", "", "no match", "no match", "no match"),
      new Condition("\"zz\"", "", "no match", "no match", "no match"),
      new Condition("\"zz\",,TAG , W/\"a,b\"", "", "true", "no match", "no match"),
      new Condition("*", "", "true", "true", "no match"),
      new Condition("", "TAG", "match", "true", "true"),
      new Condition("", "W/TAG", "match", "true", "true"),
      new Condition("", "W/\"zz\", TAG", "match", "true", "true"),
      new Condition("", "\"zz\"", "true", "true", "true"),
      new Condition("", "*", "match", "match", "true"),
      new Condition("TAG", "\"zz\"", "true", "no match", "no match"),
      new Condition("TAG", "TAG", "match", "no match", "no match"),
      new Condition("*", "*", "match", "match", "no match"),
      new Condition("\"zz\"", "TAG", "no match", "no match", "no match"),
      new Condition("\"zz\"", "*", "no match", "no match", "no match"));

  private final Config config = Config.of(List.of("--url", "memory:", "--port", "0", "--blobs", "ipfs:here"), Map.of());
  private final TestApp app = new TestApp(config, this::bind);

  private void bind(Binder binder) {
    binder.bind(Config.class).toInstance(config);
    binder.bind(BlobStore.class).toInstance(new MemoryBlobStore());
    var backend = new MemoryBackend();
    binder.bind(Backend.class).toInstance(backend);
    binder.bind(Persist.class).toInstance(Persist.over(backend));
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void every_route_is_looked_at() {
    assertThat(Stream.of(EveryRoute.values()).map(each -> each.route)).containsAll(app.routes());
  }

  @ParameterizedTest
  @EnumSource
  void a_request_is_done_if_its_conditions_hold_and_else_changes_nothing(EveryRoute route) throws Exception {
    route.prepare(app, "plain");
    var plain = route.call(app, "plain").statusCode();
    assertThat(plain).isBetween(200, 303);
    for (var condition : CONDITIONS) {
      var name = "n" + CONDITIONS.indexOf(condition);
      route.prepare(app, name);
      var before = app.contents();
      var answer = route.call(app, name, condition.headers(route));
      if (condition.on(route).equals("true")) {
        assertThat(answer.statusCode()).as(condition + answer.body()).isEqualTo(plain);
        assertThat(app.contents().equals(before)).as("" + condition).isEqualTo(!route.writes());
      } else {
        assertThat(app.contents()).isEqualTo(before);
        refused(route, condition, answer);
      }
      if (route.reads()) {
        assertThat(route.send(app, "HEAD", name, condition.headers(route)).statusCode()).isEqualTo(answer.statusCode());
      }
    }
  }

  private static void refused(EveryRoute route, Condition condition, HttpResponse<String> answer) {
    var known = route.reads() && condition.on(route).equals("match");
    assertThat(answer.statusCode()).as(condition + answer.body()).isEqualTo(known ? 304 : 412);
    if (known) {
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("ETag")).isEqualTo(route.tag);
      assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
    } else {
      var header = condition.on(route).equals("match") ? "If-None-Match" : "If-Match";
      assertThat(json(answer).get("field").stringValue()).isEqualTo(header);
      assertThat(json(answer).get("expected").stringValue()).isNotBlank();
      assertThat(json(answer).get("actual").stringValue()).isEqualTo(
          !route.isThere ? "nothing" : route.tag.orElse("something without an ETag"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_condition_that_is_malformed_is_named_and_a_date_ignored(EveryRoute route) throws Exception {
    route.prepare(app, "n");
    for (var header : List.of("If-Match", "If-None-Match")) {
      for (var bad : List.of("1", "\"1", "1\"", "*, \"1\"", "\"1\" \"2\"", "W/ \"1\"", "w/\"1\"", "W/*", "\"a b\"", "",
          ",", "**",
          "\"1\";", "'1'")) {
        var answer = route.call(app, "n", header, bad);
        assertThat(answer.statusCode()).as(header + ": " + bad).isEqualTo(400);
        assertThat(json(answer).get("field").stringValue()).isEqualTo(header);
      }
    }
    var dated = route.call(app, "n", "If-Modified-Since", LATE, "If-Unmodified-Since", OLD, "If-Range", "\"zz\"");
    assertThat(dated.statusCode()).isBetween(200, 303);
  }

  @ParameterizedTest
  @EnumSource
  void only_what_carries_an_etag_may_be_kept_and_is_asked_about_each_time(EveryRoute route) throws Exception {
    route.prepare(app, "n");
    var headers = route.call(app, "n").headers();
    var asset = route == EveryRoute.ASSET || route == EveryRoute.DOCUMENT;
    var mayBeKept = asset || (route.reads() && route.tag.isPresent());
    if (!route.isLive()) { // Javalin adds one of its own
      assertThat(headers.allValues("Cache-Control")).containsExactly(mayBeKept ? "no-cache" : "no-store");
    }
    if (route.reads()) {
      assertThat(headers.firstValue("ETag")).isEqualTo(route.tag);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/nothing", "/api/orders/none", "/api/orders?limit=0", "/api/orders/x/payments"})
  void an_error_is_never_kept(String path) throws Exception {
    assertThat(app.get(path).headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(app.client.raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII)))
        .startsWith("HTTP/1.1 400")
        .contains("Cache-Control: no-store");
  }

  @Test
  void what_is_not_there_is_404_whatever_the_conditions() throws Exception {
    for (var match : List.of("\"1\"", "*")) {
      assertThat(app.client.get("/api/orders/none", "If-Match", match).statusCode()).isEqualTo(404);
      assertThat(app.client.call("DELETE", "/api/acl/doc/grants/ann", "", "If-Match", match).statusCode())
          .isEqualTo(404);
      assertThat(app.client.call("POST", "/api/occurrences/none/bookings", "{\"actor\":\"ann\"}", "If-Match", match)
          .statusCode()).isEqualTo(404);
      assertThat(app.client.call("POST", "/api/orders/none/refunds", "", "Idempotency-Key", "k", "If-Match", match)
          .statusCode()).isEqualTo(404);
      app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":2}");
      assertThat(app.client.call("DELETE", "/api/occurrences/yoga/bookings/ann", "", "If-Match", match).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void what_time_has_changed_is_not_what_the_caller_has() throws Exception {
    var past = Instant.parse("2001-01-01T00:00:00Z");
    var store = app.injector.getInstance(Persist.class);
    new AccessControl(store).grant("doc", new Granted("ann", "hr", "a day").endingAt(past), past.minusSeconds(1));
    var bookings = new Bookings(store);
    bookings.open("yoga", "Yoga", 2, past.minusSeconds(1));
    bookings.hold("yoga", "ann", past, past.minusSeconds(1));
    for (var each : List.of("/api/acl/doc", "/api/occurrences/yoga")) {
      var tag = app.get(each).headers().firstValue("ETag").orElseThrow();
      assertThat(tag).endsWith(".1\"");
      assertThat(app.client.get(each, "If-None-Match", tag).statusCode()).isEqualTo(304);
      assertThat(app.client.get(each, "If-None-Match", tag.replace(".1", "")).statusCode()).isEqualTo(200);
    }
    var bob = "{\"principal\":\"bob\"}";
    var before = app.client.call("POST", "/api/acl/doc/grants", bob, "If-Match", "\"1\"");
    assertThat(before.statusCode()).isEqualTo(412);
    var now = app.client.call("POST", "/api/acl/doc/grants", bob, "If-Match", "\"1.1\"");
    assertThat(now.statusCode()).isEqualTo(201);
  }

  @Test
  void one_of_many_who_create_makes_it_and_what_it_made_stays() throws Exception {
    var answers = Race.of(16, caller -> app.client.call("PUT", "/api/occurrences/yoga",
        "{\"title\":\"Yoga " + caller + "\",\"capacity\":2}", "If-None-Match", "*"));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).containsOnly(201, 412);
    var made = answers.stream().filter(each -> each.statusCode() == 201).findFirst().orElseThrow();
    assertThat(app.get("/api/occurrences/yoga").body()).isEqualTo(made.body());
  }

  @Test
  void one_of_many_who_have_seen_any_of_two_states_writes() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":50}");
    var answers = Race.of(16, caller -> app.client.call("POST", "/api/occurrences/yoga/bookings",
        "{\"actor\":\"" + caller + "\"}", "If-Match", "\"1\", \"2\""));
    assertThat(answers.stream().filter(each -> each.statusCode() == 201).count()).isBetween(1L, 2L);
    assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(201, 412, 503);
    assertThat(app.client.call("POST", "/api/occurrences/yoga/bookings", "{\"actor\":\"late\"}", "If-Match", "\"1\"")
        .statusCode())
        .isEqualTo(412);
  }

  @Test
  void those_who_only_want_it_to_be_there_do_not_get_in_each_others_way() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":50}");
    var answers = Race.of(16, caller -> app.client.call("POST", "/api/occurrences/yoga/bookings",
        "{\"actor\":\"" + caller + "\"}", "If-Match", "*"));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(201);
  }
}
