package dev.persist.benchmarks;

import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Lines through figures, on logarithmic scales, as SVG that follows the reader's choice of light or dark. A bar through a point
 * reaches from the lowest to the highest figure; a limit is drawn with dashes.
 */
final class Chart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 320;
  private static final int TOP = 50;
  private static final int BOTTOM = 50;
  private static final int LABEL = 15;

  /** Told apart by people who do not see all colours (Okabe and Ito). */
  private static final List<String> COLOURS = List.of("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9",
      "#999999");

  /** Ends the name of a series that a model computes, which is that of what was measured before it. */
  static final String MODEL = ", model";

  private static final String STYLE = """
      <style>
      svg { background: #fff; font: 13px sans-serif; fill: #1f2328 }
      .grid { stroke: #d1d9e0 } .line { fill: none; stroke-width: 2 } .limit { stroke-dasharray: 6 4 }
      @media (prefers-color-scheme: dark) { svg { background: #0d1117; fill: #f0f6fc } .grid { stroke: #3d444d } }
      </style>
      """;

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final Map<String, List<Point>> series = new LinkedHashMap<>();
  private final List<String> limits;

  private record Point(double x, Spread y) {}

  /** Where values lie between {@code from} and {@code to}, which are at pixels {@code start} and {@code end}. */
  private record Scale(double from, double to, int start, int end) {
    private double at(double value) {
      return start + (end - start) * Math.log(value / from) / Math.log(to / from);
    }

    /** Returns 1, 2 and 5 of each power of ten that lie on it; only the powers when these are many. */
    private List<Double> ticks() {
      var ticks = new ArrayList<Double>();
      for (var power = Math.pow(10, Math.floor(Math.log10(from))); power <= to; power *= 10) {
        for (var step : to / from > 1e4 ? List.of(1) : List.of(1, 2, 5)) {
          if (step * power >= from && step * power <= to) {
            ticks.add(step * power);
          }
        }
      }
      return ticks;
    }
  }

  Chart(String title, String xLabel, String yLabel, List<String> limits) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.limits = limits;
  }

  String title() {
    return title;
  }

  /** Adds a point to the line of that name. */
  void point(String name, double x, Spread y) {
    series.computeIfAbsent(name, none -> new ArrayList<>()).add(new Point(x, y));
  }

  private DoubleStream values(Function<Point, DoubleStream> of) {
    return series.values().stream().flatMap(List::stream).flatMapToDouble(of);
  }

  /** Returns the chart as a document. */
  String svg() {
    var xs = new TreeSet<>(values(point -> DoubleStream.of(point.x)).boxed().toList());
    var x = new Scale(xs.first() / 1.1, xs.last() * 1.1, LEFT, WIDTH - RIGHT);
    var y = new Scale(values(point -> DoubleStream.of(point.y.lowest())).min().orElseThrow() / 1.3,
        values(point -> DoubleStream.of(point.y.highest())).max().orElseThrow() * 1.3, HEIGHT - BOTTOM, TOP);
    var svg = new StringBuilder()
        .append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\">\n"
                .formatted(WIDTH, HEIGHT))
        .append("<title>")
        .append(title)
        .append("</title>\n")
        .append(STYLE);
    text(svg, LEFT, 20, "start", title);
    text(svg, LEFT, 40, "start", yLabel);
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", xLabel);
    for (var tick : y.ticks()) {
      line(svg, "grid", "", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
      text(svg, LEFT - 8, y.at(tick) + 4, "end", number(tick));
    }
    xs.forEach(tick -> text(svg, x.at(tick), HEIGHT - BOTTOM + 18, "middle", "%,.0f".formatted(tick)));
    var ends = new TreeSet<Double>(); // where names stand, so that none hides another
    var colours = new HashMap<String, String>(); // what a model says has the colour of what was measured
    for (var each : series.entrySet()) {
      var colour = colours.computeIfAbsent(each.getKey().replace(MODEL, ""),
          none -> COLOURS.get(colours.size() % COLOURS.size()));
      draw(svg, each.getKey(), each.getValue(), colour, x, y, ends);
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, String name, List<Point> points, String colour, Scale x, Scale y,
      NavigableSet<Double> ends) {
    points.sort(Comparator.comparingDouble(Point::x));
    var path = new StringBuilder();
    for (var point : points) {
      path.append("%.1f,%.1f ".formatted(x.at(point.x), y.at(point.y.median())));
      line(svg, "line", colour, x.at(point.x), y.at(point.y.lowest()), x.at(point.x), y.at(point.y.highest()));
      svg.append("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n"
          .formatted(x.at(point.x), y.at(point.y.median()), colour));
    }
    svg.append("<polyline class=\"line%s\" stroke=\"%s\" points=\"%s\"/>\n"
        .formatted(limits.contains(name) ? " limit" : "", colour, path.toString().strip()));
    var last = points.getLast();
    var end = y.at(last.y.median());
    while (!ends.subSet(end - LABEL, end + LABEL).isEmpty()) {
      end += 1;
    }
    ends.add(end);
    line(svg, limits.contains(name) ? "line limit" : "line", colour, WIDTH - RIGHT + 6, end, WIDTH - RIGHT + 26, end);
    text(svg, WIDTH - RIGHT + 32, end + 4, "start", name);
  }

  private static void line(StringBuilder svg, String kind, String colour, double x1, double y1, double x2, double y2) {
    svg.append("<line class=\"%s\"%s x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n"
        .formatted(kind, colour.isEmpty() ? "" : " stroke=\"" + colour + "\"", x1, y1, x2, y2));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n"
        .formatted(x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  private static String number(double value) {
    var format = NumberFormat.getCompactNumberInstance(Locale.ENGLISH, NumberFormat.Style.SHORT);
    format.setMaximumFractionDigits(2);
    return format.format(value);
  }
}
