package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, sessions and cookies. */
class SignInTest {
  @TempDir private Path directory;

  private TestApp app;
  private Client nobody;

  @BeforeEach
  void start() {
    app = new TestApp(directory);
    nobody = app.client.signedOut();
  }

  @AfterEach
  void stop() {
    nobody.close();
    app.close();
  }

  private HttpResponse<String> signIn(String user, String password, String... headers) throws Exception {
    return nobody.call("POST", "/api/session", "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(user, password),
        headers);
  }

  @Test
  void a_session_lasts_until_its_user_signs_out() throws Exception {
    var answer = signIn("admin", TestApp.PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).propertyNames()).containsExactly("token", "expiresAt");
    try (var admin = nobody.as(json(answer).get("token").stringValue())) {
      assertThat(admin.get("/api/session").body()).startsWith("{\"user\":\"admin\",\"admin\":true,");
      assertThat(admin.call("DELETE", "/api/session", "").statusCode()).isEqualTo(204);
      assertThat(admin.get("/api/session").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void a_token_and_a_password_are_nowhere_in_the_store() throws Exception {
    var token = json(signIn("admin", TestApp.PASSWORD)).get("token").stringValue();
    assertThat(app.contents()).contains("session/", "$argon2id$v=19$m=19456,t=2,p=1$")
        .doesNotContain(token, TestApp.PASSWORD);
  }

  @Test
  void an_unknown_user_is_answered_as_a_wrong_password_is() throws Exception {
    var unknown = signIn("nobody", TestApp.PASSWORD);
    var wrong = signIn("admin", "wrong password");
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void a_user_whose_name_is_too_long_to_be_stored_is_named() throws Exception {
    var refused = signIn("\u20ac".repeat(67), TestApp.PASSWORD);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").stringValue()).isEqualTo("user");
    assertThat(signIn("\u20ac".repeat(66), TestApp.PASSWORD).statusCode()).isEqualTo(401);
  }

  @Test
  void after_ten_tries_a_user_has_to_wait_and_others_do_not() throws Exception {
    app.account("ann");
    for (var i = 0; i < 10; i++) {
      assertThat(signIn("ann", "wrong password").statusCode()).isEqualTo(401);
      signIn("admin", TestApp.PASSWORD); // so that the address is free again
    }
    var refused = signIn("ann", TestApp.PASSWORD);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 31L);
    assertThat(signIn("admin", TestApp.PASSWORD).statusCode()).isEqualTo(201);
  }

  @Test
  void an_address_that_tries_many_users_has_to_wait() throws Exception {
    for (var i = 0; i < 10; i++) {
      assertThat(signIn("user" + i, "wrong password").statusCode()).isEqualTo(401);
    }
    assertThat(signIn("user11", "wrong password").statusCode()).isEqualTo(429);
  }

  @Test
  void an_address_that_is_made_up_gives_no_more_tries() throws Exception {
    for (var i = 0; i < 10; i++) {
      assertThat(signIn("user" + i, "wrong password", "X-Forwarded-For", "203.0.113." + i).statusCode()).isEqualTo(401);
    }
    assertThat(signIn("user11", "wrong password", "X-Forwarded-For", "203.0.113.99").statusCode()).isEqualTo(429);
  }

  @Test
  void behind_a_trusted_proxy_each_client_has_its_own_tries() throws Exception {
    var config = Config.of(List.of("--port", "0", "--url", "memory:", "--blobs", "file:" + directory.resolve("other"),
        "--proxies", "127.0.0.1"), Map.of());
    try (var shop = new TestApp(config, new StoreModule(config)); var proxy = new Client(shop.client.address())) {
      var forged = "198.51.100.%d, 203.0.113.7"; // the client sent the left one
      for (var i = 0; i < 10; i++) {
        assertThat(tries(proxy, "user" + i, forged.formatted(i))).isEqualTo(401);
        assertThat(tries(proxy, "ipv6" + i, "2001:db8::" + i)).isEqualTo(401);
      }
      assertThat(tries(proxy, "user11", forged.formatted(99))).isEqualTo(429);
      assertThat(tries(proxy, "user11", "203.0.113.7, 203.0.113.8")).isEqualTo(401);
      assertThat(tries(proxy, "user12", "2001:db8::ffff")).as("of the same network").isEqualTo(429);
      assertThat(tries(proxy, "user12", "2001:db8:0:1::1")).isEqualTo(401);
    }
  }

  private static int tries(Client client, String user, String forwardedFor) throws Exception {
    var body = "{\"user\":\"%s\",\"password\":\"wrong password\"}".formatted(user);
    return client.call("POST", "/api/session", body, "X-Forwarded-For", forwardedFor).statusCode();
  }

  @Test
  void a_new_password_ends_all_sessions() throws Exception {
    app.account("ann");
    try (var one = nobody.as("ann", TestApp.PASSWORD); var other = nobody.as("ann", TestApp.PASSWORD)) {
      var change = "{\"password\":\"%s\",\"newPassword\":\"%s\"}";
      assertThat(one.call("PUT", "/api/password", change.formatted("wrong password", "a new one")).statusCode())
          .isEqualTo(403);
      assertThat(one.call("PUT", "/api/password", change.formatted(TestApp.PASSWORD, "short")).statusCode())
          .isEqualTo(400);
      assertThat(other.get("/api/session").statusCode()).isEqualTo(200);
      assertThat(one.call("PUT", "/api/password", change.formatted(TestApp.PASSWORD, "a new one")).statusCode())
          .isEqualTo(204);
      assertThat(one.get("/api/session").statusCode()).isEqualTo(401);
      assertThat(other.get("/api/session").statusCode()).isEqualTo(401);
    }
    assertThat(signIn("ann", TestApp.PASSWORD).statusCode()).isEqualTo(401);
    assertThat(signIn("ann", "a new one").statusCode()).isEqualTo(201);
  }

  @Test
  void a_cookie_signs_in_and_needs_the_csrf_token_to_change_anything() throws Exception {
    var set = signIn("admin", TestApp.PASSWORD).headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(List.of(set.split("; "))).contains("HttpOnly", "SameSite=Strict", "Path=/");
    var cookie = set.split(";", 2)[0];
    var csrf = json(nobody.get("/api/session", "Cookie", cookie)).get("csrf").stringValue();
    var grant = "{\"principal\":\"ann\"}";
    var before = app.contents();
    assertThat(nobody.call("POST", "/api/acl/doc/grants", grant, "Cookie", cookie).statusCode()).isEqualTo(403);
    assertThat(nobody.call("POST", "/api/acl/doc/grants", grant, "Cookie", cookie, "X-CSRF-Token", "x").statusCode())
        .isEqualTo(403);
    assertThat(app.contents()).isEqualTo(before);
    assertThat(nobody.call("POST", "/api/acl/doc/grants", grant, "Cookie", cookie, "X-CSRF-Token", csrf).statusCode())
        .isEqualTo(201);
  }

  @Test
  void without_https_the_cookie_is_as_it_was() throws Exception {
    var set = signIn("admin", TestApp.PASSWORD).headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set).matches("persist-session=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict");
  }

  @Test
  void with_https_the_cookie_is_of_this_host_only_and_goes_over_https_only() throws Exception {
    var config = Config.of(List.of("--port", "0", "--url", "memory:", "--blobs", "file:" + directory.resolve("other"),
        "--mode", "production", "--webhook-secret", "of our own", "--admin-password", TestApp.PASSWORD, "--origin",
        "https://shop.example.org"), Map.of());
    try (var shop = new TestApp(config, new StoreModule(config)); var page = new Client(shop.client.address())) {
      var body = "{\"user\":\"admin\",\"password\":\"%s\"}".formatted(TestApp.PASSWORD);
      var set = page.call("POST", "/api/session", body).headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(set).matches("__Host-persist-session=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict");
      var cookie = set.split(";", 2)[0];
      var session = page.get("/api/session", "Cookie", cookie);
      assertThat(session.statusCode()).isEqualTo(200);
      assertThat(page.get("/api/session", "Cookie", cookie.replace("__Host-", "")).statusCode()).isEqualTo(401);
      var removed = page.call("DELETE", "/api/session", "", "Cookie", cookie, "X-CSRF-Token",
          json(session).get("csrf").stringValue());
      assertThat(removed.statusCode()).isEqualTo(204);
      assertThat(removed.headers().firstValue("Set-Cookie")).hasValue("__Host-persist-session=; Path=/; "
          + "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; HttpOnly; SameSite=Strict");
    }
  }

  @Test
  void signing_in_again_ends_the_session_of_the_browser() throws Exception {
    var first = signIn("admin", TestApp.PASSWORD).headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    var second = signIn("admin", TestApp.PASSWORD, "Cookie", first).headers()
        .firstValue("Set-Cookie")
        .orElseThrow()
        .split(";", 2)[0];
    assertThat(second).isNotEqualTo(first);
    assertThat(nobody.get("/api/session", "Cookie", first).statusCode()).isEqualTo(401);
    assertThat(nobody.get("/api/session", "Cookie", second).statusCode()).isEqualTo(200);
  }

  @Test
  void who_grants_is_in_the_event() throws Exception {
    app.account("ann");
    app.post("/api/acl/acl:doc/grants", "{\"principal\":\"ann\"}");
    try (var ann = nobody.as(app.token("ann"))) {
      var event = json(ann.call("POST", "/api/acl/doc/grants", "{\"principal\":\"bob\"}"));
      assertThat(event.get("data").get("by").stringValue()).isEqualTo("ann");
    }
  }

  @Test
  void what_is_no_resource_is_403_to_a_user_and_400_to_an_admin() throws Exception {
    app.account("ann");
    try (var ann = nobody.as(app.token("ann"))) {
      for (var name : List.of("a%2F%2Fb", "..%2Fb", "%2F", "a%2F.".repeat(40), "x".repeat(600))) {
        var grants = "/api/acl/" + name + "/grants";
        assertThat(ann.call("POST", grants, "{\"principal\":\"bob\"}").statusCode()).as(name).isEqualTo(403);
        assertThat(app.post(grants, "{\"principal\":\"bob\"}").statusCode()).as(name).isEqualTo(400);
      }
    }
  }

  @Test
  void a_bad_token_is_401_and_says_how_to_get_one() throws Exception {
    for (var authorization : Set.of("Bearer ", "Bearer none", "Basic YWRtaW46", "x")) {
      var refused = nobody.get("/api/ledger", "Authorization", authorization);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(json(refused).get("detail").stringValue()).contains("POST /api/session");
    }
  }
}
