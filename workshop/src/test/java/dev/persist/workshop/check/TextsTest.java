package dev.persist.workshop.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what learners read against the code. */
class TextsTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Path SOLVED = Path.of("src/test/java/dev/persist/workshop/solved");

  static List<Path> texts() throws IOException {
    try (var files = Files.list(Path.of("stages"))) {
      return files.sorted().toList();
    }
  }

  private static String flat(String code) {
    return code.replaceAll("\\s", "");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void the_code_in_a_text_is_in_the_solution_of_its_stage(Path text) throws IOException {
    var stage = text.getFileName().toString().substring(0, 2);
    var solution = flat(Files.readString(SOLVED.resolve("stage" + stage).resolve("TicketOffice.java")));
    var blocks = JAVA.matcher(Files.readString(text)).results().map(block -> flat(block.group(1))).toList();
    assertThat(blocks).isNotEmpty().allMatch(solution::contains, "in the solution");
  }

  @Test
  void each_stage_has_a_text_that_opens_with_its_name_and_five_lines() throws IOException {
    var texts = texts();
    assertThat(texts).hasSameSizeAs(Stages.ALL);
    for (var stage : Stages.ALL) {
      var lines = Files.readAllLines(texts.get(stage.number() - 1));
      assertThat(lines.getFirst()).isEqualTo("# Stage " + stage.number() + ": " + stage.title());
      assertThat(lines.subList(2, 7)).doesNotContain("");
      assertThat(lines.get(7)).isEmpty();
    }
  }

  @Test
  void the_readme_shows_what_the_check_prints() throws Exception {
    var second = new Offices(dev.persist.workshop.solved.stage02.TicketOffice.class);
    var printed = Swimlane.of(Stages.ALL.get(2).grade(second).flaw().orElseThrow().history());
    assertThat(Files.readString(Path.of("README.md"))).contains("```text\n" + String.join("\n", printed) + "\n```");
    assertThat(printed).allMatch(line -> line.length() <= 80);
  }

  @Test
  void the_app_shows_the_grades_as_the_check_writes_them() throws Exception {
    var second = new Offices(dev.persist.workshop.solved.stage02.TicketOffice.class);
    var grades = List.of(Stages.ALL.get(1).grade(second), Stages.ALL.get(2).grade(second));
    assertThat(Files.readString(Path.of("src/test/resources/grades.json"))).isEqualTo(Check.document(grades) + "\n");
  }
}
