package dev.persist.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many requests the address of a client may make. */
class LimitsTest {
  private volatile Instant now = Instant.parse("2026-01-31T09:00:00Z");

  private ExampleServer server(int addressLimit, String... proxies) {
    var exposure = new Exposure(Exposure.LOCAL.host(), Optional.empty(), Set.of(proxies), addressLimit, 0);
    return new ExampleServer(new WebSettings(exposure, 0, List.of("secret"), false), () -> now);
  }

  @Test
  void a_minutes_requests_may_come_at_once_and_then_as_many_a_minute() throws Exception {
    try (var server = server(3)) {
      for (var i = 0; i < 3; i++) {
        assertThat(server.get("/api/page").statusCode()).isEqualTo(200);
      }
      var refused = server.get("/api/page");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("21");
      assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(refused.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(refused.body()).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429,"
          + "\"detail\":\"there were too many requests from this address; wait 21 seconds\"}");
      now = now.plus(Duration.ofSeconds(20));
      assertThat(server.get("/api/page").statusCode()).isEqualTo(200);
      assertThat(server.get("/api/page").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void every_request_counts_and_every_one_is_refused() throws Exception {
    try (var server = server(8)) {
      assertThat(everything(server)).doesNotContain(429).hasSize(8);
      assertThat(everything(server)).containsOnly(429);
    }
  }

  private static List<Integer> everything(ExampleServer server) throws Exception {
    return List.of(server.get("/api/page").statusCode(),
        server.get("/api/nothing").statusCode(),
        server.get("/api/boom").statusCode(),
        server.get("/api/page?limit=x").statusCode(),
        server.call("HEAD", "/api/page", "").statusCode(),
        server.call("OPTIONS", "/api/orders", "").statusCode(),
        server.call("POST", "/api/orders", "{").statusCode(),
        server.call("POST", "/api/page", "{}").statusCode());
  }

  private static int status(ExampleServer server, String forwardedFor) throws Exception {
    return server.get("/api/page", "X-Forwarded-For", forwardedFor).statusCode();
  }

  @Test
  void an_address_that_is_made_up_gives_no_more_requests() throws Exception {
    try (var server = server(1, "10.0.0.0/8")) {
      assertThat(status(server, "203.0.113.1")).isEqualTo(200);
      assertThat(status(server, "203.0.113.2")).isEqualTo(429);
      assertThat(status(server, "10.0.0.1")).isEqualTo(429);
    }
  }

  @Test
  void behind_a_trusted_proxy_each_client_has_its_own() throws Exception {
    try (var server = server(1, "127.0.0.1")) {
      assertThat(status(server, "203.0.113.1")).isEqualTo(200);
      assertThat(status(server, "203.0.113.2")).isEqualTo(200);
      assertThat(status(server, "198.51.100.1, 203.0.113.1")).isEqualTo(429);
      assertThat(status(server, "2001:db8::1")).isEqualTo(200);
      assertThat(status(server, "2001:db8::2")).isEqualTo(429);
      assertThat(status(server, "2001:db8:0:1::1")).isEqualTo(200);
    }
  }
}
