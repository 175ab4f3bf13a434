package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.persist.Event;
import dev.persist.example.ledger.Ledger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that change while they are looked at, in a browser. */
class LivePagesTest extends BrowserTest {
  /** How far the page moved what was on it already, as the browser measures it. */
  private static final String SHIFT = """
      () => new Promise(done => new PerformanceObserver(list => done(list.getEntries().reduce((sum, it) => sum + it.value, 0)))
        .observe({type: 'layout-shift', buffered: true}) ?? setTimeout(() => done(0), 300))""";

  private Page open(String user, String path) {
    return open(user, path, true);
  }

  @Test
  void a_seat_that_is_booked_in_one_browser_is_taken_in_the_other() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}");
    var alice = open("alice", "/bookings/yoga");
    var bob = open("bob", "/bookings/yoga");
    var admin = open("admin", "/bookings/yoga");
    admin.getByLabel("Person").fill("car");
    press(alice, "Book");
    assertThat(bob.locator(".seats .taken")).hasCount(1);
    assertThat(bob.locator(".seats")).not().containsText("alice"); // that is none of his business
    press(bob, "Book");
    assertThat(alice.locator(".seats .taken")).hasCount(1);
    assertThat(alice.locator("#now")).containsText("1 of 3 left");
    assertThat(admin.locator(".seats")).containsText("bob");
    assertThat(admin.getByLabel("Person")).hasValue("car"); // what an admin was typing is still there
    press(alice, "Give it back");
    assertThat(bob.locator(".seats .taken")).hasCount(0);
    assertThat(bob.locator(".seats .mine")).containsText("bob");
  }

  @Test
  void a_page_goes_on_after_a_restart_of_the_server_without_being_loaded_again(@TempDir Path kept) throws Exception {
    app.close();
    app = new TestApp(kept);
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}");
    var alice = open("alice", "/bookings/yoga");
    alice.evaluate("() => { window.same = true }");
    app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"bob\"}");
    assertThat(alice.locator(".seats .taken")).hasCount(1);
    var port = URI.create(app.client.address()).getPort();
    app.close();
    app = TestApp.onPort(port, kept);
    app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"zoe\"}"); // perhaps before the page is back
    assertThat(alice.locator(".seats .taken")).hasCount(2);
    assertThat(alice.evaluate("() => window.same")).isEqualTo(true);
    press(alice, "Book");
    assertThat(alice.locator(".seats .mine")).hasCount(1);
    app.delete("/api/occurrences/yoga/bookings/zoe");
    assertThat(alice.locator(".seats .taken")).hasCount(1);
    assertThat(alice.locator("#now")).containsText("1 of 3 left");
  }

  @Test
  void a_page_that_is_loaded_again_in_the_middle_does_nothing_twice() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}");
    var alice = open("alice", "/bookings/yoga");
    press(alice, "Book");
    reload(alice);
    assertThat(alice.locator(".seats .mine")).hasCount(1);
    app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"zoe\"}");
    alice.reload();
    assertThat(alice.locator(".seats .taken")).hasCount(1);
    app.delete("/api/occurrences/yoga/bookings/zoe");
    assertThat(alice.locator(".seats .taken")).hasCount(0); // it listens again
    assertThat(store.log().read("occurrence/yoga").map(Event::type))
        .containsExactly("opened", "booked", "booked", "cancelled");
  }

  @Test
  void a_slow_network_brings_all_that_a_fast_one_does_and_moves_nothing() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}");
    var alice = open("alice", "/bookings/yoga");
    slowNetwork(alice);
    for (var path : List.of("/", "/bookings", "/orders", "/bookings/yoga")) {
      alice.navigate(app.client.address() + path);
      assertThat(((Number) alice.evaluate(SHIFT)).doubleValue()).as(path).isZero();
    }
    press(alice, "Book");
    assertThat(alice.locator(".seats .mine")).hasCount(1);
    app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"zoe\"}");
    assertThat(alice.locator(".seats .taken")).hasCount(1);
  }

  /** The element that asks has to stay: htmx forgets what an element that it has replaced wanted to ask next. */
  @Test
  void a_change_while_the_page_asks_for_an_earlier_one_is_not_missed() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}");
    var alice = open("alice", "/bookings/yoga");
    var asked = new AtomicInteger();
    alice.route("**/bookings/yoga", route -> {
      var answer = route.fetch();
      if (asked.incrementAndGet() == 1) {
        book("zoe");
        alice.waitForTimeout(1_000); // the page is told of it
      }
      route.fulfill(new Route.FulfillOptions().setResponse(answer));
    });
    book("bob");
    assertThat(alice.locator(".seats .taken")).hasCount(2);
  }

  private void book(String actor) {
    try {
      app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"" + actor + "\"}");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Half a second to the server, and 50 KB a second. */
  @Test
  void the_first_page_shows_each_commit_and_names_nobody() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}");
    var alice = open("alice", "/orders");
    alice.navigate(app.client.address() + "/");
    assertThat(alice.locator(".flow")).containsText("“opened” is event 1.");
    app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"zoe\"}");
    assertThat(alice.locator(".flow")).containsText("“booked” is event 2.");
    assertThat(alice.locator(".flow")).containsText("Is occurrence still at 1?");
    assertThat(alice.locator("main")).not().containsText("zoe");
    assertThat(alice.locator(".flow")).containsText("Order Its place among all events, in the same commit.");
    app.post("/api/acl/doc/grants", "{\"principal\":\"zoe\"}");
    assertThat(alice.locator(".flow")).containsText("Key Who has this grant now, in the same commit.");
  }

  @Test
  void a_hold_that_runs_out_goes_to_the_first_who_waits() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":1}");
    var admin = open("admin", "/bookings");
    app.post("/api/occurrences/yoga/holds", "{\"actor\":\"ann\",\"until\":\"" + Instant.now().plusSeconds(6) + "\"}");
    app.post("/api/occurrences/yoga/waiting", "{\"actor\":\"zoe\"}");
    admin.navigate(app.client.address() + "/bookings/yoga");
    assertThat(admin.locator(".seats .held")).containsText("ann");
    assertThat(admin.locator(".seats .taken")).containsText("zoe");
    assertThat(admin.locator("#now")).containsText("Nobody waits.");
    assertThat(store.log().read("occurrence/yoga").map(Event::type))
        .containsExactly("opened", "held", "joined", "expired", "booked"); // it is written, and not only shown
  }

  @Test
  void an_order_that_is_placed_elsewhere_comes_into_the_list_and_the_totals() throws Exception {
    app.place("first", "alice");
    var alice = open("alice", "/orders");
    var admin = open("admin", "/orders");
    admin.getByLabel("Item").fill("car");
    app.place("second", "alice");
    assertThat(admin.locator("#placed .list li")).hasCount(2);
    assertThat(admin.locator("#totals")).containsText("placed2");
    assertThat(admin.getByLabel("Item")).hasValue("car"); // what an admin was typing is still there
    assertThat(alice.locator("#placed .list li")).hasCount(2);
    app.place("third", "zoe");
    assertThat(admin.locator("#placed .list li")).hasCount(3);
    assertThat(alice.locator("#placed")).not().containsText("zoe");
  }

  @Test
  void the_process_moves_an_order_on_while_its_customer_looks() throws Exception {
    var id = Ledger.idOf("k");
    app.place("k", "alice");
    var alice = open("alice", "/orders/" + id);
    var admin = open("admin", "/orders");
    assertThat(alice.locator("#now")).containsText("It waits for the warehouse");
    press(admin, "Switch it on");
    assertThat(alice.locator("#now")).containsText("It waits for the payment.");
    press(alice, "Pay by card");
    assertThat(alice.getByRole(AriaRole.STATUS)).hasText("The provider has reported the payment, by a signed webhook.");
    assertThat(alice.locator("#now")).containsText("Nothing more has to be done.");
    assertThat(alice.locator(".steps .done")).hasCount(4);
    press(alice, "Pay by card");
    assertThat(alice.getByRole(AriaRole.STATUS))
        .hasText("The provider has reported the payment once more. Nothing was written.");
  }

  @Test
  void a_process_that_the_warehouse_stopped_says_why_and_goes_on() throws Exception {
    var admin = open("admin", "/orders");
    press(admin, "Switch it on");
    press(admin, "Close the warehouse");
    var id = Ledger.idOf("k");
    app.place("k", "alice");
    var order = open("alice", "/orders/" + id);
    while (admin.getByText("It has stopped at event").count() == 0) { // as soon as the process has asked
      admin.reload();
    }
    assertThat(admin.locator(".said.bad")).containsText("the warehouse is closed");
    press(admin, "Open the warehouse");
    press(admin, "Resume it");
    assertThat(order.locator("#now")).containsText("It waits for the payment.");
    press(admin, "Switch it off");
    assertThat(admin.locator("main")).containsText("It does not run, so each order waits.");
  }

  @Test
  void what_cannot_be_had_is_paid_back_and_an_invoice_can_be_fetched() throws Exception {
    var admin = open("admin", "/orders");
    press(admin, "Switch it on");
    admin.getByLabel("Customer").fill("alice");
    admin.getByLabel("Item").fill("unicorn");
    admin.getByLabel("Price").fill("99");
    press(admin, "Place");
    press(admin, "Pay by card");
    assertThat(admin.locator(".steps")).containsText("not to be had");
    assertThat(admin.locator("#now")).containsText("Paid 99.00 GBP, paid back 99.00 GBP.");
    press(admin, "Make the invoice");
    var invoice = admin
        .waitForDownload(() -> admin.getByText("The invoice", new Page.GetByTextOptions().setExact(true)).click());
    assertThat(invoice.path()).content().contains("1 x unicorn  99.00 GBP each", "for alice");
  }
}
