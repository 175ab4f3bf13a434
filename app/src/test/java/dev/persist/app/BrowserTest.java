package dev.persist.app;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import dev.persist.Persist;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of pages in a browser, with an app of its own for each test. */
abstract class BrowserTest {
  private static Chromium chromium;

  @TempDir private Path directory;

  TestApp app;
  Persist store;

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
    store = app.injector.getInstance(Persist.class);
  }

  @AfterEach
  void stop() {
    chromium.browser.contexts().forEach(context -> context.close());
    app.close();
  }

  /** Opens {@code path} in a browser of {@code user}. */
  Page open(String user, String path, boolean scripts) {
    var page = chromium.signedIn(app, user, new Browser.NewContextOptions().setJavaScriptEnabled(scripts));
    page.navigate(app.client.address() + path);
    return page;
  }

  Page open(String path) {
    return open("admin", path, true);
  }

  static Locator link(Page page, String name) {
    return page.locator("main")
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
  }

  /** Returns the rows of the tables of the page. After a click, first wait for something that only the next page has. */
  static List<String> rows(Page page) {
    return rows(page.locator("main"));
  }

  static List<String> rows(Locator within) {
    within.page().waitForLoadState();
    return within.locator("tbody tr").allInnerTexts().stream().map(row -> row.replaceAll("\\s+", " ")).toList();
  }

  /** Makes each answer to {@code page} take half a second and more. */
  static void slowNetwork(Page page) {
    var conditions = new JsonObject();
    conditions.addProperty("offline", false);
    conditions.addProperty("latency", 500);
    conditions.addProperty("downloadThroughput", 50_000);
    conditions.addProperty("uploadThroughput", 50_000);
    page.context().newCDPSession(page).send("Network.emulateNetworkConditions", conditions);
  }

  /** Loads the page again. Chromium 156 refuses that while it changes from one document to the next. */
  static void reload(Page page) {
    while (true) {
      try {
        page.reload();
        return;
      } catch (PlaywrightException e) {
        if (!e.getMessage().contains("Not attached to an active page")) {
          throw e;
        }
      }
    }
  }
}
