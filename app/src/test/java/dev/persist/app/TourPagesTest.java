package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.persist.app.web.Client;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tour of the migrations, in a browser. */
class TourPagesTest {
  /** Whether no box is wider than the column it is in, which a wide screen would hide. */
  private static final String INSIDE = """
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth
        && [...document.querySelectorAll('.columns > *')].every(column => [...column.querySelectorAll('.card')]
          .every(card => card.getBoundingClientRect().right <= column.getBoundingClientRect().right + 1))""";

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

  /** Opens the tour of {@code example} in a browser of {@code user}, whose account it makes. */
  private static Page open(String user, String example, boolean scripts) {
    var page = chromium.signedIn(app, user, new Browser.NewContextOptions().setJavaScriptEnabled(scripts));
    page.navigate(app.client.address() + "/tour");
    page.locator("main").getByText(example, new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("h1")).hasText(example);
    return page;
  }

  private static void press(Page page, String button, String said) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText(said);
    assertThat((boolean) page.evaluate(INSIDE)).as("after \"" + said + "\", each box is inside the page").isTrue();
  }

  private static void serves(Page page, String version) {
    assertThat(page.locator("#now")).hasText("Now the " + version + " version answers");
  }

  @ParameterizedTest
  @CsvSource({"AccessControl, true, rocksdb", "AccessControl, false, memory", "Bookings, true, memory",
      "Bookings, false, rocksdb", "Ledger, true, rocksdb", "Ledger, false, memory"})
  void a_visitor_goes_the_whole_way_by_clicking(String example, boolean scripts, String engine) {
    var page = open(example + scripts, example, scripts);
    serves(page, "old");
    page.getByLabel("Into a store").selectOption(engine);
    press(page, "Import", "Step 2 of 7 is done: Import.");
    assertThat(page.locator("#import")).containsText("complete: true.");
    press(page, "Compare", "Step 3 of 7 is done: Parity.");
    assertThat(page.locator("#parity")).containsText("0 differences.");
    press(page, "Run both, with the fault", "Step 4 of 7 is done: Dual run with a fault.");
    assertThat(page.locator("#fault .differences > li")).hasCount(1);
    assertThat(page.locator("#fault")).containsText("A cut-over is refused.");
    press(page, "Remove the fault", "Step 5 of 7 is done: Mended.");
    assertThat(page.locator("#mended .differences")).hasCount(0);
    serves(page, "old");
    press(page, "Cut over", "Step 6 of 7 is done: Cut-over.");
    serves(page, "new");
    press(page, "Restart and roll back", "Step 7 of 7 is done: Roll-back.");
    serves(page, "old");
    assertThat(page.locator("#roll-back")).containsText("holds all that it held before it.");
    assertThat(page.locator("main")).containsText("That was the whole way");
    press(page, "Start over", "The tour begins again. Its store is removed.");
    assertThat(page.locator("#import button")).hasText("Import");
    page.context().close();
  }

  @Test
  void a_reload_shows_the_same_and_takes_no_step() {
    var page = open("reloader", "AccessControl", true);
    press(page, "Import", "Step 2 of 7 is done: Import.");
    press(page, "Compare", "Step 3 of 7 is done: Parity.");
    page.reload();
    var once = page.locator("main").innerHTML();
    assertThat(page.getByRole(AriaRole.STATUS)).hasCount(0);
    page.reload();
    assertThat(page.locator("main").innerHTML()).isEqualTo(once);
    assertThat(page.locator("#fault button")).isVisible();
    page.context().close();
  }

  @Test
  void a_second_tab_that_is_behind_is_told_so_and_does_no_harm() {
    var page = open("tabs", "Bookings", true);
    var behind = page.context().newPage();
    behind.navigate(page.url());
    press(page, "Import", "Step 2 of 7 is done: Import.");
    behind.getByText("Import", new Page.GetByTextOptions().setExact(true)).last().click();
    assertThat(behind.getByRole(AriaRole.ALERT))
        .hasText("\"Import\" is done already; this page shows what came of it.");
    press(behind, "Compare", "Step 3 of 7 is done: Parity.");
    press(page, "Start over", "The tour begins again. Its store is removed.");
    behind.getByText("Run both, with the fault").click();
    assertThat(behind.getByRole(AriaRole.ALERT))
        .hasText("\"Dual run with a fault\" comes later; \"Import\" is next.");
    page.context().close();
  }

  @Test
  void a_call_of_the_visitor_reaches_both_versions() {
    var page = open("caller", "AccessControl", true);
    page.getByLabel("Person").fill("zoe");
    press(page, "grant", "Grant[resource=talks/panel, principal=zoe] was answered true.");
    press(page, "Import", "Step 2 of 7 is done: Import.");
    assertThat(page.locator("main")).containsText("Calls wait during the import.");
    press(page, "Compare", "Step 3 of 7 is done: Parity.");
    press(page, "Run both, with the fault", "Step 4 of 7 is done: Dual run with a fault.");
    page.getByLabel("Person").fill("zoe");
    press(page, "revoke", "Revoke[resource=talks/panel, principal=zoe] was answered true.");
    assertThat(page.locator("section table").first()).not().containsText("zoe"); // the old version
    assertThat(page.locator("section table").nth(1)).containsText("zoe"); // the new one, which has the fault
    press(page, "Remove the fault", "Step 5 of 7 is done: Mended.");
    assertThat(page.locator("section table").nth(1)).not().containsText("zoe");
    page.context().close();
  }

  @Test
  void the_code_of_a_step_is_shown_and_its_link_leads_to_the_line() {
    var page = open("reader", "Ledger", true);
    press(page, "Import", "Step 2 of 7 is done: Import.");
    assertThat(page.locator("#import .source")).containsText("new Genesis(");
    page.locator("#import a").last().click();
    assertThat(page.locator("h1")).hasText("Openings.java");
    assertThat(page.locator("li:target")).containsText("public static Stream<Opening> of(");
    page.context().close();
  }

  @Test
  void each_user_has_a_tour_of_their_own() {
    var one = open("one", "Bookings", true);
    press(one, "Import", "Step 2 of 7 is done: Import.");
    var other = open("other", "Bookings", true);
    assertThat(other.locator("#import button")).hasText("Import");
    one.context().close();
    other.context().close();
  }

  @Test
  void what_no_form_has_is_refused_in_a_sentence() throws Exception {
    try (var ann = app.as("ann")) {
      for (var body : List.of("do=", "do=before", "do=import", "do=import&engine=oracle", "do=grant&thing=x&person=y",
          "do=grant&thing=venue%2Fkeys&person=%00")) {
        var answer = ann.call("POST", "/tour/acl", body, "Content-Type", "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).as(body).isEqualTo(303);
        assertThat(answer.headers().firstValue("Set-Cookie").orElse("")).as(body).startsWith("persist-said=L");
      }
      assertThat(ann.get("/tour/none").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void in_production_there_is_no_tour(@TempDir Path elsewhere) throws Exception {
    var config = Config.of(List.of("--port", "0", "--url", "memory:", "--blobs", "file:" + elsewhere, "--mode",
        "production", "--webhook-secret", "a secret", "--admin-password", TestApp.PASSWORD), Map.of());
    try (var production = new TestApp(config, new StoreModule(config))) {
      for (var answer : List.of(production.get("/tour"), production.get("/tour/acl"),
          production.post("/tour/acl", "do=again"))) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Client.json(answer).get("detail").stringValue()).contains("only there in a demo");
      }
    }
  }
}
