package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ReducedMotion;
import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.example.bookings.Bookings;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The pages of streams, and the travel in time, in a browser. */
class StreamPagesTest extends BrowserTest {
  private static final Instant NINE = Instant.parse("2026-01-31T09:00:00Z");
  private static final String YOGA = "/inspect/streams/occurrence%2Fyoga";

  /** Opens an occurrence at nine, and books a seat of it at each minute after. */
  private void book(String... actors) {
    var bookings = new Bookings(store);
    bookings.open("yoga", "Yoga", 9, NINE);
    for (var i = 0; i < actors.length; i++) {
      bookings.book("yoga", actors[i], NINE.plusSeconds(60L * (i + 1)));
    }
  }

  private static void shows(Page page, int seq, String... seats) {
    assertThat(page.locator("#at")).hasText("At event " + seq + " of 3");
    assertThat(page.locator("#then .json")).containsText("\"capacity\" : 9");
    for (var actor : List.of("ann", "bob")) {
      var seated = List.of(seats).contains(actor);
      var state = assertThat(page.locator("#then .json"));
      (seated ? state : state.not()).containsText("\"" + actor + "\"");
    }
    assertThat(page.locator("#seq")).hasValue("" + seq);
  }

  private static List<String> changes(Page page) {
    return rows(page.locator(".changes"));
  }

  @Test
  void streams_are_listed_by_prefix_and_page() {
    for (var i = 100; i < 160; i++) {
      store.log().append("list/" + i, "x", NINE, i);
    }
    store.log().append("list/100", "x", NINE, 1);
    var page = open("admin", "/inspect/streams", false);
    page.getByLabel("Name begins with").fill("list/");
    press(page, "Show");
    assertThat(page.locator("tbody tr").first()).containsText("list/100");
    assertThat(page.locator("tbody tr")).hasCount(35);
    assertThat(rows(page.locator("main"))).startsWith("list/100 2", "list/101 1");
    link(page, "Next streams").click();
    assertThat(page.locator("tbody tr")).hasCount(25);
    assertThat(page.locator("tbody tr").last()).containsText("list/159");
    assertThat(link(page, "Next streams")).hasCount(0);
    link(page, "list/150").click();
    assertThat(page.locator("h1")).hasText("list/150");
    assertThat(page.locator("#then")).containsText("the app folds no stream like list/150");
    assertThat(page.locator("#then")).containsText("x 150");
  }

  @Test
  void a_visitor_steps_through_the_states_of_a_stream_without_scripts() {
    book("ann", "bob");
    var page = open("admin", YOGA, false);
    shows(page, 3, "ann", "bob");
    assertThat(changes(page)).containsExactly("/seats/bob nothing 2");
    link(page, "Back").click();
    shows(page, 2, "ann");
    assertThat(changes(page)).containsExactly("/seats/ann nothing 1");
    assertThat(page.locator("#then time")).hasText("2026-01-31 09:01:00");
    assertThat(page.locator("#then")).containsText("booked {\"actor\":\"ann\"");
    link(page, "First").click();
    assertThat(page.locator("#at")).hasText("Before the first event");
    assertThat(page.locator("#then .json")).containsText("\"capacity\" : 0");
    link(page, "Forward").click();
    shows(page, 1);
    assertThat(changes(page)).containsExactlyInAnyOrder("/capacity 0 9", "/title \"\" \"Yoga\"");
    page.getByLabel("Event", new Page.GetByLabelOptions().setExact(true)).fill("2");
    press(page, "Show");
    shows(page, 2, "ann");
    link(page, "Last").click();
    shows(page, 3, "ann", "bob");
    assertThat(link(page, "Play")).isHidden();
  }

  @Test
  void the_slider_travels_and_the_address_goes_with_it() {
    book("ann", "bob");
    var page = open(YOGA);
    var slider = page.locator("#seq");
    slider.focus();
    page.keyboard().press("ArrowLeft");
    shows(page, 2, "ann");
    assertThat(page).hasURL(app.client.address() + YOGA + "?seq=2");
    assertThat(slider).isFocused();
    page.keyboard().press("Home");
    assertThat(page.locator("#at")).hasText("Before the first event");
    assertThat(slider).isFocused();
    page.keyboard().press("ArrowRight");
    shows(page, 1);
    page.reload();
    shows(page, 1);
    link(page, "Forward").click();
    shows(page, 2, "ann");
    var shared = link(page, "Link to this view").getAttribute("href");
    page.navigate(app.client.address() + "/");
    page.navigate(app.client.address() + shared);
    shows(page, 2, "ann");
  }

  @Test
  void keys_that_are_pressed_faster_than_the_network_answers_are_not_lost() {
    book("ann", "bob");
    var page = open(YOGA);
    slowNetwork(page);
    page.locator("#seq").focus();
    page.keyboard().press("ArrowLeft");
    page.keyboard().press("ArrowLeft");
    shows(page, 1);
    link(page, "Last").click();
    shows(page, 3, "ann", "bob"); // the slider, too
  }

  @Test
  void play_goes_from_state_to_state_and_stops_at_the_end() {
    book("ann", "bob");
    var page = open(YOGA);
    page.evaluate("""
        () => {
          window.seen = [];
          new MutationObserver(() => {
            const title = document.querySelector('#at');
            if (title && window.seen.at(-1) !== title.textContent) {
              window.seen.push(title.textContent);
            }
          }).observe(document.body, {childList: true, subtree: true});
        }""");
    link(page, "Play").click();
    assertThat(page.locator("#at")).hasText("Before the first event"); // at first it shows the last state, too
    shows(page, 3, "ann", "bob");
    assertThat(link(page, "Play")).isVisible();
    assertThat((List<?>) page.evaluate("window.seen")).isEqualTo(
        List.of("Before the first event", "At event 1 of 3", "At event 2 of 3", "At event 3 of 3"));
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    assertThat(link(page, "Play")).isHidden();
  }

  @Test
  void pause_stays_at_the_state_that_is_shown() {
    book("ann", "bob");
    var page = open(YOGA);
    page.route("**/*seq=1&play=on", Route::abort); // so that the button can be reached in time
    link(page, "Play").click();
    link(page, "Pause").click();
    assertThat(link(page, "Play")).isVisible();
    assertThat(page.locator("#at")).hasText("Before the first event");
    assertThat(page.locator("[hx-trigger='load delay:1s']")).hasCount(0);
  }

  @Test
  void a_time_leads_to_the_state_then() {
    book("ann", "bob");
    var page = open("admin", YOGA, false);
    for (var each : List.of("09:01", "09:01:59")) {
      page.getByLabel("The state at a time").fill("2026-01-31T" + each);
      press(page, "Go");
      shows(page, 2, "ann");
    }
    page.getByLabel("The state at a time").fill("2026-01-30T00:00");
    press(page, "Go");
    assertThat(page.locator("#at")).hasText("Before the first event");
    page.navigate(app.client.address() + YOGA + "?at=2030-01-01T00:00:00Z");
    shows(page, 3, "ann", "bob");
  }

  @Test
  void two_states_are_compared_and_the_link_shows_it_again() {
    book("ann", "bob");
    var page = open("admin", YOGA, false);
    page.getByLabel("At event", new Page.GetByLabelOptions().setExact(true)).fill("3");
    page.getByLabel("and at event").fill("1");
    press(page, "Compare");
    shows(page, 1);
    var both = List.of("/seats/ann 1 nothing", "/seats/bob 2 nothing");
    assertThat(changes(page)).containsExactlyInAnyOrderElementsOf(both);
    link(page, "Link to this view").click();
    assertThat(page).hasURL(app.client.address() + YOGA + "?from=3&to=1");
    assertThat(changes(page)).containsExactlyInAnyOrderElementsOf(both);
    assertThat(page.navigate(app.client.address() + YOGA + "?seq=4").status()).isEqualTo(400);
  }

  @Test
  void events_come_in_pages_and_links_lead_to_their_events() throws Exception {
    for (var i = 1; i <= 60; i++) {
      store.log().append("s", "x", NINE, i);
    }
    var page = open("/inspect/streams/s");
    var events = page.locator("#events .events > li");
    assertThat(events.first().locator(".seq")).hasText("26");
    link(page, "Earlier").click();
    assertThat(events.first().locator(".seq")).hasText("1");
    assertThat(events).hasCount(35);
    link(page, "Later").click();
    events.last().locator(".seq").click();
    assertThat(page.locator("#at")).hasText("At event 60 of 60");
    store.log().truncate("s", 30);
    page.navigate(app.client.address() + "/inspect/streams/s?events=21");
    assertThat(events.first().locator(".seq")).hasText("31");
    assertThat(link(page, "Earlier")).hasCount(0);
    var order = app.place("k");
    page.navigate(app.client.address() + "/inspect/streams/ledger");
    assertThat(page.locator("#then")).containsText("placed is a link to order/" + order + ", event 1");
    events.last().getByText("order/").click();
    assertThat(page.locator("h1")).hasText("order/" + order);
  }

  @Test
  void views_of_the_stream_show_their_lag() {
    store.log().append("s", "x", NINE, 1);
    var count = new Projection<>(0, (sum, event) -> sum + 1);
    store.snapshots("count", 3, count, Codec.of(Integer.class)).view("s").refresh();
    store.snapshots("other", 1, count, Codec.of(Integer.class)).view("t").refresh();
    store.log().append("s", "x", NINE, 1);
    store.log().append("s", "x", NINE, 1);
    var page = open("/inspect/streams/s");
    assertThat(rows(page.locator("#snapshots"))).containsExactly("count 3 1 2");
    assertThat(page.locator("#snapshots")).containsText("snapshot count version 3, at event 1");
    assertThat(page.locator("#snapshots")).containsText("A compaction may drop the events 1 to 1.");
    link(page, "1").first().click();
    assertThat(page.locator("#at")).hasText("At event 1 of 3");
  }

  @Test
  void what_holds_a_compaction_back_is_named() throws Exception {
    store.log().append("s", "x", NINE, 1);
    store.log().append("s", "x", NINE, 1);
    var letters = store.subscription("letters", "s");
    try (var runner = letters.each(InstantSource.system(), (event, commit) -> {})) {
      runner.catchUp();
    }
    letters.reset("s", 1);
    var count = new Projection<>(0, (sum, event) -> sum + 1);
    store.snapshots("count", 1, count, Codec.of(Integer.class)).view("s").refresh();
    var page = open("/inspect/streams/s");
    assertThat(page.locator("#snapshots")).containsText("A compaction may drop the events 1 to 1.");
    assertThat(page.locator("#snapshots")).containsText("subscription letters still needs the events after 1.");
    letters.reset("s", 0);
    page.reload();
    assertThat(page.locator("#snapshots")).containsText("A compaction would drop no event now.");
  }

  @Test
  void a_stream_shows_its_tags_and_the_streams_that_link_to_it() {
    record Opened(String course) {}
    var courses = store.boundary("courses", 1, EventTypes.of(Opened.class),
        opened -> Set.of("course:" + opened.course));
    store.commit(courses.append(Commit.builder(), new Opened("c1"), NINE).link("reading").build());
    var page = open("admin", "/inspect/streams/courses", false);
    assertThat(page.locator("#links")).containsText("reading");
    link(page, "tag course:c1").click();
    assertThat(page.locator("#events .events > li")).hasCount(1);
    assertThat(page.locator("#events")).containsText("courses, event 1");
    assertThat(page.getByText("Go to a time")).hasCount(0);
    page.navigate(page.url() + "?at=2026-01-31T09:00");
    assertThat(page.locator("main")).containsText("goes with a stream of events, not of links");
  }

  @Test
  void the_links_of_all_events_can_be_looked_at_and_what_persist_keeps_otherwise_cannot() {
    book("ann");
    var page = open(YOGA);
    link(page, "all events, in the order of their commits").click();
    assertThat(page.locator("#events .events > li").last()).containsText("occurrence/yoga, event");
    page.navigate(app.client.address() + "/inspect/streams/$other");
    assertThat(page.locator("main")).containsText("there is no stream $other");
  }

  @Test
  void an_event_that_was_dropped_and_a_state_that_cannot_be_known_are_said() {
    book("ann", "bob");
    store.log().truncate("occurrence/yoga", 1);
    var page = open(YOGA + "?seq=1");
    assertThat(page.locator("#then")).containsText("Compaction dropped this event.");
    assertThat(page.locator("#then")).containsText("the state cannot be known");
    assertThat(page.locator("#events .events > li")).hasCount(2);
  }
}
