package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what people read against the files there are. */
class DocsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern
      .compile("(?:]\\(|^\\[[^]]+]: )([^)#:\\s]*)(?:#([^)\\s]*))?(?=[)\\s])", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern FENCED = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern IN_JAVADOC = Pattern.compile("<pre>[{]@code(.*?)}</pre>", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  static List<Path> pages() throws IOException {
    return files(".*[.]md");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_link_leads_to_a_file_and_to_a_heading_in_it(Path page) throws IOException {
    for (var link : LINK.matcher(text(page)).results().toList()) {
      var file = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
      assertThat(file).as("%s in %s", link.group(), page).exists();
      if (link.group(2) != null) {
        assertThat(anchors(file)).as("%s in %s", link.group(), page).contains(link.group(2));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"example-acl", "example-bookings", "example-ledger"})
  void an_example_says_of_each_of_its_files_what_to_do_with_it(String example) throws IOException {
    var readme = Files.readString(ROOT.resolve(example).resolve("README.md"));
    var table = readme.substring(readme.indexOf("## What to copy"));
    try (var files = Files.walk(ROOT.resolve(example).resolve("src"))) {
      var names = files.map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".java"))
          .map(file -> file.substring(0, file.length() - ".java".length()));
      assertThat(names).allSatisfy(name -> assertThat(table).containsPattern("[`/]" + name + "`"));
    }
  }

  @Test
  void all_code_that_is_shown_is_run_by_a_test() throws IOException {
    var tested = new StringBuilder();
    for (var test : files(".*/src/test/java/.*(Test|/(plainfile|spring)/[^/]*)[.]java")) {
      tested.append(flat(Files.readString(test)));
    }
    for (var page : files("[.][.]/(README|site/index|docs/[^/]*|docs/guide/[^/]*|example-[^/]*/README)[.]md")) {
      assertThat(blocks(FENCED, page)).as("%s", page).allMatch(block -> tested.indexOf(block) >= 0, "in a test");
    }
    for (var source : files(".*/src/main/java/.*[.]java")) {
      assertThat(blocks(IN_JAVADOC, source)).as("%s", source)
          .allMatch(block -> tested.indexOf(block) >= 0, "in a test");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Persist", "Commit", "log/EventLog", "decide/Decider", "decide/Boundary", "feed/Subscription",
      "view/View", "migrate/Genesis"})
  void a_main_type_opens_with_an_example(String type) throws IOException {
    assertThat(blocks(IN_JAVADOC, Path.of("src/main/java/dev/persist", type + ".java"))).isNotEmpty();
  }

  @Test
  void the_tutorial_shows_its_test_in_order() throws IOException {
    var code = flat(Files.readString(Path.of("src/test/java/dev/persist/TutorialTest.java")));
    var blocks = blocks(FENCED, ROOT.resolve("docs/guide/tutorial.md"));
    assertThat(blocks).isNotEmpty();
    for (var block : blocks) {
      assertThat(code).contains(block);
      code = code.substring(code.indexOf(block) + block.length());
    }
  }

  private static List<Path> files(String name) throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files.map(Path::toString)
          .filter(file -> !file.matches(".*/(target|node_modules)/.*") && file.matches(name))
          .map(Path::of)
          .toList();
    }
  }

  private static List<String> blocks(Pattern block, Path file) throws IOException {
    return block.matcher(Files.readString(file)).results().map(each -> flat(each.group(1))).toList();
  }

  /** Without white space, since lines are wrapped otherwise, and without the stars of a comment. */
  private static String flat(String code) {
    return code.replaceAll("(?m)^ +[*]", "").replaceAll("\\s", "");
  }

  private static String text(Path page) throws IOException {
    return CODE.matcher(Files.readString(page)).replaceAll("");
  }

  private static Stream<String> anchors(Path page) throws IOException {
    return HEADING.matcher(text(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{Alnum} _-]", "").replace(' ', '-'));
  }
}
