package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site of the documents, which this builds: it is whole, and needs no network. */
class SiteTest {
  private static final Path SOURCE = Path.of("..", "site").toAbsolutePath().normalize();
  private static final Path BUILT = SOURCE.resolve(Path.of("target", "site"));
  private static final Path DRAWINGS = Path.of("..", "docs", "drawings");
  private static final Pattern LINK = Pattern.compile(" (?:href|src)=\"([^\"]+)\"");
  private static final Pattern PLACE = Pattern.compile(" id=\"([^\"]+)\"");

  /** How bright a light picture is at least, and a dark one at most: from 0 to 255. */
  private static final double LIGHT = 170;
  private static final double DARK = 50;

  private static HttpServer server;
  private static Chromium chromium;

  @BeforeAll
  static void build() throws IOException {
    Needs.program("node");
    Needs.program("npm");
    var installed = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    Needs.found(Optional.of(installed).filter(it -> it.status == 0), "npm cannot install packages: " + installed.said);
    var built = run("node", "build.js");
    assertThat(built.status).as(built.said).isZero();
    server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BUILT,
        OutputLevel.NONE);
    server.start();
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop(0);
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  /** What became of a program. */
  private record Ended(int status, String said) {}

  private static Ended run(String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(SOURCE.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    var process = builder.start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.onExit().join().exitValue(), said);
  }

  /** The pages that are made of this repository's files. Those of the API are made by javadoc, which checks its own. */
  private static Map<Path, String> pages() throws IOException {
    var pages = new HashMap<Path, String>();
    try (var files = Files.walk(BUILT)) {
      for (var file : files.filter(it -> it.toString().endsWith(".html")).toList()) {
        if (!file.startsWith(BUILT.resolve("api"))) {
          pages.put(file, Files.readString(file));
        }
      }
    }
    return pages;
  }

  private static Set<String> places(String page) {
    return PLACE.matcher(page).results().map(id -> id.group(1)).collect(Collectors.toSet());
  }

  @Test
  void every_link_leads_to_a_file_of_the_site_and_to_a_place_in_it() throws IOException {
    var pages = pages();
    assertThat(pages).hasSizeGreaterThan(100);
    var broken = new ArrayList<String>();
    pages.forEach((page, text) -> LINK.matcher(text)
        .results()
        .map(link -> link.group(1).replace("&amp;", "&"))
        .filter(link -> !link.matches("(?:[a-z]+:|//).*"))
        .distinct()
        .filter(link -> !leadsSomewhere(pages, page, link))
        .forEach(link -> broken.add(BUILT.relativize(page) + ": " + link)));
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Map<Path, String> pages, Path page, String link) {
    var parts = URLDecoder.decode(link.replace("+", "%2B"), UTF_8).split("#", 2);
    var file = parts[0].isEmpty()
        ? page
        : parts[0].startsWith("/") ? BUILT.resolve(parts[0].substring(1)) : page.resolveSibling(parts[0]).normalize();
    if (Files.isDirectory(file)) {
      file = file.resolve("index.html");
    }
    return Files.exists(file)
        && (parts.length == 1 || !pages.containsKey(file) || places(pages.get(file)).contains(parts[1]));
  }

  @Test
  void every_drawing_is_made_of_its_text(@TempDir Path directory) throws IOException {
    var drawn = run("node", "draw.js", directory.toString());
    assertThat(drawn.status).as(drawn.said).isZero();
    try (var texts = Files.list(DRAWINGS)) {
      for (var text : texts.filter(it -> it.toString().endsWith(".dot")).toList()) {
        var name = text.getFileName().toString().replace(".dot", ".svg");
        assertThat(DRAWINGS.resolve(name)).as("run `npm run draw` in site/, and look at it")
            .hasSameTextualContentAs(directory.resolve(name));
      }
    }
  }

  private static Page open(String path, ColorScheme scheme) {
    var context = chromium.browser.newContext(new NewContextOptions().setColorScheme(scheme));
    var page = context.newPage();
    page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return page;
  }

  @Test
  void the_search_finds_a_heading_and_nothing_asks_another_server() {
    var page = open("/", ColorScheme.LIGHT);
    var asked = new ArrayList<String>();
    page.onRequest(request -> asked.add(URI.create(request.url()).getHost()));
    page.reload();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search")).first().click();
    page.getByRole(AriaRole.SEARCHBOX).fill("leases");
    assertThat(page.locator(".VPLocalSearchBox .result").first()).containsText("Leases");
    page.locator(".VPLocalSearchBox .result").first().click();
    assertThat(page.locator("h2#leases")).isVisible();
    assertThat(Set.copyOf(asked)).containsExactly("127.0.0.1");
    page.context().close();
  }

  @Test
  void a_page_and_its_drawings_are_light_or_dark_as_the_switch_says() throws IOException {
    var page = open("/docs/concepts.html", ColorScheme.LIGHT);
    var drawing = page.locator("img[src*=guards]");
    drawing.scrollIntoViewIfNeeded();
    assertThat(brightness(page.screenshot())).isGreaterThan(LIGHT);
    assertThat(brightness(drawing.screenshot())).isGreaterThan(LIGHT);
    page.getByRole(AriaRole.SWITCH).first().click();
    assertThat(page.locator("html")).hasClass("dark");
    assertThat(brightness(page.screenshot())).isLessThan(DARK);
    assertThat(brightness(drawing.screenshot())).isLessThan(DARK);
    page.context().close();
  }

  private static double brightness(byte[] picture) throws IOException {
    var image = MovingPicture.image(picture);
    var pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).map(rgb -> rgb >> 8 & 0xff).average().orElseThrow();
  }
}
