package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.persist.Codec;
import dev.persist.Json;
import dev.persist.feed.Subscription;
import dev.persist.view.Projection;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of keys, views and subscriptions, in a browser. */
class HoldingsPagesTest extends BrowserTest {
  private static final Instant NINE = Instant.parse("2026-01-31T09:00:00Z");
  private static final String SUBSCRIPTIONS = "/inspect/subscriptions";

  private final List<Long> handled = new ArrayList<>();

  @Test
  void keys_are_listed_by_prefix_and_page_and_secrets_are_hidden() {
    for (var i = 100; i < 160; i++) {
      store.kv().put("cart/" + i, Json.of(Map.of("items", i)));
    }
    var page = open("admin", "/inspect/keys", false);
    assertThat(rows(page)).contains("account/admin hidden", "cart/100 {\"items\":100}");
    assertThat(page.locator("main")).not().containsText("argon2");
    page.getByLabel("Key begins with").fill("cart/");
    press(page, "Show");
    assertThat(page.locator("tbody tr").first()).containsText("cart/100");
    assertThat(rows(page)).hasSize(50).startsWith("cart/100 {\"items\":100}");
    link(page, "Next keys").click();
    assertThat(page.locator("tbody tr").last()).containsText("cart/159");
    assertThat(rows(page)).hasSize(10).endsWith("cart/159 {\"items\":159}");
    assertThat(link(page, "Next keys")).hasCount(0);
    assertThat(page.navigate(app.client.address() + "/inspect/keys?prefix=$").status()).isEqualTo(400);
  }

  @Test
  void views_show_how_far_they_lag_and_come_in_pages() {
    var count = new Projection<>(0, (sum, event) -> sum + 1);
    for (var i = 100; i < 160; i++) {
      store.log().append("s" + i, "x", NINE, i);
      store.snapshots("count", 2, count, Codec.of(Integer.class)).view("s" + i).refresh();
    }
    store.log().append("s100", "x", NINE, 1);
    var page = open("admin", "/inspect/views", false);
    var first = rows(page);
    assertThat(first).hasSize(50).contains("count 2 s100 1 1", "count 2 s101 1 0");
    link(page, "Next views").click();
    assertThat(page.locator("tbody")).containsText("s159");
    assertThat(rows(page)).isNotEmpty().contains("count 2 s159 1 0").doesNotContainAnyElementsOf(first);
    link(page, "s159").click();
    assertThat(page.locator("h1")).hasText("s159");
  }

  /** Has the subscription handle what it can; of the stream s only the first event can be handled while it fails. */
  private void run(Subscription subscription, boolean fails) throws Exception {
    try (var runner = subscription.each(InstantSource.system(), (event, commit) -> {
      if (fails && event.seq() > 1) {
        throw new IOException("no network");
      }
      handled.add(event.seq());
    })) {
      runner.catchUp();
    }
  }

  /** Presses {@code verb} in the form of the only subscription, after its box is checked. */
  private static void steer(Page page, String verb, String said) {
    page.getByText("Steer it").click();
    var form = page.locator("form[action*=letters]")
        .filter(new Locator.FilterOptions().setHas(page.getByRole(AriaRole.BUTTON,
            new Page.GetByRoleOptions().setName(verb).setExact(true))));
    assertThat(form.getByRole(AriaRole.CHECKBOX)).hasAttribute("required", ""); // else the browser sends nothing
    form.getByRole(AriaRole.CHECKBOX).check();
    form.getByRole(AriaRole.BUTTON).click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText(said);
  }

  private Subscription stopped() throws Exception {
    for (var i = 1; i <= 3; i++) {
      store.log().append("s", "x" + i, NINE, i);
    }
    var letters = store.subscription("letters/all", "s");
    run(letters, true);
    return letters;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_subscription_says_why_it_stopped_and_the_event_is_skipped(boolean scripts) throws Exception {
    var letters = stopped();
    var page = open("admin", SUBSCRIPTIONS, scripts);
    assertThat(page.locator(".card h2")).hasText("letters/all stopped");
    assertThat(page.locator(".figures div")).hasText(new String[]{"Lag2", "Handled of s1"});
    assertThat(page.locator(".said.bad")).containsText("event 2 of s: java.io.IOException: no network");
    link(page, "event 2 of s").click();
    assertThat(page.locator("#then")).containsText("x2");
    page.navigate(app.client.address() + SUBSCRIPTIONS);
    steer(page, "Skip", "letters/all leaves the event out at which it stopped.");
    assertThat(page.locator(".said.bad")).hasCount(0);
    assertThat(page.locator(".figures div")).hasText(new String[]{"Lag1", "Handled of s2"});
    run(letters, false);
    assertThat(handled).containsExactly(1L, 3L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_subscription_is_resumed_paused_and_reset(boolean scripts) throws Exception {
    var letters = stopped();
    var page = open("admin", SUBSCRIPTIONS, scripts);
    steer(page, "Resume", "letters/all may go on.");
    run(letters, false);
    assertThat(handled).containsExactly(1L, 2L, 3L);
    page.reload();
    assertThat(page.locator(".figures div")).hasText(new String[]{"Lag0", "Handled of s3"});
    steer(page, "Pause", "letters/all is paused.");
    assertThat(page.locator(".badge")).hasText("paused");
    store.log().append("s", "x4", NINE, 4);
    run(letters, false);
    assertThat(handled).hasSize(3);
    steer(page, "Resume", "letters/all may go on.");
    page.getByText("Steer it").click();
    page.getByLabel("Go on after event").fill("2");
    page.getByText("Steer it").click();
    steer(page, "Reset", "letters/all goes on after event 2 of s.");
    run(letters, false);
    assertThat(handled).containsExactly(1L, 2L, 3L, 3L, 4L);
  }

  @Test
  void what_cannot_be_done_is_said_and_changes_nothing() throws Exception {
    var letters = stopped();
    var late = open("admin", SUBSCRIPTIONS, false);
    letters.skip();
    run(letters, true); // and now it stops at the next event, which nobody has looked at
    late.getByText("Steer it").click();
    late.getByLabel("Yes, leave the event out").check();
    press(late, "Skip");
    assertThat(late.getByRole(AriaRole.ALERT))
        .containsText("the subscription has not stopped at event 2 of s; nothing was changed");
    assertThat(letters.status().stopped().orElseThrow().seq()).isEqualTo(3);
    late.getByText("Steer it").click();
    late.getByLabel("Go on after event").fill("4");
    late.getByLabel("Yes, go there").check();
    press(late, "Reset");
    assertThat(late.getByRole(AriaRole.ALERT)).containsText("seq: cannot reset to seq 4");
    assertThat(letters.status().seqs()).isEqualTo(Map.of("s", 2L));
  }
}
