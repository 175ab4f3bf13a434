package dev.persist.app.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The poms of a new module: in the build of persist, and alone. */
final class Poms {
  private static final Pattern DESCRIPTION = Pattern.compile("<description>.*?</description>");
  private static final Pattern HOLE = Pattern.compile("@([\\w-]+)@");
  private static final String END = "\n  </modules>";

  private Poms() {}

  /** Tells whether {@code pom} is that of the build of persist, to which a module can be added. */
  static boolean isReactor(String pom) {
    return pom.contains("<artifactId>persist-parent</artifactId>") && pom.contains(END);
  }

  /** Returns {@code pom} with the module {@code name}. */
  static String with(String name, String pom) {
    return pom.replaceFirst(END, "\n    <module>" + name + "</module>" + END);
  }

  /** Returns the pom of an example, whose names are new, as that of a module of its own. */
  static String inReactor(String name, String pom) {
    return DESCRIPTION.matcher(pom)
        .replaceFirst("<description>" + name + ", made by persist new.</description>");
  }

  /** Returns the pom of a module outside. Versions are those that {@code parent}, the pom of persist, has. */
  static String alone(String name, String packageName, String parent) throws IOException {
    var names = Map.of("name", name, "group",
        packageName.contains(".") ? packageName.replaceFirst("[.][^.]*$", "") : packageName);
    try (var in = Objects.requireNonNull(Poms.class.getResourceAsStream("/scaffold/pom.xml"))) {
      return HOLE.matcher(new String(in.readAllBytes(), UTF_8))
          .replaceAll(hole -> Matcher.quoteReplacement(
              Objects.requireNonNullElseGet(names.get(hole.group(1)), () -> version(hole.group(1), parent))));
    }
  }

  /** Returns the version of an artifact in {@code pom}. */
  static String version(String artifact, String pom) {
    var matcher = Pattern.compile("<artifactId>" + artifact + "</artifactId>\\s*<version>([^<]*)</version>")
        .matcher(pom);
    if (!matcher.find()) {
      throw new IllegalStateException("the pom of persist names no version of " + artifact);
    }
    return matcher.group(1);
  }
}
