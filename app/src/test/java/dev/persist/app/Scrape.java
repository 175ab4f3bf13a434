package dev.persist.app;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a server of metrics answered, in Prometheus's text format 0.0.4, read strictly.
 *
 * @param types by family, its type
 * @param samples by name and labels, such as {@code a_total{b="c"}} with labels in name order, the value
 */
record Scrape(Map<String, String> types, Map<String, Double> samples) {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") .+");
  private static final Pattern TYPE = Pattern
      .compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\"";
  private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(" + LABEL + "(?:," + LABEL + ")*),?})? "
      + "([+-]?(?:\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|Inf)|NaN)");

  static Scrape of(String text) {
    var scrape = new Scrape(new HashMap<>(), new TreeMap<>());
    var seen = new HashSet<String>();
    var family = "";
    for (var line : text.split("\n", -1)) {
      var type = TYPE.matcher(line);
      if (type.matches()) {
        family = type.group(1);
        require(seen.add(family), "a second time", line);
        scrape.types.put(family, type.group(2));
      } else if (!line.isEmpty() && !HELP.matcher(line).matches()) {
        scrape.add(family, line);
      }
    }
    return scrape;
  }

  private void add(String family, String line) {
    var sample = SAMPLE.matcher(line);
    require(sample.matches(), "no sample", line);
    var ends = switch (types.get(family)) {
      case "histogram" -> Set.of("_bucket", "_sum", "_count");
      case "summary" -> Set.of("", "_sum", "_count"); // the pauses of the garbage collection, once there was one
      default -> Set.of("");
    };
    require(ends.stream().anyMatch(end -> sample.group(1).equals(family + end)), "not of family " + family, line);
    var labels = sample.group(2) == null ? "" : labels(sample.group(2));
    var value = sample.group(3).replace("Inf", "Infinity");
    require(samples.put(sample.group(1) + labels, Double.valueOf(value)) == null, "a second time", line);
  }

  private static String labels(String text) {
    return Pattern.compile(LABEL)
        .matcher(text)
        .results()
        .map(found -> found.group())
        .sorted()
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static void require(boolean holds, String fault, String line) {
    if (!holds) {
      throw new IllegalArgumentException(fault + ": " + line);
    }
  }
}
