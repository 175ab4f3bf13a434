package dev.persist.app.scaffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The README of an example. Its table says which files {@code --minimal} leaves out. */
final class Readme {
  /** What a module without an old version does not have. */
  private static final Set<String> OF_A_MIGRATION = Set.of("Before", "The seam", "The five steps");

  private static final String HEADING = "## What to copy\n";
  private static final String OPENING = """

      This module was made by `persist new`. Its story is still that of the module it was copied from. [Which file to begin
      with](#what-to-do-with-each-file), and what to do with each, is at the end.
      """;
  private static final Pattern SECTION = Pattern.compile("(?m)(?=^## )");
  private static final Pattern ROW = Pattern
      .compile("(?m)^[|] (?<files>.*?) (?<rest>[|] .* [|]) (?<copied>copied|left out) [|]\n");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  /** A link that is all there is between parentheses: its words mean nothing without it. */
  private static final Pattern ASIDE = Pattern.compile("\\s+\\(\\[[^\\]]*\\]\\(([^)#]*)(?:#[^)]*)?\\)\\)");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)#]*)(#[^)]*)?\\)");

  private final String text;
  private final String packagePath;

  Readme(Example example) {
    this.text = Objects.requireNonNull(example.files().get("README.md"));
    this.packagePath = example.packagePath();
  }

  /** Returns those of {@code files} that {@code --minimal} copies. A package without a class has no {@code package-info}. */
  Set<String> minimal(Set<String> files) {
    var kept = new TreeSet<>(files);
    ROW.matcher(text)
        .results()
        .filter(row -> row.group("copied").equals("left out"))
        .flatMap(row -> named(row.group("files")).stream())
        .forEach(name -> kept.removeIf(path -> isNamed(name, path)));
    var filled = kept.stream()
        .filter(path -> !path.endsWith("/package-info.java"))
        .map(Readme::directory)
        .collect(Collectors.toSet());
    kept.removeIf(path -> path.endsWith("/package-info.java") && !filled.contains(directory(path)));
    return kept;
  }

  private boolean isNamed(String name, String path) {
    return path.matches("src/(main|test)/java/" + packagePath + "/" + Pattern.quote(name) + "[.]java");
  }

  /** Returns the names in a cell; one that ends in a slash is the directory of those after it. */
  private static List<String> named(String cell) {
    var names = new ArrayList<String>();
    var directory = "";
    for (var match : NAME.matcher(cell).results().toList()) {
      if (match.group(1).endsWith("/")) {
        directory = match.group(1);
      } else {
        names.add(directory + match.group(1));
      }
    }
    return names;
  }

  private static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /**
   * Returns the README of a copy that has {@code files}: without the sections, rows and links that lead to what it does not
   * have.
   *
   * @param isThere tells whether the copy has what a link names
   */
  String of(Set<String> files, Predicate<String> isThere) {
    var migrates = files.stream().anyMatch(path -> path.contains(packagePath + "/before/"));
    var sections = Arrays.stream(SECTION.split(text))
        .filter(section -> migrates || !OF_A_MIGRATION.contains(section.lines().findFirst().orElse("").substring(3)))
        .map(section -> section.startsWith(HEADING) ? whatToDo(section, files) : section)
        .collect(Collectors.joining())
        .replaceFirst("\n", Matcher.quoteReplacement("\n" + OPENING));
    var asides = ASIDE.matcher(sections)
        .replaceAll(aside -> Matcher.quoteReplacement(
            aside.group(1).isEmpty() || isThere.test(aside.group(1)) ? aside.group() : ""));
    return LINK.matcher(asides)
        .replaceAll(link -> Matcher.quoteReplacement(
            link.group(2).isEmpty() || isThere.test(link.group(2)) ? link.group() : link.group(1)));
  }

  private String whatToDo(String section, Set<String> files) {
    var table = section.substring(section.indexOf("\n| ") + 1);
    var rows = ROW.matcher(table)
        .replaceAll(row -> Matcher.quoteReplacement(named(row.group("files")).stream()
            .anyMatch(
                name -> name.matches("pom.xml|package-info") || files.stream().anyMatch(path -> isNamed(name, path)))
                    ? "| " + row.group("files") + " " + row.group("rest") + "\n"
                    : ""));
    return "## What to do with each file\n\nGo through the files in this order. The module compiles after each row.\n\n"
        + rows.replaceFirst("(?m)^([|].*[|]).*[|]\n([|].*[|]).*[|]\n", "$1\n$2\n");
  }
}
