package dev.persist.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A valid request, to be broken. A break leaves its middle whole: the lines that say who calls, followed by a condition that is
 * false. So a request that is still valid after a break, or whose caller got lost, changes nothing either.
 *
 * @param start the request line and some headers
 * @param caller the lines that stay whole
 * @param end the other headers
 */
record Malformed(String start, String caller, String end, String body) {
  /** No state has this tag. */
  static final String NEVER = "\"never\"";

  private static final List<String> PIECES = List.of(
      "\0", "\r\n", "\n", "\r", " ", "\t", "%", "%00", "%2F", "%2e%2e/", "..", ";", "//", "\\", "?", "#", "&", "=",
      "\"", "\\ud800", "\\u0000", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e999", "1.5", "NaN",
      "99999999999999999999", "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f0\u009f\u0098\u0080",
      "HTTP/2.0", "HTTP/9.9", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "[".repeat(5000), "x".repeat(600));
  private static final List<String> HEADERS = List.of(
      "Content-Length: 5", "Content-Length: -1", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip",
      "Expect: 100-continue", "Expect: x", "Content-Type: text/plain; charset", "Content-Type: ; charset=",
      "Content-Type: application/json;charset=utf-16", "Content-Type: multipart/form-data",
      "Content-Encoding: gzip", "Host: evil", "Host: [",
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13",
      "X-HTTP-Method-Override: AFTER", "If-Match: \"\"", "If-Match: *", "If-None-Match: *",
      "If-None-Match: W/\"1\", \"", "If-Match: \"\u00ff\"",
      "If-Match: \"" + ",\"".repeat(900), "If-None-Match: " + "\"1\", ".repeat(900), "If-Unmodified-Since: x",
      "Cookie: a=\"", "Cookie: JSESSIONID=x", "Cookie: persist-session=", "Cookie: persist-session=\"x; $Path=/",
      "Cookie: persist-session=a; persist-session=b", "Cookie: =;;,;=" + "a=b; ".repeat(500),
      "Cookie: persist-session=\u00ff\u0000", "X-CSRF-Token: \u00ff", "Authorization: Bearer",
      "Authorization: Bearer " + "x".repeat(3000),
      "X-Correlation-Id: ", "X-Correlation-Id: \u00ff", "X-Correlation-Id: " + "x".repeat(65), "X-Signature-Time: -1",
      "X-Signature-Time: 99999999999", "X-Request-Id: \"",
      "Accept: text/html", "Accept: application/xml", "Accept: \"", "Accept-Charset: utf-7", "Range: bytes=9-1",
      "Origin: \u00ff", "Sec-Fetch-Site: ", "Authorization: Basic !", "X-Forwarded-Host: evil", "Forwarded: host=\"",
      ": x", "X", "X: " + "a".repeat(9000));

  /** Returns a request with {@code body} in one chunk or with its length. */
  static Malformed request(String line, String headers, String caller, String body, boolean chunked) {
    var length = body.getBytes(UTF_8).length;
    var start = line + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
    var condition = caller + "If-Match: " + NEVER + "\r\n";
    return chunked
        ? new Malformed(start, condition, "Transfer-Encoding: chunked\r\n\r\n",
            Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n")
        : new Malformed(start, condition, "Content-Length: " + length + "\r\n\r\n", body);
  }

  /** Breaks it anywhere, in one to four ways. It ends its connection. */
  byte[] broken(Random random) {
    var first = (start + "Connection: close\r\n").getBytes(ISO_8859_1);
    var last = (end + body).getBytes(UTF_8);
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (random.nextBoolean()) {
        first = random.nextInt(4) == 0 ? withHeader(first, random) : broken(first, random);
      } else {
        last = broken(last, random);
      }
    }
    return join(first, caller.getBytes(ISO_8859_1), last);
  }

  /** Breaks the body only, and sends its length. */
  byte[] brokenBody(Random random, boolean more) {
    var bytes = brokenBody(random);
    var head = start + (more ? "" : "Connection: close\r\n") + caller + "Content-Length: " + bytes.length + "\r\n\r\n";
    return join(head.getBytes(ISO_8859_1), bytes);
  }

  /** Returns a broken body. */
  byte[] brokenBody(Random random) {
    var bytes = body.getBytes(UTF_8);
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = broken(bytes, random);
    }
    return bytes;
  }

  private static byte[] broken(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + random.nextInt(12));
    var piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(ISO_8859_1);
    return switch (random.nextInt(6)) {
      case 0 -> splice(bytes, at, to, new byte[0]);
      case 1 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      case 2 -> splice(bytes, at, Math.min(bytes.length, at + 1), new byte[]{(byte) random.nextInt(256)});
      case 3 -> splice(bytes, at, to, piece);
      case 4 -> random.nextInt(4) == 0 ? splice(bytes, at, bytes.length, new byte[0]) : bytes;
      default -> splice(bytes, at, at, piece);
    };
  }

  /** Puts a header behind the request line. */
  private static byte[] withHeader(byte[] request, Random random) {
    int at = new String(request, ISO_8859_1).indexOf('\n') + 1;
    return splice(request, at, at, (HEADERS.get(random.nextInt(HEADERS.size())) + "\r\n").getBytes(ISO_8859_1));
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
    return join(Arrays.copyOf(bytes, from), with, Arrays.copyOfRange(bytes, to, bytes.length));
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
