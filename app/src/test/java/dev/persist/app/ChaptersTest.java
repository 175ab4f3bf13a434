package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation, as the app shows it. */
class ChaptersTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir private static Path directory;

  private static TestApp app;

  @BeforeAll
  static void start() {
    app = TestApp.inMemory(directory);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static List<String> linksOf(String html) {
    return LINK.matcher(html).results().map((MatchResult link) -> link.group(1)).toList();
  }

  @ParameterizedTest
  @CsvSource({
      "/, docs/guide/tutorial.md, Tutorial", "/access, example-acl/README.md, who may access what",
      "/bookings, example-bookings/README.md, capacity-safe", "/orders, example-ledger/README.md, an order ledger",
      "/tour, docs/guide/migrating.md, Migrating", "/lab, docs/safety.md, Safety",
      "/inspect, docs/guide/streams.md, stream",
      "/inspect/keys, docs/guide/streams.md, stream", "/api, docs/guide/api.md, API"})
  void each_page_links_the_chapter_about_it(String page, String chapter, String title) throws Exception {
    var link = "/source/" + chapter;
    assertThat(linksOf(app.get(page).body())).contains(link);
    var html = app.get(link);
    assertThat(html.statusCode()).isEqualTo(200);
    assertThat(html.body()).containsPattern("<h1 id=[^>]+>[^<]*" + title);
  }

  @Test
  void every_link_of_a_chapter_leads_somewhere() throws Exception {
    var broken = new ArrayList<String>();
    try (var docs = Files.walk(REPOSITORY.resolve("docs"));
        var others = Files.list(REPOSITORY);
        var workshop = Files.walk(REPOSITORY.resolve("workshop"), 2)) {
      for (var file : Stream.of(docs, others, workshop)
          .flatMap(all -> all)
          .filter(it -> it.toString().endsWith(".md"))
          .toList()) {
        var address = "/source/" + REPOSITORY.relativize(file);
        for (var link : linksOf(app.get(address).body())) {
          var target = URI.create(address).resolve(link);
          if (!target.isAbsolute() && app.get(target.getPath()).statusCode() >= 400) {
            broken.add(address + " to " + link);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void a_table_a_heading_and_a_picture_are_shown() throws Exception {
    var html = app.get("/source/docs/performance.md").body();
    assertThat(html).contains("<table", "<h2 id=\"pages\">Pages</h2>");
    var picture = app.get("/source/docs/performance/http-rocksdb.svg");
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    assertThat(picture.body()).contains("<svg");
  }

  @Test
  void a_folder_leads_to_what_is_to_be_read_in_it() throws Exception {
    assertThat(app.get("/source/example-acl").headers().firstValue("Location"))
        .hasValue("/source/example-acl/README.md");
    assertThat(app.get("/source/docs").headers().firstValue("Location")).hasValue("/source/docs/README.md");
    assertThat(app.get("/source/docs/README.md").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/none.md", "app/../app.properties", "..md",
      "page/app.css"})
  void what_is_no_packed_file_is_not_found(String path) throws Exception {
    assertThat(app.get("/source/" + path).statusCode()).isBetween(400, 404);
  }
}
