package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.app.pages.Entries;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages of the inspector, in a browser. */
class InspectorPagesTest extends BrowserTest {
  private static final Instant NINE = Instant.parse("2026-01-31T09:00:00Z");

  private static Locator events(Page page) {
    return page.locator("#events .events > li");
  }

  @Test
  void the_timeline_shows_the_newest_event_first_and_who_caused_it() throws Exception {
    app.client.call("PUT", "/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}", "X-Correlation-Id", "c-1");
    app.client.call("POST", "/api/occurrences/yoga/bookings", "{\"actor\":\"zoe\"}", "X-Correlation-Id", "c-2");
    app.client.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}", "X-Correlation-Id", "c-2");
    var page = open("/inspect");
    assertThat(events(page).first()).containsText("granted");
    var booked = events(page).filter(new Locator.FilterOptions().setHasText("booked"));
    assertThat(booked).containsText("occurrence/yoga, event 2");
    assertThat(booked).containsText("\"actor\":\"zoe\"");
    assertThat(booked).containsText("by admin as a part of c-2");
    assertThat(booked.locator("time"))
        .hasText(Entries.time(store.log().read("occurrence/yoga").toList().getLast().at()));
    booked.getByText("related events").click();
    assertThat(page.getByLabel("Correlation id")).hasValue("c-2");
    assertThat(page.locator("#events")).containsText("acl/doc, event 1");
    assertThat(page.locator("#events")).containsText("occurrence/yoga, event 2");
    assertThat(page.locator("#events")).not().containsText("occurrence/yoga, event 1");
  }

  @Test
  void older_events_are_a_link_away_with_their_positions() {
    var first = store.log().timeline(store.log().prefix("").stream()).position() + 1;
    for (var i = 1; i <= 60; i++) {
      store.log().append("s", "x" + i, NINE, i);
    }
    var page = open("/inspect");
    assertThat(events(page)).hasCount(40);
    assertThat(events(page).first()).containsText("s, event 60");
    assertThat(events(page).last().locator(".seq")).hasText("" + (first + 20));
    link(page, "Older").click();
    assertThat(events(page).first()).containsText("s, event 20");
    assertThat(events(page).nth(19)).containsText("x1 ");
    assertThat(link(page, "Older")).hasCount(0);
    link(page, "Newest").click();
    assertThat(events(page).first()).containsText("s, event 60");
  }

  @Test
  void a_search_looks_for_all_that_is_asked_for() {
    store.log().append("shop/1", "sold", NINE, Map.of("what", "Tea"));
    store.log().append("shop/2", "sold", NINE.plusSeconds(60), Map.of("what", "tea and cake"));
    store.log().append("shop/2", "broken", NINE.plusSeconds(120), Map.of("what", "tea cup"));
    store.log().append("shed/1", "sold", NINE.plusSeconds(180), Map.of("what", "tea chest"));
    var page = open("admin", "/inspect", false);
    page.getByLabel("Stream begins with").fill("shop/");
    page.getByLabel("Type").fill("sold");
    page.getByLabel("Text in data").fill("TEA");
    press(page, "Search");
    assertThat(events(page)).hasCount(2);
    assertThat(events(page).first()).containsText("tea and cake");
    page.getByLabel("Until").fill("2026-01-31T09:00:30");
    press(page, "Search");
    assertThat(events(page)).hasCount(1);
    assertThat(events(page)).containsText("\"what\":\"Tea\"");
    page.getByLabel("Stream begins with").fill("");
    page.getByLabel("From").fill("2026-01-31T09:01");
    page.getByLabel("Until").fill("");
    press(page, "Search");
    assertThat(events(page)).hasCount(2);
    assertThat(events(page).first()).containsText("shed/1, event 1");
    assertThat(page.getByLabel("From")).hasValue("2026-01-31T09:01");
    page.getByLabel("Type").fill("none");
    press(page, "Search");
    assertThat(page.locator("#events")).containsText("None of the events that were looked at fits.");
    link(page, "Show all").click();
    assertThat(events(page).first()).containsText("shed/1, event 1");
  }

  @Test
  void a_search_in_a_large_store_stops_says_where_and_goes_on() {
    store.log().append("hay", "needle", NINE, 1);
    for (var i = 0; i < 9; i++) {
      store.log().append("hay", Collections.nCopies(1_000, NewEvent.of("straw", NINE, 1)));
    }
    var page = open("/inspect?type=needle");
    assertThat(page.locator("#events")).containsText("None of the events that were looked at fits.");
    assertThat(page.locator("#events")).containsText("7000 events were looked at, down to position ");
    link(page, "Go on with the search").click();
    assertThat(events(page)).hasCount(1);
    assertThat(events(page)).containsText("hay, event 1");
    assertThat(page.getByLabel("Type")).hasValue("needle");
    assertThat(link(page, "Go on with the search")).hasCount(0);
  }

  @Test
  void the_newest_end_changes_by_itself_and_leaves_what_is_typed() {
    for (var i = 1; i <= 60; i++) {
      store.log().append("s", "x" + i, NINE, i);
    }
    var newest = open("/inspect");
    var found = open("/inspect?type=wanted");
    var older = open("/inspect");
    link(older, "Older").click();
    assertThat(events(older).first()).containsText("s, event 20");
    newest.getByLabel("Type").fill("x5");
    store.log().append("t", "wanted", NINE, 1);
    assertThat(events(newest).first()).containsText("t, event 1");
    assertThat(newest.getByLabel("Type")).hasValue("x5");
    store.log().append("t", "other", NINE, 1);
    assertThat(events(newest).first()).containsText("t, event 2");
    assertThat(found.locator("[sse-connect]")).hasCount(0); // or each commit would repeat the search
    found.reload();
    assertThat(events(found)).hasCount(1);
    assertThat(events(found)).containsText("t, event 1");
    assertThat(events(older).first()).containsText("s, event 20");
    assertThat((boolean) older.evaluate("document.querySelector('[sse-connect]') === null")).isTrue();
  }

  @Test
  void an_event_that_was_dropped_keeps_its_place() {
    store.log().append("s", "secret", NINE, 1);
    store.log().append("s", "kept", NINE, 2);
    store.log().truncate("s", 1);
    var page = open("/inspect?prefix=s");
    assertThat(events(page).first()).containsText("kept");
    assertThat(events(page).last()).containsText("Compaction dropped event 1 of s.");
  }

  @Test
  void only_an_administrator_sees_it() {
    store.log().append("s", "hidden", NINE, Json.EMPTY);
    var alice = open("alice", "/bookings", true);
    assertThat(alice.locator(".top nav")).not().containsText("Inspector");
    for (var path : List.of("/inspect", "/inspect/streams", "/inspect/streams/s",
        "/inspect/lanes?streams=s", "/inspect/keys", "/inspect/views", "/inspect/subscriptions")) {
      var answer = alice.navigate(app.client.address() + path);
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(alice.locator("h1")).hasText("Forbidden");
      assertThat(alice.locator("body")).not().containsText("hidden");
    }
    var admin = open("/bookings");
    admin.locator(".top nav").getByText("Inspector").click();
    assertThat(admin.locator("#events")).containsText("hidden");
    assertThat(admin.locator(".top [aria-current]")).hasText("Inspector");
  }
}
