package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import dev.persist.Persist;
import dev.persist.app.demo.Grades;
import dev.persist.app.world.World;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a browser, on the conference that a demo begins with. */
class PagesTest {
  private static final List<String> PAGES = List.of("/", "/sign-in", "/access", "/access/talks%2Fpanel",
      "/access/talks%2Fpanel?person=carol", "/people/carol", "/bookings", "/bookings/keynote", "/orders", "/tour",
      "/tour/bookings", "/lab", "/lab/webhooks", "/lab/frozen-runner", "/workshop", "/inspect", "/inspect/streams",
      "/inspect/streams/occurrence%2Fkeynote", "/inspect/streams/ledger?from=1&to=3",
      "/inspect/lanes?streams=occurrence%2Fkeynote,ledger,none", "/inspect/keys", "/inspect/views",
      "/inspect/subscriptions", "/api", "/orders/none", "/source/docs/guide/streams.md", "/source/docs/performance.md",
      "/source/example-acl/README.md");

  private static final String AXE = resource("/axe.min.js");
  private static final String FINDINGS = """
      async () => (await axe.run()).violations.filter(it => it.impact !== 'minor')
        .map(it => it.id + ': ' + it.nodes.map(node => node.html).join(' '))""";

  @TempDir private static Path directory;

  private static Chromium chromium;
  private static TestApp app;

  @BeforeAll
  static void start() throws InterruptedException {
    chromium = Chromium.start();
    app = TestApp.inMemory(directory, binder -> binder.bind(Grades.Place.class).toInstance(WorkshopPageTest.FAILED));
    app.account("alice");
    app.account("bob");
    app.account("visitor");
    app.injector.getInstance(World.class).make(Instant.now());
    stopASubscription();
  }

  /** So that the page of subscriptions has all that it can have. */
  private static void stopASubscription() throws InterruptedException {
    var letters = app.injector.getInstance(Persist.class).subscription("letters", "ledger");
    try (var runner = letters.each(InstantSource.system(), (event, commit) -> {
      throw new IOException("no network");
    })) {
      runner.catchUp();
    }
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      app.close();
    }
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(PagesTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a browser of {@code user}, who has signed in. */
  private static Page browser(String user, Browser.NewContextOptions options) {
    var page = chromium.signedIn(app, user, options);
    page.navigate(app.client.address() + "/");
    return page;
  }

  private static Browser.NewContextOptions options() {
    return new Browser.NewContextOptions();
  }

  /** What fits depends on the width, and what can be read on the colours. Two of the four pairs have each of both. */
  @ParameterizedTest
  @CsvSource({"LIGHT, 320", "DARK, 1200"})
  void each_page_fits_a_narrow_screen_and_a_wide_one_and_axe_finds_nothing(ColorScheme scheme, int width) {
    var page = browser("admin", options().setColorScheme(scheme));
    for (var path : PAGES) {
      assertFits(page, app.client.address() + path, width);
    }
    page.context().close();
  }

  /** Looks at the page at {@code url} on a screen that is {@code width} pixels wide. */
  static void assertFits(Page page, String url, int width) {
    page.setViewportSize(width, 800);
    page.navigate(url);
    page.evaluate("document.querySelectorAll('.card > details').forEach(it => it.open = true)");
    page.evaluate(AXE);
    assertThat((List<?>) page.evaluate(FINDINGS)).as("%s at a width of %d", url, width).isEmpty();
    assertThat((int) page.evaluate("document.documentElement.scrollWidth")).as(url).isLessThanOrEqualTo(width);
  }

  @Test
  void a_seat_is_booked_by_the_keyboard_alone() {
    var page = browser("visitor", options());
    page.navigate(app.client.address() + "/bookings");
    focus(page, page.getByText("Dinner by the river"));
    page.keyboard().press("Enter");
    var button = page.getByText("Book", new Page.GetByTextOptions().setExact(true));
    focus(page, button);
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.STATUS)).hasText(Pattern.compile("Seat \\d+ is booked for visitor[.]"));
    assertThat(page.locator(".seats .mine")).containsText("visitor");
    page.context().close();
  }

  /** Presses the tabulator until {@code wanted} has the focus. */
  private static void focus(Page page, Locator wanted) {
    for (var i = 0; i < 100; i++) {
      page.keyboard().press("Tab");
      if ((boolean) wanted.evaluate("it => it === document.activeElement")) {
        return;
      }
    }
    throw new AssertionError("the tabulator does not reach it");
  }

  @Test
  void all_works_without_scripts() {
    var page = browser("alice", options().setJavaScriptEnabled(false));
    page.navigate(app.client.address() + "/bookings/keynote");
    assertThat(page.locator("main")).containsText("You have seat 1.");
    page.getByText("Give it back").click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("Seat 1 is given back. It went to the next who waited.");
    page.getByText("Book, or wait").click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText(Pattern.compile("alice is number \\d on the waiting list[.]"));
    page.reload();
    assertThat(page.getByRole(AriaRole.STATUS)).hasCount(0);
    page.context().close();
  }

  @Test
  void an_order_is_placed_once_however_often_its_form_is_sent_and_goes_its_way() {
    var page = browser("admin", options());
    page.navigate(app.client.address() + "/orders");
    var key = page.locator("form [name=key]").inputValue();
    for (var said : List.of("The order is placed.", "That was done before, under the same key. Nothing was written.")) {
      page.navigate(app.client.address() + "/orders");
      page.evaluate("key => document.querySelector('form [name=key]').value = key", key);
      page.getByLabel("Customer").fill("bob");
      page.getByLabel("Item").fill("tea");
      page.getByLabel("Price").fill("4.50");
      page.getByText("Place", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.getByRole(AriaRole.STATUS)).hasText(said);
      assertThat(page.locator("tfoot")).containsText("4.50 GBP");
    }
    press(page, "Pay at the counter", "The order is paid.");
    page.getByLabel("Amount").fill("1.20");
    press(page, "Pay back", "The money is paid back.");
    assertThat(page.locator("main")).containsText("Paid 4.50 GBP, paid back 1.20 GBP.");
    press(page, "Send", "The order is sent.");
    page.getByLabel("Amount").fill("100");
    page.getByText("Pay back", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
    assertThat(page.locator("main")).containsText("paid back 1.20 GBP.");
    page.context().close();
  }

  private static void press(Page page, String button, String said) {
    page.getByText(button, new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText(said);
  }

  @Test
  void who_could_access_something_is_told_for_any_day() {
    var page = browser("admin", options());
    var days = Instant.now().minusSeconds(5 * 86_400).toString();
    page.navigate(app.client.address() + "/access/talks%2Fpanel");
    assertThat(page.locator("main")).not().containsText("is on the panel dave");
    page.navigate(app.client.address() + "/access/talks%2Fpanel?at=" + days);
    assertThat(page.locator(".card").nth(1)).containsText("dave");
    page.navigate(app.client.address() + "/access/talks%2Fpanel?person=carol");
    assertThat(page.locator(".card").nth(1)).containsText("by admin: chairs the programme");
    page.context().close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "/orders | sku=tea&quantity=1000000&price=9999999999.99&key=k | Price must add up to at most 1000000000000000",
      "/access/doc/grants | person=ann&until=%2B10000-01-01T00:00 | must be later than",
      "/access/doc/grants | person=ann&until=2020-01-01T00:00 | must be later than",
      "/orders/ID | key=k&do=refund&amount=0 | Amount must be 1 to 1000000000000000"})
  void a_form_keeps_to_the_bounds_of_the_api(String path, String form, String said) throws Exception {
    var id = app.injector.getInstance(Ledger.class).orders(0).findFirst().orElseThrow().order().placed().id();
    var page = browser("admin", options());
    var before = app.injector.getInstance(Persist.class).log().lastSeq("ledger");
    page.navigate(app.client.address() + "/orders");
    var answer = page.request()
        .post(app.client.address() + path.replace("ID", id),
            RequestOptions.create()
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .setData(form + "&csrf=" + page.locator("[name=csrf]").first().inputValue()));
    assertThat(answer.text()).containsIgnoringCase(said);
    assertThat(app.injector.getInstance(Persist.class).log().lastSeq("ledger")).isEqualTo(before);
    page.context().close();
  }

  @Test
  void an_order_is_shown_as_of_a_time_and_takes_only_commands_that_it_can_take() {
    var bobs = app.injector.getInstance(Ledger.class)
        .orders(0)
        .map(entry -> entry.order().placed())
        .filter(placed -> placed.customer().equals("bob"))
        .findFirst()
        .orElseThrow();
    var page = browser("admin", options());
    page.navigate(app.client.address() + "/orders/" + bobs.id());
    assertThat(page.locator("button[name=do]")).hasText(new String[]{"Pay back", "Make the invoice"});
    var placed = app.injector.getInstance(Ledger.class).history(bobs.id()).findFirst().orElseThrow().at();
    page.navigate(app.client.address() + "/orders/" + bobs.id() + "?at=" + placed);
    assertThat(page.locator(".said")).containsText("As of " + placed);
    assertThat(page.locator("#now")).containsText("It waits for the warehouse to keep the goods.");
    assertThat(page.locator(".events li")).hasCount(1);
    assertThat(page.locator("button[name=do]")).hasCount(0);
    page.navigate(app.client.address() + "/orders/" + bobs.id() + "?at=2000-01-01T00:00");
    assertThat(page.locator("main")).containsText("There was no order " + bobs.id() + " then");
    assertThat(page.locator(".who")).hasCount(0); // the page of an error does not know who is signed in
    page.context().close();
  }

  @Test
  void what_became_of_a_form_is_said_however_long_it_is() {
    var long180 = "界".repeat(50);
    var page = browser("admin", options());
    var acl = app.injector.getInstance(AccessControl.class);
    for (var i = 0; i < 40; i++) {
      acl.grant("long/" + long180 + i, new Granted("leaver", "admin", "why"), Instant.now());
    }
    page.navigate(app.client.address() + "/people/leaver");
    page.getByText("Take everything away", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Taken away: long/" + long180);
    page.context().close();
  }

  @Test
  void what_belongs_to_others_is_not_shown_and_not_done() {
    var page = browser("bob", options());
    page.navigate(app.client.address() + "/orders");
    assertThat(page.locator(".list")).containsText("bob");
    assertThat(page.locator(".list")).not().containsText("carol");
    page.navigate(app.client.address() + "/access/talks%2Fpanel");
    assertThat(page.locator("h1")).hasText("Forbidden");
    page.navigate(app.client.address() + "/people/alice");
    assertThat(page.locator("h1")).hasText("Forbidden");
    page.context().close();
  }
}
