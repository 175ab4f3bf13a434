package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.persist.Persist;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.Javalin;
import io.javalin.security.RouteRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The document of the API says what is so, and all of it. Each call by {@link TestApp} is compared with it, too. */
class ApiDocumentTest {
  private static final String OPENAPI = "https://spec.openapis.org/oas/";
  private static final String TOKEN = "store-token";

  @TempDir private static Path directory;

  private static TestApp app;

  @BeforeAll
  static void start() {
    var config = Config.of(List.of("--port", "0", "--persist-url", "rocksdb:" + directory.resolve("store"),
        "--persist-blobs", "file:" + directory.resolve("blobs"), "--persist-backups",
        directory.resolve("backups").toString(),
        "--persist-store-token", TOKEN), Map.of());
    app = new TestApp(config, new StoreModule(config));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void it_is_an_openapi_document() {
    var schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
        registry -> registry.schemas(iri -> iri.startsWith(OPENAPI) ? bundled(iri) : null));
    var schema = schemas.getSchema(SchemaLocation.of(OPENAPI + "3.1/schema-base/2025-09-15"));
    assertThat(schema.validate(ApiDocument.ROOT)).isEmpty();
  }

  private static String bundled(String iri) {
    try (var in = Objects.requireNonNull(
        ApiDocumentTest.class.getResourceAsStream("/openapi/" + iri.substring(OPENAPI.length())), iri)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the routes that the app has, and who may call each. */
  private static Map<String, RouteRole> permissions() {
    var routes = new TreeMap<String, RouteRole>();
    Javalin.create(config -> {
      config.events.handlerAdded(added -> routes.put(added.getHttpMethod().name() + " " + added.getPath(),
          added.getRoles().iterator().next()));
      app.injector.getInstance(Key.get(new TypeLiteral<Set<Routes>>() {}))
          .forEach(each -> each.register(config.routes));
    });
    return routes;
  }

  @Test
  void it_has_every_route_and_nothing_else() {
    assertThat(permissions().keySet()).filteredOn(route -> !ApiDocument.isPage(route))
        .containsExactlyInAnyOrderElementsOf(ApiDocument.OPERATIONS.keySet());
  }

  @Test
  void it_says_who_may_call_each_route() {
    var declared = permissions();
    ApiDocument.OPERATIONS.forEach((route, operation) -> {
      assertThat(declared).containsKey(route);
      var said = operation.node().get("security");
      if (declared.get(route).equals(Permission.ANYONE)) {
        assertThat(said.valueStream().flatMap(way -> way.propertyNames().stream())).as(route)
            .doesNotContain("token", "cookie");
      } else {
        assertThat(said.toString()).as(route).isEqualTo(waysToSignIn(route, roles(declared.get(route))));
      }
    });
  }

  private static String waysToSignIn(String route, List<String> roles) {
    var named = roles.stream().map(role -> '"' + role + '"').collect(Collectors.joining(",", "[", "]"));
    return "[{\"token\":" + named + "},{\"cookie\":" + named + (route.startsWith("GET ") ? "" : ",\"csrf\":[]") + "}]";
  }

  private static List<String> roles(RouteRole permission) {
    return switch ((Permission) permission) {
      case Permission.Anyone anyone -> throw new AssertionError("anyone has no role");
      case Permission.SignedIn signedIn -> List.of();
      case Permission.Self(var parameter) -> List.of("user:{" + parameter + "}");
      case Permission.Owner(var user, var others) -> List.of("owner", others.resource());
      case Permission.Holder(var resource) -> List.of(resource);
    };
  }

  @Test
  void everything_in_it_has_an_example_that_its_schema_allows() {
    var wrong = new ArrayList<String>();
    ApiDocument.OPERATIONS.forEach((route, operation) -> {
      for (var parameter : operation.parameters()) {
        var example = parameter.path("example").asString("");
        ApiDocument.parameterFaults(parameter, example)
            .forEach(fault -> wrong.add(route + " " + parameter.get("name") + fault));
      }
      examples(route, ApiDocument.at(operation.node().path("requestBody")), wrong);
      for (var status : operation.node().get("responses").properties()) {
        examples(route + " -> " + status.getKey(), ApiDocument.at(status.getValue()), wrong);
      }
    });
    assertThat(wrong).isEmpty();
  }

  private static void examples(String where, JsonNode body, List<String> wrong) {
    for (var media : body.path("content").properties()) {
      var schema = media.getValue().path("schema");
      if (!media.getValue().has("example") && !media.getKey().equals("*/*")) {
        wrong.add(where + ": no example");
      } else if (!schema.isMissingNode()) {
        ApiDocument.faults(schema, media.getValue().get("example")).forEach(fault -> wrong.add(where + fault));
      }
    }
  }

  @Test
  void each_status_in_it_is_answered_and_no_other() throws Exception {
    var seen = new TreeMap<String, Set<String>>();
    for (var route : EveryRoute.values()) {
      if (!ApiDocument.isPage(route.route)) {
        for (var status : statuses(route)) {
          see(seen, route, status);
        }
      }
    }
    conflicts(seen);
    store(seen);
    backups(seen);
    tooManyTries(seen);
    var said = new TreeMap<String, Set<String>>();
    ApiDocument.OPERATIONS.forEach((route, operation) -> {
      var listed = new TreeSet<>(operation.node().get("responses").propertyNames());
      listed.remove("default");
      said.put(route, listed);
    });
    assertThat(seen).isEqualTo(said);
  }

  /** Returns how a route answers what any route may be asked. */
  private static List<HttpResponse<String>> statuses(EveryRoute route) throws Exception {
    var answers = new ArrayList<HttpResponse<String>>();
    var name = prepared(route, "twice");
    answers.add(route.call(app, name));
    answers.add(route.call(app, name));
    answers.add(route.call(app, route.name() + "-absent"));
    answers.add(route.call(app, prepared(route, "malformed"), "If-Match", "1"));
    answers.add(route.call(app, prepared(route, "changed"), "If-Match", "\"zz\""));
    answers.add(route.call(app, prepared(route, "known"), "If-None-Match", "*"));
    answers.add(route.call(app, prepared(route, "other-site"), "Sec-Fetch-Site", "cross-site"));
    app.account("other");
    var token = app.token("other");
    try (var nobody = app.client.signedOut(); var other = nobody.as(token)) {
      answers.add(route.callAs(nobody, "none", route.method(), app, prepared(route, "nobody")));
      answers.add(route.callAs(other, token, route.method(), app, prepared(route, "by-other")));
    }
    return answers;
  }

  private static String prepared(EveryRoute route, String purpose) throws Exception {
    var name = route.name() + "-" + purpose;
    route.prepare(app, name);
    return name;
  }

  private static void see(Map<String, Set<String>> seen, EveryRoute route, HttpResponse<String> answer) {
    see(seen, route.route, answer.statusCode());
  }

  private static void see(Map<String, Set<String>> seen, String route, int status) {
    if (!ApiDocument.ANYWHERE.contains(status)) {
      seen.computeIfAbsent(route, it -> new TreeSet<>()).add("" + status);
    }
  }

  /** What a state does not allow, and keys that stand for something else. */
  private static void conflicts(Map<String, Set<String>> seen) throws Exception {
    app.put("/api/occurrences/full", "{\"title\":\"Yoga\",\"capacity\":2}");
    for (var actor : List.of("ann", "bob", "cid")) {
      see(seen, EveryRoute.BOOK, app.post("/api/occurrences/full/bookings", "{\"actor\":\"" + actor + "\"}"));
    }
    see(seen, EveryRoute.JOIN, app.post("/api/occurrences/full/waiting", "{\"actor\":\"cid\"}"));
    see(seen, EveryRoute.HOLD, app.post("/api/occurrences/full/holds",
        "{\"actor\":\"cid\",\"until\":\"9999-01-01T00:00:00Z\"}"));
    see(seen, EveryRoute.REVOKE, app.delete("/api/acl/app:admin/grants/admin"));
    see(seen, EveryRoute.OFFBOARD, app.delete("/api/principals/admin/access"));
    see(seen, EveryRoute.OPEN, app.put("/api/occurrences/full", "{\"title\":\"Yoga\",\"capacity\":1}"));
    see(seen, EveryRoute.LISTEN, app.get("/api/live"));
    see(seen, EveryRoute.LISTEN,
        app.client.get("/api/live", "Accept", "text/event-stream", "Last-Event-ID", "999999999"));
    app.post("/api/acl/gone/grants", "{\"principal\":\"ann\"}");
    app.injector.getInstance(Persist.class).log().truncate("acl/gone", 1);
    see(seen, EveryRoute.STATE, app.get("/api/streams/acl%2Fgone/state"));
    see(seen, EveryRoute.DIFFERENCE, app.get("/api/streams/acl%2Fgone/diff"));
    var order = app.place("conflict");
    var part = "{\"amount\":1,\"currency\":\"GBP\"}";
    see(seen, EveryRoute.PLACE, app.post("/api/orders", "conflict", TestApp.ORDER.replace("ann", "bob")));
    see(seen, EveryRoute.FULFIL, app.post("/api/orders/" + order + "/fulfilment", "early", ""));
    see(seen, EveryRoute.REFUND, app.post("/api/orders/" + order + "/refunds", "early", ""));
    see(seen, EveryRoute.PAY, app.post("/api/orders/" + order + "/payments", "p", TestApp.payment(900)));
    see(seen, EveryRoute.PAY, app.pay(order, "less", TestApp.payment(899)));
    app.pay(order, "p", TestApp.payment(900));
    see(seen, EveryRoute.PAY, app.pay(order, "p", TestApp.payment(901)));
    app.post("/api/orders/" + order + "/refunds", "r", "");
    see(seen, EveryRoute.REFUND, app.post("/api/orders/" + order + "/refunds", "r", part));
  }

  private static void store(Map<String, Set<String>> seen) throws Exception {
    var call = "{\"op\":\"last-seq\",\"args\":[\"s\"]}";
    var token = "Bearer " + TOKEN;
    for (var headers : List.of(List.of("Authorization", token, "Persist-Wire", "1"),
        List.of("Authorization", token, "Persist-Wire", "0"), List.of("Authorization", "Bearer x", "Persist-Wire", "1"),
        List.of("Sec-Fetch-Site", "cross-site"))) {
      see(seen, "POST /store", app.client.call("POST", "/store", call, headers.toArray(String[]::new)).statusCode());
    }
    try (var without = TestApp.inMemory(directory)) {
      see(seen, "POST /store", without.post("/store", call).statusCode());
    }
    var large = app.client.raw(("POST /store HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + token
        + "\r\nPersist-Wire: 1\r\nContent-Length: 99999999999\r\n\r\n").getBytes(UTF_8));
    assertThat(large).startsWith("HTTP/1.1 413").contains("Persist-Wire: 1", "Content-Type: application/json");
    seen.get("POST /store").add("413");
  }

  private static void backups(Map<String, Set<String>> seen) throws Exception {
    app.account("clerk");
    for (var headers : List.of(List.of(), List.of("If-Match", "1"), List.of("If-None-Match", "*"),
        List.of("Authorization", "Bearer none"), List.of("Authorization", "Bearer " + app.token("clerk")))) {
      see(seen, "POST /api/backups",
          app.client.call("POST", "/api/backups", "", headers.toArray(String[]::new)).statusCode());
    }
    try (var without = TestApp.inMemory(directory)) {
      see(seen, "POST /api/backups", without.post("/api/backups", "").statusCode());
    }
  }

  private static void tooManyTries(Map<String, Set<String>> seen) throws Exception {
    app.account("forgetful");
    var wrong = "{\"password\":\"wrong\",\"newPassword\":\"another one\"}";
    try (var forgetful = app.client.as(app.token("forgetful"))) {
      for (var i = 0; i < 11; i++) {
        see(seen, EveryRoute.PASSWORD, forgetful.call("PUT", "/api/password", wrong));
        see(seen, EveryRoute.SIGN_IN, app.post("/api/session", "{\"user\":\"u" + i + "\",\"password\":\"wrong\"}"));
      }
    }
  }
}
