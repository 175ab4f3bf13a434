package dev.persist.app;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Cookie;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Chromium of this machine, without a window, driven by Playwright. For one thread at a time. */
final class Chromium implements AutoCloseable {
  private final Playwright playwright;

  /** Opens pages, each in a context of its own. */
  final Browser browser;

  private Chromium(Path program) {
    this.playwright = Playwright
        .create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser = playwright.chromium()
        .launch(new LaunchOptions().setExecutablePath(program).setArgs(List.of("--no-sandbox"))); // root may have none
  }

  /** Starts it. Where it is not installed the test is skipped, and says so; in CI it fails. */
  static Chromium start() {
    var program = Needs.program("chromium");
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000); // how long to look again, on a busy machine
    return new Chromium(program);
  }

  /**
   * Returns a new page of {@code user}, whose account it makes, in a session that has begun: a form would have to prove the password, which
   * takes a second. {@link SignInPageTest} signs in by the form.
   */
  Page signedIn(TestApp app, String user, Browser.NewContextOptions options) {
    app.account(user);
    var context = browser.newContext(options);
    context.addCookies(List.of(new Cookie("persist-session", app.token(user)).setUrl(app.client.address())));
    return context.newPage();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
