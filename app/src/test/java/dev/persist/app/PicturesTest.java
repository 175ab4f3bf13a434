package dev.persist.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.persist.app.world.World;
import dev.persist.example.ledger.Ledger;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The pages look as their pictures in {@code docs/pictures} do, some of which the README shows. {@code -Dpictures=take} takes them again;
 * look at each before you commit it.
 */
class PicturesTest {
  private static final Instant NOW = Instant.parse("2026-11-29T15:00:00Z");
  private static final Path PICTURES = Path.of("..", "docs", "pictures");
  private static final Path SEEN = Path.of("target", "pictures");

  /**
   * How much of a picture may differ: letters do, from one build of the browser to the next. Chromium 156 sets those of one width
   * a fraction of a pixel further apart than the build before, which is 0.6 % of a page with much JSON.
   */
  private static final double MOST = 0.01;
  private static final int NOTICED = 48;

  private static final int DEJAVU = 337;
  private static final String WIDTH = """
      () => {
        const context = document.createElement('canvas').getContext('2d');
        context.font = '100px system-ui';
        return Math.round(context.measureText('persist').width);
      }""";

  private static final String WHEN_WRONG = "look at each; if it is right, take the pictures again with -Dpictures=take";

  @TempDir private static Path directory;

  private static Chromium chromium;
  private static TestApp app;

  /** A way to look at a page. */
  enum Look {
    DESKTOP(1120, 720, ColorScheme.LIGHT), PHONE(390, 780, ColorScheme.LIGHT), DARK(1120, 720, ColorScheme.DARK);

    private final int width;
    private final int height;
    private final ColorScheme scheme;

    Look(int width, int height, ColorScheme scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }

    NewContextOptions options() {
      return new NewContextOptions().setViewportSize(width, height)
          .setColorScheme(scheme)
          .setReducedMotion(ReducedMotion.REDUCE);
    }
  }

  /** A page, and the name of its pictures. */
  private record Pictured(String name, String path) {}

  private static List<Pictured> pages() {
    var order = app.injector.getInstance(Ledger.class)
        .orders(0)
        .skip(2)
        .findFirst()
        .orElseThrow()
        .order()
        .placed()
        .id();
    return List.of(new Pictured("home", "/"), new Pictured("access", "/access/talks%2Fpanel?person=carol"),
        new Pictured("booking", "/bookings/workshop"), new Pictured("orders", "/orders"),
        new Pictured("order", "/orders/" + order), new Pictured("tour", "/tour/bookings"),
        new Pictured("lab", "/lab/race"),
        new Pictured("inspector", "/inspect"),
        new Pictured("time-travel", "/inspect/streams/occurrence%2Fworkshop?seq=6"),
        new Pictured("lanes", "/inspect/lanes?streams=occurrence%2Fworkshop,occurrence%2Fdinner,ledger"));
  }

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    var width = (int) chromium.browser.newPage().evaluate(WIDTH);
    Needs.found(Optional.of(width).filter(it -> it == DEJAVU),
        "the pictures were taken with the font DejaVu Sans, in which "
            + "this word is " + DEJAVU + " pixels wide; here it is " + width);
    app = TestApp.inMemory(directory, NOW);
    app.injector.getInstance(World.class).make(NOW);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (app != null) {
      app.close();
    }
  }

  private static byte[] picture(Page page) {
    return page.screenshot(new Page.ScreenshotOptions().setAnimations(ScreenshotAnimations.DISABLED));
  }

  private static boolean taking() {
    return System.getProperty("pictures", "").equals("take");
  }

  @ParameterizedTest
  @EnumSource
  void each_page_looks_as_its_picture_does(Look look) throws IOException {
    var page = chromium.signedIn(app, "admin", look.options());
    var wrong = new ArrayList<String>();
    for (var each : pages()) {
      page.navigate(app.client.address() + each.path);
      var name = each.name + "-" + look.name().toLowerCase(Locale.ROOT) + ".png";
      var seen = picture(page);
      if (taking()) {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name), seen);
      }
      var picture = PICTURES.resolve(name);
      var differing = Files.exists(picture)
          ? difference(MovingPicture.image(Files.readAllBytes(picture)), MovingPicture.image(seen))
          : 1;
      if (differing > MOST) {
        Files.createDirectories(SEEN);
        Files.write(SEEN.resolve(name), seen);
        wrong.add("%s differs in %.1f %% from what %s shows".formatted(name, differing * 100, SEEN.resolve(name)));
      }
    }
    page.context().close();
    assertThat(wrong).as(WHEN_WRONG).isEmpty();
  }

  @Test
  void two_browsers_see_one_seat_go() throws Exception {
    try (var filmed = TestApp.inMemory(directory.resolve("film"), NOW)) {
      film(filmed);
    }
  }

  private static void film(TestApp app) throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga at noon\",\"capacity\":8}");
    app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"zoe\"}");
    var options = Look.PHONE.options().setViewportSize(390, 470);
    var alice = chromium.signedIn(app, "alice", options);
    var bob = chromium.signedIn(app, "bob", options);
    var frames = new ArrayList<BufferedImage>();
    for (var each : List.of(alice, bob)) {
      each.navigate(app.client.address() + "/bookings/yoga");
    }
    frames.add(frame(alice, bob, 7));
    press(alice, "Book");
    frames.add(frame(alice, bob, 6));
    press(bob, "Book");
    frames.add(frame(alice, bob, 5));
    press(alice, "Give it back");
    frames.add(frame(alice, bob, 6));
    var file = PICTURES.resolve("two-browsers.gif");
    if (taking()) {
      MovingPicture.write(file, frames);
    }
    var filmed = MovingPicture.read(file);
    assertThat(filmed).hasSameSizeAs(frames);
    for (var i = 0; i < frames.size(); i++) {
      assertThat(difference(filmed.get(i), frames.get(i))).as("frame %d: %s", i, WHEN_WRONG).isLessThan(MOST);
    }
  }

  private static void press(Page page, String button) {
    page.getByText(button, new Page.GetByTextOptions().setExact(true)).click();
  }

  private static BufferedImage frame(Page one, Page other, int left) {
    for (var each : List.of(one, other)) {
      assertThat(each.locator("#now")).containsText(left + " of 8 left");
    }
    return MovingPicture.beside(picture(one), picture(other));
  }

  /** Returns the part of the pixels that differ so that one notices; all, where the sizes do. */
  private static double difference(BufferedImage one, BufferedImage other) {
    if (one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
      return 1;
    }
    var differing = 0;
    for (var y = 0; y < one.getHeight(); y++) {
      for (var x = 0; x < one.getWidth(); x++) {
        differing += isNoticed(one, other, x, y) ? 1 : 0;
      }
    }
    return (double) differing / one.getWidth() / one.getHeight();
  }

  private static boolean isNoticed(BufferedImage one, BufferedImage other, int x, int y) {
    var here = one.getRGB(x, y);
    var there = other.getRGB(x, y);
    for (var shift = 0; shift < 24; shift += 8) {
      if (Math.abs((here >> shift & 0xff) - (there >> shift & 0xff)) > NOTICED) {
        return true;
      }
    }
    return false;
  }
}
