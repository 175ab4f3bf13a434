package dev.persist.workshop.check;

import java.util.ArrayList;
import java.util.List;

/** Draws a history as text: a lane for each caller, and time downward. */
final class Swimlane {
  private static final int WIDTH = 78;
  private static final int MARGIN = 4;

  private Swimlane() {}

  /** Returns the lines; the step that shows the fault has a mark in front of it. */
  static List<String> of(History history) {
    var lane = (WIDTH - MARGIN) / history.lanes().size() - 2;
    var lines = new ArrayList<String>();
    var head = new StringBuilder(" ".repeat(MARGIN));
    history.lanes().forEach(name -> head.append("| ").append(padded(name, lane)));
    lines.add(head.toString().stripTrailing());
    lines.add("-".repeat(MARGIN) + ("+-" + "-".repeat(lane)).repeat(history.lanes().size()));
    var number = 0;
    for (var step : history.steps()) {
      number++;
      var first = true;
      for (var text : wrapped(step.text(), lane - 1)) {
        var line = new StringBuilder(first ? "%2d %s".formatted(number, step.bad() ? ">" : " ") : " ".repeat(MARGIN));
        for (var other = 0; other < history.lanes().size(); other++) {
          line.append("| ").append(padded(other == step.lane() ? text : "", lane));
        }
        lines.add(line.toString().stripTrailing());
        first = false;
      }
    }
    return lines;
  }

  private static String padded(String text, int width) {
    return text.length() >= width ? text.substring(0, width) : text + " ".repeat(width - text.length());
  }

  private static List<String> wrapped(String text, int width) {
    var lines = new ArrayList<String>();
    var line = "";
    for (var word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line);
        line = "  " + word;
      } else {
        line = line.isEmpty() ? word : line + " " + word;
      }
      for (; line.length() > width; line = "  " + line.substring(width)) {
        lines.add(line.substring(0, width));
      }
    }
    lines.add(line);
    return lines;
  }
}
