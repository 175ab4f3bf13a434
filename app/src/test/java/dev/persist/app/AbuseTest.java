package dev.persist.app;

import static dev.persist.app.Malformed.NEVER;
import static dev.persist.app.Malformed.request;
import static dev.persist.app.web.Client.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.regex.Matcher.quoteReplacement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Race;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Valid requests to every route, broken in 20,000 seeded ways: never a 5xx, a stack trace or a class name, and nothing is written. They
 * come from nobody, from a user, from an admin, and from a page of an admin.
 */
class AbuseTest {
  private static final int CONNECTIONS = 8;
  private static final int ON_RAW = 10_000;
  private static final int ON_KEPT = 8_000;
  private static final int BATCH = 20;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
  private static final Pattern INTERNALS = Pattern
      .compile("Exception|\\tat |dev\\.persist|jackson|eclipse|javalin|java\\.|<html>", Pattern.CASE_INSENSITIVE);
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  /** Those for which nobody has to sign in do nothing, even if they are not broken. */
  private static final Map<String, String> BODIES = Map.of(
      "POST /api/session", "{\"user\":\"ann\",\"password\":\"not the password\"}",
      "PUT /api/password", "{\"password\":\"" + TestApp.PASSWORD + "\",\"newPassword\":\"another one\"}",
      "POST /api/acl/{resource}/grants", "{\"principal\":\"\\u00e9\"}",
      "PUT /api/occurrences/{id}", "{\"title\":\"Yoga\",\"capacity\":3}",
      "POST /api/occurrences/{id}/bookings", "{\"actor\":\"ann\"}",
      "POST /api/occurrences/{id}/waiting", "{\"actor\":\"ann\"}",
      "POST /api/occurrences/{id}/holds", "{\"actor\":\"ann\",\"until\":\"9999-01-01T00:00:00Z\"}",
      "POST /api/orders", TestApp.ORDER.replace("tea", "caf\u00e9"),
      "POST /api/orders/{id}/payments", TestApp.payment(899),
      "PUT /api/orders/{id}/invoice", "another invoice");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS",
      "TRACE", "QUERY", "get", "BEFORE", "AFTER_MATCHED", "INVALID", "WEBSOCKET_BEFORE_UPGRADE", "!");
  private static final List<String> SEGMENTS = List.of("%00", "%FF", "%C0%AF", "%ED%A0%80", "%2F", "%2E%2E", "..",
      "%25",
      "%5C", ";a=b", "*", "%20", "x".repeat(600), "%E2%82%AC".repeat(200), "%F0%9F%98%80", "-1", "'", "%22".repeat(150),
      "%0D%0AX:%20y", "$");
  private static final List<String> QUERIES = List.of("", "?", "?limit=", "?limit=1e9", "?limit=1&limit=2", "?after=-1",
      "?from=%FF", "?from=0&to=x", "?status=%00", "?after=" + "x".repeat(600), "?from=99999999999999999999", "?=&&=",
      "?to=%2B1000000000-12-31T23:59:59Z", "?from=-1000000001-01-01T00:00:00Z", "?status=PAID&status");
  private static final List<List<String>> HEADERS = List.of(List.of("Content-Type", "application/json; charset=utf-8"),
      List.of("Content-Type", "application/xml"), List.of("Content-Type", "text/html; charset=\"utf-16"),
      List.of("Content-Type", "/"), List.of("Content-Encoding", "gzip"), List.of("Idempotency-Key", ""),
      List.of("Idempotency-Key", "x".repeat(600)), List.of("Idempotency-Key", "k", "Idempotency-Key", "l"),
      List.of("X-Signature", "zz"), List.of("Cookie", "persist-session=\"; a"), List.of("Cookie", ";"),
      List.of("Origin", "null"), List.of("Sec-Fetch-Site", "cross-site"), List.of("If-None-Match", "*"),
      List.of("Range", "bytes=0-1,5-"), List.of("Accept", "text/html;q=x"), List.of("X-CSRF-Token", ""));

  private static TestApp app;
  private static List<String> callers;
  private static List<String> routes;
  private static String order;
  private static String before;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    app = TestApp.inMemory(directory);
    order = app.place("k");
    app.put("/api/occurrences/x", "{\"title\":\"Yoga\",\"capacity\":5}");
    app.put("/api/orders/" + app.place("l") + "/invoice", "an invoice");
    app.account("ann");
    var admin = app.token("admin");
    var csrf = json(app.client.get("/api/session", "Authorization", "Bearer " + admin)).get("csrf").stringValue();
    callers = List.of("", bearer(app.token("ann")), bearer(admin),
        "Cookie: persist-session=" + admin + "\r\nX-CSRF-Token: " + csrf + "\r\n");
    routes = app.routes().stream().map(route -> route.replace('<', '{').replace('>', '}')).sorted().toList();
    before = app.contents();
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @AfterEach
  void nothing_broke() throws Exception {
    assertThat(failures).isEmpty();
    assertThat(app.get("/api/health").statusCode()).isEqualTo(200);
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_request_that_is_broken_anywhere_is_refused() throws Exception {
    inParallel(ON_RAW, (seed, random) -> {
      var bytes = valid(random).broken(random);
      inspect(seed, bytes, app.client.raw(bytes));
    });
  }

  @Test
  void a_connection_on_which_each_body_is_broken_goes_on() throws Exception {
    var answers = new AtomicLong();
    inParallel(ON_KEPT / BATCH, (seed, random) -> {
      var bytes = new ByteArrayOutputStream();
      for (var left = BATCH - 1; left >= 0; left--) {
        bytes.writeBytes(valid(random).brokenBody(random, left > 0));
      }
      answers.addAndGet(inspect(seed, bytes.toByteArray(), app.client.raw(bytes.toByteArray())));
    });
    assertThat(answers.get()).isBetween(ON_KEPT / 2L, (long) ON_KEPT); // the server may close a connection at any time
  }

  /** Each odd segment comes to each route from each caller. */
  @Test
  void a_client_that_speaks_http_and_asks_for_nonsense_is_refused() throws Exception {
    inParallel(routes.size() * callers.size() * SEGMENTS.size(), (seed, random) -> {
      var route = routes.get(seed % routes.size());
      var segment = quoteReplacement(SEGMENTS.get(seed / routes.size() / callers.size() % SEGMENTS.size()));
      var parts = route.contains("{") ? route : route + (random.nextBoolean() ? "/{part}" : "");
      var line = random.nextBoolean()
          ? parts.replaceFirst("\\{\\w+}", segment)
          : parts.replaceFirst("\\{\\w+}(?!.*\\{)", segment);
      var valid = valid(route, line, callers.get(seed / routes.size() % callers.size()), random);
      var target = valid.start().split(" ", 3);
      var method = random.nextInt(5) == 0 ? oneOf(METHODS, random) : target[0];
      var path = target[1].replaceFirst("\\?.*", "") + oneOf(QUERIES, random);
      var headers = new ArrayList<>(List.of("If-Match", NEVER));
      valid.caller().lines().map(each -> List.of(each.split(": ", 2))).forEach(headers::addAll);
      headers.addAll(oneOf(HEADERS, random));
      var answer = insistently(method, path, valid.brokenBody(random), headers.toArray(String[]::new));
      var request = method + " " + path + " " + headers;
      inspect(seed, request.getBytes(ISO_8859_1), "HTTP/1.1 " + answer.statusCode() + " " + answer.body());
      if (answer.statusCode() / 100 == 2 && !READS.contains(method)) {
        failures.add("seed " + seed + " did something: " + request);
      }
    });
  }

  /** Sends a request again if its connection was closed meanwhile, as the server may at any time. */
  private static HttpResponse<String> insistently(String method, String path, byte[] body, String... headers)
      throws Exception {
    for (var left = 3; true; left--) {
      try {
        return app.client.call(method, path, BodyPublishers.ofByteArray(body), headers);
      } catch (IOException closed) {
        if (left == 0) {
          throw closed;
        }
      }
    }
  }

  private interface Abuse {
    void run(int seed, Random random) throws Exception;
  }

  private static void inParallel(int times, Abuse abuse) throws Exception {
    Race.of(CONNECTIONS, connection -> {
      for (var seed = connection; seed < times; seed += CONNECTIONS) {
        abuse.run(seed, new Random(seed));
      }
      return true;
    });
  }

  private static <T> T oneOf(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** Returns the number of answers, after a look into them. */
  private long inspect(int seed, byte[] request, String answer) {
    var sent = new String(request, ISO_8859_1);
    boolean bad = STATUS.matcher(answer).results().anyMatch(status -> status.group(1).startsWith("5"));
    if (bad || (INTERNALS.matcher(answer).find() && !INTERNALS.matcher(sent).find())) {
      failures.add("seed " + seed + "\n" + sent + "\n->\n" + answer);
    }
    return STATUS.matcher(answer).results().count();
  }

  /** Returns a valid request to one of the routes, by one of the callers. */
  private static Malformed valid(Random random) {
    var route = oneOf(routes, random);
    return valid(route, route, oneOf(callers, random), random);
  }

  /** Returns a request to {@code route}, of whose path {@code line} may have some parts filled in. */
  private static Malformed valid(String route, String line, String caller, Random random) {
    var filled = line.replaceFirst("(/api/orders/)\\{id}", "$1" + order)
        .replaceAll("\\{\\w+}", "x")
        .replace("acl/x", "acl/doc%2F1");
    var body = BODIES.getOrDefault(route, route.startsWith("GET") ? "" : "{}").replace("ORDER", order);
    var signature = route.endsWith("payments") ? "X-Signature: " + app.signature(body) + "\r\n" : "";
    return request(route.startsWith("GET") ? filled + "?limit=10" : filled, "Idempotency-Key: k2\r\n" + signature,
        caller,
        body, random.nextInt(8) == 0);
  }
}
