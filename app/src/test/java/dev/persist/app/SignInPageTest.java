package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import com.sun.net.httpserver.HttpServer;
import dev.persist.app.web.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, the cookie and what other sites can do with it, in a browser. */
class SignInPageTest {
  private static final String YOGA = "/api/occurrences/yoga-friday";

  private static Chromium chromium;

  @TempDir private Path directory;

  private TestApp app;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void startBrowser() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void start() {
    app = TestApp.inMemory(directory);
    app.account("alice");
    context = chromium.browser.newContext();
    page = context.newPage();
    page.navigate(app.client.address() + "/access");
  }

  @AfterEach
  void stop() {
    context.close();
    app.close();
  }

  private void signIn(String user, String password) {
    page.getByLabel("User").fill(user);
    page.getByLabel("Password").fill(password);
    page.locator("main button").click();
  }

  private void signedInAs(String user) {
    assertThat(page.locator(".who")).containsText(user);
    assertThat(page.locator(".who")).containsText("Sign out");
    assertThat(page.locator("h1")).hasText("Access");
  }

  private void signedOut() {
    assertThat(page.locator(".who")).hasText("Sign in");
    assertThat(context.cookies()).noneMatch(it -> it.name.equals("persist-session"));
  }

  private Cookie cookie() {
    return context.cookies().stream().filter(it -> it.name.equals("persist-session")).findFirst().orElseThrow();
  }

  @Test
  void a_page_asks_to_sign_in_first_and_then_is_shown() {
    assertThat(page).hasURL(app.client.address() + "/sign-in?then=%2Faccess");
    signedOut();
    signIn("alice", "wrong password");
    assertThat(page.getByRole(AriaRole.ALERT)).hasText("there is no such user, or this is not the password");
    signedOut();
    signIn("alice", TestApp.PASSWORD);
    assertThat(page).hasURL(app.client.address() + "/access");
    signedInAs("alice");
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//evil.example", "/\\evil.example", "https://evil.example", ""})
  void nobody_is_led_to_another_site(String then) {
    page.navigate(app.client.address() + "/sign-in?then=" + URLEncoder.encode(then, UTF_8));
    signIn("alice", TestApp.PASSWORD);
    assertThat(page).hasURL(app.client.address() + "/");
  }

  @Test
  void a_reload_keeps_the_session_and_signing_out_ends_it() throws Exception {
    signIn("alice", TestApp.PASSWORD);
    signedInAs("alice");
    page.reload();
    signedInAs("alice");
    var token = cookie().value;
    page.getByText("Sign out").click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("You are signed out.");
    signedOut();
    page.reload();
    assertThat(page.getByRole(AriaRole.STATUS)).hasCount(0);
    signedOut();
    try (var old = app.client.as(token)) {
      assertThat(old.get("/api/session").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void no_script_reads_the_cookie() {
    signIn("alice", TestApp.PASSWORD);
    signedInAs("alice");
    assertThat(cookie().httpOnly).isTrue();
    assertThat(cookie().sameSite).isEqualTo(SameSiteAttribute.STRICT);
    assertThat(page.evaluate("document.cookie")).isEqualTo("");
    assertThat("" + page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))
        .isEqualTo("[{},{\"htmx-current-path-for-history\":\"/access\"}]");
  }

  @Test
  void a_script_without_the_token_of_the_session_changes_nothing() {
    signIn("admin", TestApp.PASSWORD);
    signedInAs("admin");
    var before = app.contents();
    var grant = """
        csrf => fetch('/api/acl/doc/grants', {method: 'POST', body: '{"principal":"bob"}', headers: {...csrf,
          'Content-Type': 'application/json'}}).then(answer => answer.status)""";
    assertThat(page.evaluate(grant, Map.of())).isEqualTo(403);
    assertThat(page.evaluate(grant, Map.of("X-CSRF-Token", "0".repeat(64)))).isEqualTo(403);
    assertThat(app.contents()).isEqualTo(before);
    page.navigate(app.client.address() + "/access/reports%2Fq3");
    page.getByLabel("Person").first().fill("ann");
    page.evaluate("document.querySelector('form[action$=grants] [name=csrf]').value = '0'");
    page.getByText("Grant", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("h1")).hasText("Forbidden");
    assertThat(app.contents()).isEqualTo(before);
    page.navigate(app.client.address() + "/access/reports%2Fq3");
    page.getByLabel("Person").first().fill("ann");
    page.getByText("Grant", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("ann may access reports/q3 now.");
    assertThat(app.contents()).isNotEqualTo(before);
  }

  /** From another site the browser leaves the cookie out; from another port of this one it sends it along. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void a_form_of_another_site_or_port_is_refused(String host) throws Exception {
    signIn("admin", TestApp.PASSWORD);
    signedInAs("admin");
    var before = app.contents();
    var form = """
        <form method="post" enctype="text/plain" action="%s/api/acl/app:admin/grants">
        <input name='{"principal":"mallory","x":"' value='"}'><button>win a prize</button></form>
        """.formatted(app.client.address());
    try (var evil = new Evil(form)) {
      page.navigate("http://" + host + ":" + evil.port());
      var answer = page.waitForResponse("**/grants", () -> page.locator("button").click());
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("cross-origin requests may only read");
    }
    assertThat(app.contents()).isEqualTo(before);
    page.navigate(app.client.address() + "/access");
    signedInAs("admin");
  }

  @Test
  void another_site_reads_nothing() throws Exception {
    signIn("admin", TestApp.PASSWORD);
    signedInAs("admin");
    try (var evil = new Evil("a page")) {
      for (var host : List.of("localhost", "127.0.0.1")) {
        page.navigate("http://" + host + ":" + evil.port());
        var read = "url => fetch(url, {credentials: 'include'}).then(answer => answer.text(), () => 'nothing')";
        assertThat(page.evaluate(read, app.client.address() + "/api/orders")).isEqualTo("nothing");
      }
    }
  }

  @Test
  void the_next_user_of_the_browser_sees_nothing_of_the_last_one() throws Exception {
    app.put(YOGA, "{\"title\":\"Yoga\",\"capacity\":3}");
    app.post(YOGA + "/bookings", "{\"actor\":\"zoe\"}");
    app.place("k", "zoe");
    signIn("admin", TestApp.PASSWORD);
    page.navigate(app.client.address() + "/bookings/yoga-friday");
    assertThat(page.locator(".seats")).containsText("zoe");
    page.navigate(app.client.address() + "/orders");
    assertThat(page.locator(".list")).containsText("zoe");
    page.getByText("Sign out").click();
    page.navigate(app.client.address() + "/orders");
    signIn("alice", TestApp.PASSWORD);
    assertThat(page.locator(".list")).containsText("There are no orders");
    page.goBack(); // to what the browser may have kept
    assertThat(page.locator("body")).not().containsText("zoe");
    page.navigate(app.client.address() + "/bookings/yoga-friday");
    assertThat(page.locator(".seats .taken")).hasCount(1);
    assertThat(page.locator(".seats")).not().containsText("zoe");
    assertThat(page.locator("main")).containsText("2 of 3 left");
    page.getByText("Book", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator(".seats .mine")).containsText("alice");
    try (var alice = new Client(app.client.address()).as(app.token("alice"))) {
      assertThat(alice.get(YOGA).body()).contains("alice").doesNotContain("zoe");
    }
  }

  /** A site of somebody else, with one page. */
  private static final class Evil implements AutoCloseable {
    private final HttpServer server;

    Evil(String html) throws IOException {
      this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> {
        var bytes = html.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
      });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
