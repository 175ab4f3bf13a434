package dev.persist.app.demo;

import dev.persist.Json;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the last check of the workshop found. The check writes it as JSON, since the app does not know the workshop.
 *
 * @param passed whether all stages that were asked for are passed
 * @param grades one for each stage that was graded
 */
public record Grades(boolean passed, List<Grade> grades) {
  /** Where the check writes them. */
  public record Place(Path file) {
    /** The file below the directory of the repository, in which the app runs. */
    @Inject
    public Place() {
      this(Path.of("workshop", "target", "grades.json"));
    }
  }

  /** The grade of a stage: what it passed, and at most one trial that failed. */
  public record Grade(int stage, String title, List<String> passed, Optional<String> failed, Optional<Flaw> flaw) {}

  /** What is wrong, and the shortest history that shows it. */
  public record Flaw(History history, String why) {
    /** Returns the history as lanes; its steps are counted, not timed. */
    public Interleaving interleaving() {
      var lanes = new ArrayList<Interleaving.Lane>();
      for (var row = 0; row < history.lanes.size(); row++) {
        var marks = new ArrayList<Interleaving.Mark>();
        for (var at = 0; at < history.steps.size(); at++) {
          var step = history.steps.get(at);
          if (step.lane == row) {
            marks.add(new Interleaving.Mark(at, step.text, step.bad ? "bad" : "plain"));
          }
        }
        lanes.add(new Interleaving.Lane(history.lanes.get(row), marks));
      }
      return new Interleaving(lanes);
    }
  }

  /** What callers did, in the order of time. */
  public record History(List<String> lanes, List<Step> steps) {}

  /** What the caller of a lane did. */
  public record Step(int lane, String text, boolean bad) {}

  /** Returns the grades at {@code place}; empty when there are none. */
  public static Optional<Grades> at(Place place) {
    try {
      return Files.exists(place.file)
          ? Optional.of(Json.parse(Files.readString(place.file)).as(Grades.class))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
