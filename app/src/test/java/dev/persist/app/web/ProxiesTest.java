package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.google.inject.Guice;
import io.javalin.config.RoutesConfig;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies, and those that pretend to be one, say about a request. */
class ProxiesTest {
  private static final Optional<URI> SHOP = Optional.of(URI.create("https://shop.example.org"));

  private static Exposure exposure(InetAddress host, Optional<URI> origin, Set<String> proxies) {
    return new Exposure(host, origin, proxies, 0, 0);
  }

  /** Tells a caller which address it has. */
  private static final class WhoRoutes implements Routes {
    private final Proxies proxies;

    @Inject
    WhoRoutes(Proxies proxies) {
      this.proxies = proxies;
    }

    @Override
    public void register(RoutesConfig routes) {
      routes.get("/who", ctx -> ctx.json(Map.of(
          "client", InetAddresses.toAddrString(proxies.client(ctx)), "counted", proxies.counted(ctx))),
          Permission.ANYONE);
    }
  }

  /** Serves it on an address of this machine. */
  private static final class Who implements AutoCloseable {
    private final WebServer server;
    private final Client client;

    Who(String host, String... proxies) {
      var exposure = exposure(InetAddresses.forString(host), Optional.empty(), Set.of(proxies));
      this.server = Guice
          .createInjector(
              new WebModule(new WebSettings(exposure, 0, List.of("secret"), false), List.of(WhoRoutes.class)),
              binder -> binder.bind(Gate.class).toInstance((ctx, permission) -> {}))
          .getInstance(WebServer.class);
      this.client = new Client(server.start());
    }

    /** Returns what the server thinks of a caller who sends these headers. */
    String ask(String field, String... headers) throws Exception {
      return Client.json(client.get("/who", headers)).get(field).stringValue();
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", value = {
      "203.0.113.7 | 203.0.113.7", // as the proxy was called
      "198.51.100.1, 203.0.113.7 | 203.0.113.7", // its caller sent the left one
      "127.0.0.1, 203.0.113.7 | 203.0.113.7", // even if it is the proxy's own address
      "203.0.113.7, 10.1.2.3 | 203.0.113.7", // through two proxies
      "198.51.100.1, 203.0.113.7, 10.1.2.3, 10.1.2.4 | 203.0.113.7",
      "10.1.2.3 | 10.1.2.3", // a proxy calls by itself
      "203.0.113.7:4711 | 203.0.113.7", "[2001:db8::7]:4711 | 2001:db8::7", "[2001:db8::7] | 2001:db8::7",
      "2001:db8::7 | 2001:db8::7", "::ffff:203.0.113.7 | 203.0.113.7", "203.0.113.7, fd00:0:0:0::1 | 203.0.113.7",
      "unknown | 127.0.0.1", "203.0.113.7, unknown | 127.0.0.1", "203.0.113.7, unknown, 10.1.2.3 | 10.1.2.3",
      "203.0.113.7, | 127.0.0.1", "203.0.113.7, 2130706433 | 127.0.0.1", "fe80::1%nothing | 127.0.0.1",
      "a.example | 127.0.0.1"
  })
  void the_client_is_the_right_most_address_that_is_no_trusted_proxy(String header, String client) throws Exception {
    try (var who = new Who("127.0.0.1", "127.0.0.1", "10.0.0.0/8", "fd00::1")) {
      assertThat(who.ask("client", "X-Forwarded-For", header)).isEqualTo(client);
    }
  }

  @Test
  void several_headers_are_one_list() throws Exception {
    try (var who = new Who("127.0.0.1", "127.0.0.1", "10.0.0.0/8")) {
      assertThat(who.ask("client", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-For", "203.0.113.7, 10.0.0.1",
          "X-Forwarded-For", "10.0.0.2")).isEqualTo("203.0.113.7");
      assertThat(who.ask("client", "X-Forwarded-For", "203.0.113.7", "X-Forwarded-For", "198.51.100.1"))
          .isEqualTo("198.51.100.1");
      assertThat(who.ask("client")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void nobody_else_is_believed() throws Exception {
    try (var who = new Who("127.0.0.1", "10.0.0.0/8"); var trusting = new Who("127.0.0.1")) {
      for (var server : List.of(who, trusting)) {
        assertThat(server.ask("client", "X-Forwarded-For", "203.0.113.7")).isEqualTo("127.0.0.1");
        assertThat(server.ask("client", "X-Forwarded-For", "203.0.113.7, 10.0.0.1", "Forwarded", "for=203.0.113.7",
            "X-Real-IP", "203.0.113.7", "X-Forwarded-Host", "evil.example")).isEqualTo("127.0.0.1");
      }
    }
  }

  @Test
  void a_caller_with_ipv6_is_known_by_its_address_and_counted_by_its_network() throws Exception {
    try (var direct = new Who("::1"); var proxied = new Who("::1", "::1")) {
      assertThat(direct.client.address()).startsWith("http://[::1]:");
      assertThat(direct.ask("client", "X-Forwarded-For", "203.0.113.7")).isEqualTo("::1");
      assertThat(proxied.ask("client", "X-Forwarded-For", "203.0.113.7")).isEqualTo("203.0.113.7");
      var one = proxied.ask("counted", "X-Forwarded-For", "2001:db8::7");
      assertThat(proxied.ask("counted", "X-Forwarded-For", "2001:db8::ffff:0:0:8")).isEqualTo(one);
      assertThat(proxied.ask("counted", "X-Forwarded-For", "2001:db8:0:1::7")).isNotEqualTo(one);
      assertThat(proxied.ask("counted", "X-Forwarded-For", "203.0.113.7")).isEqualTo("203.0.113.7");
    }
  }

  private static int status(ExampleServer server, String method, String host, String headers) throws Exception {
    var answer = server.raw(method + " /api/orders/o-1 HTTP/1.1\r\nHost: " + host
        + "\r\nConnection: close\r\nContent-Length: 0\r\n" + headers + "\r\n");
    return Integer.parseInt(answer.substring(9, 12));
  }

  @ParameterizedTest
  @CsvSource({"shop.example.org, 200", "SHOP.example.org:443, 200", "localhost, 200", "evil.example, 421",
      "shop.example.org.evil.example, 421", "www.shop.example.org, 421", "10.0.0.1, 421"})
  void the_public_origin_is_served_too(String host, int status) throws Exception {
    try (var server = new ExampleServer(exposure(Exposure.LOCAL.host(), SHOP, Set.of()))) {
      assertThat(status(server, "GET", host, "")).isEqualTo(status);
    }
  }

  @Test
  void on_every_address_of_the_machine_each_is_served_and_no_name() throws Exception {
    try (var server = new ExampleServer(exposure(InetAddresses.forString("::"), Optional.empty(), Set.of()))) {
      assertThat(server.uri.getHost()).isEqualTo("[::]");
      var addresses = NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .map(address -> InetAddresses.toUriString(address).replaceFirst("%\\w+", "")) // without its interface
          .toList();
      assertThat(addresses).isNotEmpty();
      for (var own : addresses) {
        try (var client = new Client("http://" + own + ":" + server.uri.getPort())) {
          assertThat(client.get("/api/orders/o-1").statusCode()).as(own).isEqualTo(200);
          for (var other : List.of("evil.example", "203.0.113.1", "[2001:db8::1]")) {
            var request = "GET / HTTP/1.1\r\nHost: " + other + "\r\nConnection: close\r\n\r\n";
            assertThat(client.raw(request.getBytes(ISO_8859_1))).as(other).startsWith("HTTP/1.1 421");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"https://shop.example.org, 201", "https://SHOP.example.org, 201", "http://shop.example.org, 403",
      "https://shop.example.org:8443, 403", "https://shop.example.org.evil.example, 403", "http://localhost:7070, 403",
      "null, 403"})
  void behind_a_proxy_only_the_public_origin_may_change_anything(String origin, int status) throws Exception {
    try (var server = new ExampleServer(exposure(Exposure.LOCAL.host(), SHOP, Set.of("127.0.0.1")))) {
      for (var host : List.of("shop.example.org", "localhost:7070")) { // a proxy passes the Host on, or sets its own
        assertThat(status(server, "PUT", host, "Origin: " + origin + "\r\n")).as(host).isEqualTo(status);
      }
      assertThat(status(server, "PUT", "shop.example.org", "Sec-Fetch-Site: same-site\r\nOrigin: " + origin + "\r\n"))
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "HTTP", "http, https"})
  void with_https_a_request_that_the_proxy_took_over_http_is_refused(String proto) throws Exception {
    var header = "X-Forwarded-Proto: " + proto + "\r\n";
    try (var server = new ExampleServer(exposure(Exposure.LOCAL.host(), SHOP, Set.of("127.0.0.1")))) {
      assertThat(status(server, "GET", "shop.example.org", header)).isEqualTo(421);
      assertThat(status(server, "GET", "shop.example.org", "X-Forwarded-Proto: https\r\n")).isEqualTo(200);
      assertThat(status(server, "GET", "shop.example.org", "")).isEqualTo(200);
    }
    try (var server = new ExampleServer(exposure(Exposure.LOCAL.host(), SHOP, Set.of("10.0.0.1")))) {
      assertThat(status(server, "GET", "shop.example.org", header)).as("from nobody whom it trusts").isEqualTo(200);
    }
    var plain = Optional.of(URI.create("http://shop.example.org"));
    try (var server = new ExampleServer(exposure(Exposure.LOCAL.host(), plain, Set.of("127.0.0.1")))) {
      assertThat(status(server, "GET", "shop.example.org", header)).as("without https").isEqualTo(200);
    }
  }
}
