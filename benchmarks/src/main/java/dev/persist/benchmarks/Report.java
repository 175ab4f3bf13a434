package dev.persist.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table of what is measured, printed row by row. With {@code -Dreport=true} it also replaces the block of its name in {@code
 * performance.md} or {@code scale.md} of the directory {@code -Ddocs} names: the lines from {@code <!-- measured: NAME -->} to {@code
 * <!-- end -->}, with its chart. A block that begins with {@code computed} instead follows from others, and has no date.
 */
final class Report implements AutoCloseable {
  private static final boolean REPORTING = Boolean.getBoolean("report");
  private static final Path DOCS = Path.of(System.getProperty("docs", "docs"));
  private static final List<Path> PAGES = List.of(DOCS.resolve("performance.md"), DOCS.resolve("scale.md"));

  private final String name;
  private final List<String> lines = new ArrayList<>();
  private @Nullable Chart chart;

  /**
   * Begins a table with {@code columns}.
   *
   * @throws IllegalStateException when there is to be a report, and no page has a block of that name
   */
  Report(String name, String... columns) throws IOException {
    this.name = name;
    if (REPORTING) {
      Block.of(name);
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
    if (!REPORTING) {
      return;
    }
    var block = Block.of(name);
    var shown = new StringBuilder();
    if (chart != null) {
      var file = DOCS.resolve("performance").resolve(name + ".svg");
      Files.createDirectories(file.getParent());
      Files.writeString(file, chart.svg());
      shown.append("\n![").append(chart.title()).append("](performance/").append(name).append(".svg)\n");
    }
    shown.append('\n').append(String.join("\n", lines)).append("\n\n");
    if (block.measured) {
      shown.append("Measured on ").append(LocalDate.now(ZoneOffset.UTC)).append(".\n\n");
    }
    Files.writeString(block.page, block.before + shown + block.after);
  }

  /**
   * Returns what the pages say: the figure in {@code column} of the row that begins with {@code cells}, in the block of that name.
   *
   * @throws IllegalStateException when no page has it
   */
  static double figure(String name, int column, String... cells) throws IOException {
    var row = Block.of(name).lines
        .lines()
        .filter(line -> line.startsWith("| " + String.join(" | ", cells) + " |"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("block \"" + name + "\" has no row " + List.of(cells)));
    var cell = List.of(row.split("\\|", -1)).get(column + 1).strip();
    return Double.parseDouble(cell.replaceAll(" .*|,", ""));
  }

  /** What a page has under a name: from the line that names it to the one that ends it. */
  private record Block(Path page, boolean measured, String before, String lines, String after) {
    static Block of(String name) throws IOException {
      var begin = Pattern.compile("<!-- (measured|computed): " + name + " -->\n");
      for (var page : PAGES) {
        var text = Files.readString(page);
        var found = begin.matcher(text);
        if (found.find()) {
          var end = text.indexOf("<!-- end -->", found.end());
          return new Block(page, found.group(1).equals("measured"), text.substring(0, found.end()),
              text.substring(found.end(), end), text.substring(end));
        }
      }
      throw new IllegalStateException("no block \"" + name + "\" in " + PAGES + "; measure it without --report");
    }
  }
}
