package dev.persist.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table of what is measured, printed row by row. With {@code -Dreport=DIRECTORY} it also replaces the block of its name in
 * {@code DIRECTORY/performance.md}, the lines from {@code <!-- measured: NAME -->} to {@code <!-- end -->}, with its chart.
 */
final class Report implements AutoCloseable {
  private static final @Nullable String DIRECTORY = System.getProperty("report");

  private final String name;
  private final List<String> lines = new ArrayList<>();
  private @Nullable Chart chart;

  /**
   * Begins a table with {@code columns}.
   *
   * @throws IllegalStateException when there is to be a report, and its page has no block of that name
   */
  Report(String name, String... columns) throws IOException {
    this.name = name;
    if (DIRECTORY != null && !block(Files.readString(page())).find()) {
      throw new IllegalStateException("docs/performance.md has no block \"" + name + "\"; measure it without --report");
    }
    System.out.println();
    row(columns);
    row(Collections.nCopies(columns.length, "---").toArray(String[]::new));
  }

  /** Has a chart drawn of what {@code y} is for each {@code x}, with a line for each series; {@code limits} are dashed. */
  Report chart(String title, String x, String y, String... limits) {
    chart = new Chart(title, x, y, List.of(limits));
    return this;
  }

  /** Adds a point to the chart, if there is to be one. */
  void point(String series, double x, Spread y) {
    if (chart != null) {
      chart.point(series, x, y);
    }
  }

  /** Adds a row. */
  void row(String... cells) {
    var line = "| " + String.join(" | ", cells) + " |";
    System.out.println(line);
    lines.add(line);
  }

  /** Says that a peer does not take part, and why. */
  void leftOut(String peer, String reason) {
    System.out.println("Left out: " + peer + ", since " + reason);
  }

  /** Writes the table into the report, if there is to be one. */
  @Override
  public void close() throws IOException {
    if (DIRECTORY == null) {
      return;
    }
    var shown = new StringBuilder();
    if (chart != null) {
      var file = Path.of(DIRECTORY, "performance", name + ".svg");
      Files.createDirectories(file.getParent());
      Files.writeString(file, chart.svg());
      shown.append("\n![").append(chart.title()).append("](performance/").append(name).append(".svg)\n");
    }
    shown.append('\n')
        .append(String.join("\n", lines))
        .append("\n\nMeasured on ")
        .append(LocalDate.now(ZoneOffset.UTC))
        .append(".\n\n");
    var replaced = block(Files.readString(page()))
        .replaceFirst("$1" + Matcher.quoteReplacement(shown.toString()) + "$2");
    Files.writeString(page(), replaced);
  }

  private static Path page() {
    return Path.of(DIRECTORY, "performance.md");
  }

  private Matcher block(String text) {
    return Pattern.compile("(<!-- measured: " + name + " -->\n).*?(<!-- end -->)", Pattern.DOTALL).matcher(text);
  }
}
