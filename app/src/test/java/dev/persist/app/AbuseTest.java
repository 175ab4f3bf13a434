package dev.persist.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Valid requests, broken in hundreds of seeded ways, on raw sockets: never a 5xx, a stack trace or a class name. */
class AbuseTest {
  private static final int REQUESTS = 400;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
  private static final Pattern INTERNALS = Pattern
      .compile("Exception|\\tat |dev\\.persist|jackson|eclipse|javalin|java\\.|<html", Pattern.CASE_INSENSITIVE);
  private static final List<String> PIECES = List.of(
      "\0", "\r\n", "\n", "\r", " ", "\t", "%", "%00", "%2F", "%2e%2e/", "..", ";", "//", "\\", "?", "#", "&", "=",
      "\"", "\\ud800", "\\u0000", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e999", "1.5", "NaN",
      "99999999999999999999", "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f0\u009f\u0098\u0080",
      "HTTP/2.0", "HTTP/9.9", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "[".repeat(5000));
  private static final List<String> HEADERS = List.of(
      "Content-Length: 5", "Content-Length: -1", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip",
      "Expect: 100-continue", "Expect: x", "Content-Type: text/plain; charset", "Content-Type: ; charset=",
      "Content-Type: application/json;charset=utf-16", "Content-Type: multipart/form-data",
      "Content-Encoding: gzip", "Host: evil", "Host: [",
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13",
      "X-HTTP-Method-Override: AFTER", "If-Match: \"\"", "If-Match: *", "If-None-Match: *",
      "If-None-Match: W/\"1\", \"", "If-Match: \"\u00ff\"",
      "If-Match: \"" + ",\"".repeat(900), "If-None-Match: " + "\"1\", ".repeat(900), "If-Unmodified-Since: x",
      "Cookie: a=\"", "Cookie: JSESSIONID=x",
      "Accept: text/html", "Accept: application/xml", "Accept: \"", "Accept-Charset: utf-7", "Range: bytes=9-1",
      "Origin: \u00ff",
      "Sec-Fetch-Site: ", "Authorization: Basic !", "X-Forwarded-Host: evil", "Forwarded: host=\"", ": x", "X",
      "X: " + "a".repeat(9000));

  @Test
  void broken_requests_never_break_the_server(@TempDir Path directory) throws Exception {
    var failures = new ArrayList<String>();
    try (var app = new TestApp(directory)) {
      var valid = valid(app);
      for (int seed = 0; seed < REQUESTS; seed++) {
        var random = new Random(seed);
        var request = valid.get(random.nextInt(valid.size()));
        request = seed % 2 == 0 ? broken(request, random) : brokenBody(request, random);
        var answer = app.client.raw(request);
        boolean bad = STATUS.matcher(answer)
            .results()
            .anyMatch(s -> s.group(1).startsWith("5"));
        if (bad || (INTERNALS.matcher(answer).find() && !INTERNALS.matcher(new String(request, ISO_8859_1)).find())) {
          failures.add("seed " + seed + "\n" + new String(request, ISO_8859_1) + "\n->\n" + answer);
        }
      }
      assertThat(app.get("/api/health").statusCode()).isEqualTo(200);
    }
    assertThat(failures).isEmpty();
  }

  private static List<byte[]> valid(TestApp app) {
    var order = TestApp.ORDER.replace("tea", "caf\u00e9");
    var payment = TestApp.payment(900).replace("ORDER", "x");
    return List.of(
        request("POST", "/api/orders", order, Map.of("Content-Type", "application/json", "Idempotency-Key", "k")),
        chunked("POST", "/api/orders", order),
        request("POST", "/api/orders/x/payments", payment,
            Map.of("X-Signature", app.signature(payment), "Idempotency-Key", "k")),
        request("POST", "/api/orders/x/refunds", "", Map.of("Idempotency-Key", "k")),
        request("GET", "/api/orders?status=paid&after=1&limit=10", "", Map.of("Accept", "application/json")),
        request("POST", "/api/acl/doc%2F1/grants", "{\"principal\":\"\\u00e9\"}", Map.of()),
        request("DELETE", "/api/acl/doc%2F1/grants/al%20ice", "", Map.of("Origin", "http://localhost")),
        request("GET", "/api/acl/doc%2F1/audit?from=2026-01-01T00:00:00Z", "", Map.of()),
        request("PUT", "/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":5}", Map.of()),
        request("POST", "/api/occurrences/yoga/bookings", "{\"actor\":\"ann\"}",
            Map.of("Content-Type", "application/json")),
        request("HEAD", "/api/occurrences/yoga", "", Map.of()),
        request("GET", "/api/streams/acl%2Fdoc%2F1/events?from=1&limit=5", "", Map.of()),
        request("OPTIONS", "/api/orders", "", Map.of()));
  }

  private static byte[] request(String method, String path, String body, Map<String, String> headers) {
    var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    int length = body.getBytes(UTF_8).length;
    return (text + (length == 0 ? "" : "Content-Length: " + length + "\r\n") + "\r\n" + body).getBytes(UTF_8);
  }

  private static byte[] chunked(String method, String path, String body) {
    int length = body.getBytes(UTF_8).length;
    var head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked";
    var chunks = Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
    return (head + "\r\n\r\n" + chunks).getBytes(UTF_8);
  }

  private static byte[] broken(byte[] request, Random random) {
    var bytes = request;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, at + random.nextInt(12));
      var piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(ISO_8859_1);
      bytes = switch (random.nextInt(7)) {
        case 0 -> splice(bytes, at, to, new byte[0]);
        case 1 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
        case 2 -> splice(bytes, at, Math.min(bytes.length, at + 1), new byte[]{(byte) random.nextInt(256)});
        case 3 -> splice(bytes, at, to, piece);
        case 4 -> withHeader(bytes, HEADERS.get(random.nextInt(HEADERS.size())));
        case 5 -> random.nextInt(4) == 0 ? splice(bytes, at, bytes.length, new byte[0]) : bytes;
        default -> splice(bytes, at, at, piece);
      };
    }
    return bytes;
  }

  /** Breaks the body only, and keeps the head in step with it. */
  private static byte[] brokenBody(byte[] request, Random random) {
    var text = new String(request, ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    var head = text.substring(0, end);
    var body = broken(text.substring(end + 4).getBytes(ISO_8859_1), random);
    head = head.replaceAll("Content-Length: \\d+", "Content-Length: " + body.length) + "\r\n\r\n";
    return (head + new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
  }

  /** Puts a header behind the request line. */
  private static byte[] withHeader(byte[] request, String header) {
    int at = new String(request, ISO_8859_1).indexOf('\n') + 1;
    return splice(request, at, at, (header + "\r\n").getBytes(ISO_8859_1));
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(with);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
