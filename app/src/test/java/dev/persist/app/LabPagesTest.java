package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.persist.app.web.Client;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab, in a browser. */
class LabPagesTest {
  @TempDir private static Path directory;

  private static Chromium chromium;
  private static TestApp app;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    app = TestApp.inMemory(directory);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      app.close();
    }
  }

  /** Opens an experiment in a browser of {@code user}, whose account it makes. */
  private static Page open(String user, String title, boolean scripts) {
    var page = chromium.signedIn(app, user, new Browser.NewContextOptions().setJavaScriptEnabled(scripts));
    page.navigate(app.client.address() + "/lab");
    page.locator("main h2").getByText(title).click();
    assertThat(page.locator("h1")).hasText(title);
    return page;
  }

  private static void run(Page page) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run it")).click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("The experiment has begun.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite", "memory"})
  void an_experiment_runs_to_its_end_under_the_eyes_of_the_visitor(String engine) {
    var page = open("watcher-" + engine, "A race for the last seats", true);
    page.getByLabel("Store").selectOption(engine);
    page.getByLabel("People who book").fill("7");
    page.getByLabel("Seats").fill("3");
    run(page);
    assertThat(page.locator("#now h2").first()).hasText("It has ended"); // and nobody has loaded the page again
    assertThat(page.locator("#now ol").first()).containsText("All book on persist.");
    assertThat(page.locator(".columns .card").first()).containsText("7 people were told that they have one.");
    assertThat(page.locator(".columns .card").first().locator("dd.bad")).hasText("4");
    assertThat(page.locator(".columns .card").last()).containsText("3 people were told that they have one.");
    assertThat(page.locator(".columns .card").last().locator("dd.bad")).hasCount(0);
    assertThat(page.locator(".columns .card").last()).containsText("The conflict: ");
    assertThat(page.locator(".columns .card").last().locator(".interleaving .bad")).hasCount(1);
    assertThat(page.getByLabel("Store")).hasValue(engine);
    assertThat(page.getByLabel("People who book")).hasValue("7");
    page.locator(".columns .card").last().locator("a").last().click();
    assertThat(page.locator("li:target")).containsText("var decided = rosters.on(");
    page.context().close();
  }

  @Test
  void each_step_is_shown_as_it_happens_and_a_second_run_has_to_wait() {
    var page = open("impatient", "A process that freezes, and wakes up too late", true);
    page.getByLabel("Store").selectOption("memory");
    run(page);
    assertThat(page.locator("#now h2").first()).hasText("It is running");
    assertThat(page.locator("#now ol").first()).containsText("It has the lease, for 2 s at a time.");
    assertThat(page.locator("#now h2").first()).hasText("It is running");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run it")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("is still running. Start another one when it has ended.");
    page.reload(); // in the middle
    assertThat(page.locator("#now h2").first()).hasText("It has ended");
    assertThat(page.locator(".columns .card").last()).containsText("Another took over");
    page.context().close();
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 320", "DARK, 1200"})
  void a_result_fits_a_narrow_screen_and_a_wide_one_and_axe_finds_nothing(ColorScheme scheme, int width) {
    var page = open("reader-" + scheme, "A race for the last seats", true);
    run(page);
    assertThat(page.locator(".columns .card")).hasCount(2);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    PagesTest.assertFits(page, page.url(), width);
    page.context().close();
  }

  @Test
  void it_works_without_scripts() {
    var page = open("reader", "A race for the last seats", false);
    run(page);
    var again = page.getByText("Show what there is by now");
    while (again.count() > 0) {
      page.navigate(URI.create(page.url()).resolve(again.getAttribute("href")).toString()); // a click would not wait for it
    }
    assertThat(page.locator("#now h2").first()).hasText("It has ended");
    assertThat(page.locator(".columns .card").first()).containsText("20 people were told that they have one.");
    page.reload();
    assertThat(page.getByRole(AriaRole.STATUS)).hasCount(0);
    assertThat(page.locator(".columns .card")).hasCount(2);
    page.locator(".crumbs a").click();
    assertThat(page.locator(".tiles .card").first())
        .containsText("The map: There were 10 seats, and 20 people were told");
    assertThat(page.locator(".tiles .card").nth(1)).containsText("You have not run it yet.");
    page.context().close();
  }

  @Test
  void each_visitor_sees_only_their_own_runs() {
    var one = open("one", "A race for the last seats", true);
    var other = open("other", "A race for the last seats", true);
    run(one);
    assertThat(one.locator(".columns .card")).hasCount(2);
    other.reload();
    assertThat(other.locator(".columns .card")).hasCount(0);
    run(other);
    assertThat(other.locator(".columns .card")).hasCount(2);
    one.context().close();
    other.context().close();
  }

  @Test
  void a_value_that_no_form_has_is_refused_in_a_sentence() throws Exception {
    try (var ann = app.as("ann")) {
      for (var bad : Map.of("engine=oracle&racers=2&seats=1", "engine must be one of [rocksdb, sqlite, memory]",
          "engine=memory&racers=101&seats=1", "racers must be", "engine=memory&racers=2&seats=many",
          "seats must be a whole number", "engine=memory&racers=2", "seats must be a whole number").entrySet()) {
        var answer = ann.call("POST", "/lab/race", bad.getKey(), "Content-Type", "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).as(bad.getKey()).isEqualTo(303);
        assertThat(said(answer.headers().firstValue("Set-Cookie").orElse(""))).startsWith("-" + bad.getValue());
      }
      assertThat(ann.get("/lab/none").statusCode()).isEqualTo(404);
    }
  }

  private static String said(String cookie) {
    var value = cookie.replaceFirst("persist-said=([^;]*).*", "$1");
    return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
  }

  @Test
  void in_production_there_is_no_lab(@TempDir Path elsewhere) throws Exception {
    var config = Config.of(List.of("--port", "0", "--url", "memory:", "--blobs", "file:" + elsewhere, "--mode",
        "production", "--webhook-secret", "a secret", "--admin-password", TestApp.PASSWORD), Map.of());
    try (var production = new TestApp(config, new StoreModule(config))) {
      for (var answer : List.of(production.get("/lab"), production.get("/lab/race"),
          production.client.get("/lab/race/live", "Accept", "text/event-stream"),
          production.post("/lab/race", "engine=memory&racers=2&seats=1"))) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Client.json(answer).get("detail").stringValue()).contains("only there in a demo");
      }
    }
  }
}
