package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The page of lanes, in a browser. */
class LanesPageTest extends BrowserTest {
  private static final Instant NINE = Instant.parse("2026-01-31T09:00:00Z");
  private static final String TWO = "/inspect/lanes?streams=race%2F1,race%2F2";

  private void race() {
    store.log().append("race/1", "started", NINE, 1);
    store.log().append("race/2", "entered", NINE.plusSeconds(25), 1);
    store.log().append("race/1", "finished", NINE.plusSeconds(100), 1);
  }

  private static String centres(Page page) {
    page.waitForLoadState();
    return (String) page.evaluate("[...document.querySelectorAll('.lanes circle')]"
        + ".map(it => it.getAttribute('cx') + ',' + it.getAttribute('cy')).join(' ')");
  }

  @Test
  void events_of_several_streams_lie_on_one_axis_and_the_table_has_the_same() {
    race();
    var page = open("admin", TWO, false);
    assertThat(centres(page)).isEqualTo("16,30 984,30 258,94");
    assertThat(page.locator(".lanes .lane")).hasText(new String[]{"race/1", "race/2"});
    assertThat(rows(page)).containsExactly("2026-01-31 09:00:00 race/1 started",
        "2026-01-31 09:00:25 race/2 entered", "2026-01-31 09:01:40 race/1 finished");
    page.getByLabel("race/2: entered, 2026-01-31 09:00:25").click();
    assertThat(page.locator("h1")).hasText("race/2");
  }

  @Test
  void a_time_cuts_it_off_and_a_stream_that_is_not_there_is_named() {
    race();
    var page = open("admin", "/inspect/lanes", false);
    assertThat(page.locator("main")).containsText("Name some streams");
    page.getByLabel("Streams, with commas").fill("race/1, race/3");
    page.getByLabel("Until").fill("2026-01-31T09:00:30");
    press(page, "Show");
    assertThat(page.locator(".bad")).hasText("There is no stream race/3.");
    assertThat(rows(page)).containsExactly("2026-01-31 09:00:00 race/1 started");
    assertThat(centres(page)).isEqualTo("500,30");
    assertThat(page.navigate(app.client.address() + "/inspect/lanes?streams=1,2,3,4,5,6,7,8,9").status())
        .isEqualTo(400);
  }

  @Test
  void what_a_search_found_is_shown_side_by_side() {
    race();
    store.log().append("other", "x", NINE, 1);
    var page = open("/inspect?prefix=race");
    link(page, "Their streams side by side").click();
    assertThat(page.getByLabel("Streams, with commas")).hasValue("race/1, race/2");
    assertThat(page.locator(".lanes circle")).hasCount(3);
  }
}
