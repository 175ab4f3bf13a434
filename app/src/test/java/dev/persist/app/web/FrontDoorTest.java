package dev.persist.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontDoorTest {
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
  void every_answer_carries_the_security_headers() throws Exception {
    for (var path : new String[]{"/api/page", "/nothing", "/api/boom"}) {
      var headers = example.get(path).headers();
      assertThat(headers.firstValue("Content-Security-Policy").orElse("")).contains("frame-ancestors 'none'");
      assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
      assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
    }
  }

  @ParameterizedTest
  @CsvSource({
      "localhost, 200", "localhost:7070, 200", "127.0.0.1:80, 200", "[::1]:7070, 200", "LOCALHOST, 200",
      "evil.example, 421", "127.0.0.1.evil.example, 421", "localhost.evil.example, 421",
      "0.0.0.0, 421", "192.168.0.1, 421"
  })
  void only_loopback_hosts_are_served(String host, int status) throws Exception {
    assertThat(example.raw("GET /api/page HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void the_host_of_an_absolute_target_counts() throws Exception {
    assertThat(example.raw("GET http://evil.example/api/page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
      "POST, -, -, 400", "POST, http://localhost:7070, -, 400", "POST, http://evil.example, -, 403",
      "POST, null, -, 403", "POST, http://localhost:9999, -, 403", "POST, -, cross-site, 403",
      "POST, -, same-site, 403", "POST, -, same-origin, 400", "POST, -, none, 400",
      "POST, http://localhost:7070, cross-site, 403", "DELETE, http://evil.example, -, 403",
      "GET, http://evil.example, cross-site, 405"
  })
  void other_origins_may_only_read(String method, String origin, String site, int status) throws Exception {
    var request = method + " /api/orders HTTP/1.1\r\nHost: localhost:7070\r\nConnection: close\r\nContent-Length: 0\r\n"
        + (origin == null ? "" : "Origin: " + origin + "\r\n")
        + (site == null ? "" : "Sec-Fetch-Site: " + site + "\r\n") + "\r\n";
    assertThat(example.raw(request)).startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @CsvSource({"BEFORE", "AFTER", "BEFORE_MATCHED", "AFTER_MATCHED", "get", "FOO", "TRACE", "CONNECT", "QUERY"})
  void odd_methods_are_refused(String method) throws Exception {
    assertThat(example.raw(method + " /api/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
  }

  @Test
  void the_method_cannot_be_overridden() throws Exception {
    assertThat(example.get("/api/orders", "X-HTTP-Method-Override", "POST").statusCode()).isEqualTo(400);
  }
}
