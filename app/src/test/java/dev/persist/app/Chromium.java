package dev.persist.app;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
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

  @Override
  public void close() {
    playwright.close();
  }
}
