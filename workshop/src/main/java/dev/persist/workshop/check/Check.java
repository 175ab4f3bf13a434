package dev.persist.workshop.check;

import dev.persist.Json;
import dev.persist.workshop.TicketOffice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Grades the learner's office, and says what passed and what did not. */
public final class Check {
  /** Where the grades of the last check are, for the page of the app. */
  private static final Path GRADES = Path.of("workshop", "target", "grades.json");

  private Check() {}

  /** Takes the number of a stage, or {@code all} for each one up to the first that fails. */
  public static void main(String[] args) throws Exception {
    var asked = args.length == 0 ? "all" : args[0];
    var stages = Stages.ALL.stream().filter(stage -> asked.equals("all") || asked.equals("" + stage.number())).toList();
    if (stages.isEmpty()) {
      System.out.println("There is no stage \"" + asked + "\"; give a number from 1 to " + Stages.ALL.size()
          + ", or nothing for all.");
      System.exit(1);
    }
    var grades = new ArrayList<Grade>();
    for (var stage : stages) {
      var grade = stage.grade(new Offices(TicketOffice.class));
      grades.add(grade);
      lines(grade).forEach(System.out::println);
      if (grade.flaw().isPresent()) {
        break;
      }
    }
    Files.createDirectories(GRADES.getParent());
    Files.writeString(GRADES, document(grades).toString());
    System.exit(passed(grades) ? 0 : 1);
  }

  private static boolean passed(List<Grade> grades) {
    return grades.stream().allMatch(grade -> grade.flaw().isEmpty());
  }

  /** Returns what the page of the app and the script read. */
  static Json document(List<Grade> grades) {
    return Json.of(Map.of("passed", passed(grades), "grades", grades));
  }

  /** Returns what to print of {@code grade}. */
  static List<String> lines(Grade grade) {
    var lines = new ArrayList<String>();
    lines.add("Stage " + grade.stage() + ": " + grade.title());
    grade.passed().forEach(trial -> lines.add("  passed  " + trial));
    grade.flaw().ifPresentOrElse(flaw -> {
      lines.add("  FAILED  " + grade.failed().orElseThrow());
      lines.add("");
      Swimlane.of(flaw.history()).forEach(lines::add);
      lines.add("");
      lines.addAll(List.of(flaw.why(), "Read " + text(grade.stage()) + "; it has hints."));
    }, () -> lines.add("  The stage is passed."
        + (grade.stage() < Stages.ALL.size() ? " Next: " + text(grade.stage() + 1) : " It was the last.")));
    lines.add("");
    return lines;
  }

  private static String text(int stage) {
    var folder = Path.of("workshop", "stages");
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString)
          .filter(name -> name.contains("%02d-".formatted(stage)))
          .findFirst()
          .orElse(folder.toString());
    } catch (IOException e) {
      return folder.toString();
    }
  }
}
