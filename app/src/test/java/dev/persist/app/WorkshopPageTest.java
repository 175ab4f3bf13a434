package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.demo.Grades;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the workshop, on what a check wrote. */
class WorkshopPageTest {
  /** A check that failed; a test of the workshop writes the same. */
  static final Grades.Place FAILED = new Grades.Place(
      Path.of("..", "workshop", "src", "test", "resources", "grades.json"));

  @TempDir private Path directory;

  private static String page(TestApp app) throws Exception {
    return app.as("ann").get("/workshop").body();
  }

  @Test
  void a_failed_stage_is_drawn_and_a_passed_one_is_named() throws Exception {
    try (var app = TestApp.inMemory(directory,
        binder -> binder.bind(Grades.Place.class).toInstance(FAILED))) {
      assertThat(page(app)).contains("Stage 2: Survive a restart", "Stage 3: Do not sell a seat twice",
          "Passed: the second buyer at an office is told TAKEN",
          "Failed: of two buyers at two offices, one gets the seat", "<strong>bob</strong> -&gt; SOLD",
          "class=\"bad\"", "In no order of these calls").doesNotContain(" ms</span>");
    }
  }

  @Test
  void without_a_check_the_page_says_so() throws Exception {
    try (var app = TestApp.inMemory(directory,
        binder -> binder.bind(Grades.Place.class).toInstance(new Grades.Place(directory.resolve("none"))))) {
      assertThat(page(app)).contains("No check was made yet");
    }
  }
}
