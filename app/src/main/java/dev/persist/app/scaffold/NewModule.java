package dev.persist.app.scaffold;

import dev.persist.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A module that is made from an example, before it is written. */
public final class NewModule {
  private static final int LINE = 120;
  private static final String SHAPES = "src/test/resources/events.json";
  private static final Pattern OBJECT = Pattern.compile("[{].*[}]");
  private static final Pattern TYPE = Pattern.compile("  \"[^\"]+\": \\[");

  private final Request request;
  private final Example example;
  private final Words words;
  private final Optional<String> reactor;
  private final SortedMap<String, String> files = new TreeMap<>();
  private boolean isTooWide;

  private NewModule(Request request, Example example, Optional<String> reactor) {
    this.request = request;
    this.example = example;
    this.reactor = reactor;
    this.words = new Words(
        Map.of(example.name(), request.name(), ownPackage(), request.packageName(), example.packagePath(),
            packagePath()),
        nouns());
  }

  /**
   * Makes the module in memory.
   *
   * @throws IllegalArgumentException when there is no such example, or when names would clash
   */
  public static NewModule of(Request request) throws IOException {
    var examples = Example.names();
    if (!examples.contains(request.from())) {
      throw new IllegalArgumentException(
          "there is no \"" + request.from() + "\"; the examples are " + String.join(", ", examples));
    }
    var pom = request.into().resolve("pom.xml");
    var parent = Files.exists(pom)
        ? Optional.of(Files.readString(pom)).filter(Poms::isReactor)
        : Optional.<String>empty();
    var module = new NewModule(request, Example.named(request.from()), parent);
    module.make();
    return module;
  }

  private Map<Noun, Noun> nouns() {
    var nouns = new LinkedHashMap<Noun, Noun>();
    request.words().forEach((old, word) -> nouns.put(Noun.ofKebab(old), Noun.ofKebab(word)));
    for (var old : List.of(Request.subject(example.name()), Noun.ofType(example.facade()))) {
      nouns.putIfAbsent(old, request.subject());
    }
    return nouns;
  }

  private String ownPackage() {
    return example.packagePath().replace('/', '.');
  }

  private String packagePath() {
    return request.packageName().replace('.', '/');
  }

  private void make() throws IOException {
    var sources = example.files()
        .entrySet()
        .stream()
        .filter(file -> file.getKey().endsWith(".java"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    var foreign = new Foreign(sources.values(), ownPackage());
    requireWordsOf(sources, foreign);
    new Clashes(words, foreign, example.name()).check(sources, ownPackage());
    if (Example.packages().contains(packagePath())) {
      throw new IllegalArgumentException("the package " + request.packageName() + " is persist's; choose another one");
    }
    var readme = new Readme(example);
    var kept = request.minimal() ? readme.minimal(sources.keySet()) : sources.keySet();
    sources.keySet().retainAll(kept);
    sources.forEach((path, text) -> files.put(words.in(Marked.code(path)), source(Marked.java(text, foreign))));
    files.put(SHAPES, shapes(Objects.requireNonNull(example.files().get(SHAPES)), foreign));
    files.put("README.md", words.in(Marked.markdown(readme.of(sources.keySet(), this::isThere), foreign)));
    files.put("pom.xml", reactor.isPresent()
        ? Poms.inReactor(request.name(), words.in(Marked.code(Objects.requireNonNull(example.files().get("pom.xml")))))
        : Poms.alone(request.name(), request.packageName(), Example.parentPom()));
  }

  /** Its first level has the types of events, and the levels below have components of records, sorted by their new names. */
  private String shapes(String text, Foreign foreign) {
    return text.lines()
        .map(line -> words.in(TYPE.matcher(line).matches() ? Marked.java(line, foreign) : Marked.code(line)))
        .map(line -> OBJECT.matcher(line).replaceAll(it -> Matcher.quoteReplacement("" + Json.parse(it.group()))))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private void requireWordsOf(Map<String, String> sources, Foreign foreign) {
    request.words().forEach((old, word) -> {
      if (foreign.isImported(Noun.ofKebab(old))) {
        throw new IllegalArgumentException(
            "--words replaces \"" + old + "\", which " + example.name() + " has from elsewhere; keep it");
      }
      var one = new Words(Map.of(), Map.of(Noun.ofKebab(old), Noun.ofKebab(word)));
      if (sources.values().stream().allMatch(text -> one.in(Marked.java(text, foreign)).equals(text))) {
        throw new IllegalArgumentException(
            "--words replaces \"" + old + "\", which " + example.name() + " does not have");
      }
    });
  }

  /** Tells whether the README may link there: to a file that is copied; in the repository, to the rest of it. */
  private boolean isThere(String link) {
    return link.startsWith("../") ? reactor.isPresent() : files.containsKey(words.in(Marked.code(link)));
  }

  private String source(Marked text) {
    var before = text.text().lines().toList();
    var after = words.in(text).lines().toList();
    for (var i = 0; i < after.size(); i++) {
      isTooWide |= width(after.get(i)) > LINE && width(before.get(i)) <= LINE;
    }
    return sortedImports(after);
  }

  /** Returns how wide the code in {@code line} is: the formatter leaves comments alone. */
  private static int width(String line) {
    return line.replaceFirst(" *(//| [*]|/[*]).*", "").length();
  }

  /** Sorts the imports anew, as far as they follow each other: the package has another name. */
  private static String sortedImports(List<String> lines) {
    var imports = Stream.of("import static ", "import ")
        .flatMap(
            kind -> lines.stream()
                .filter(line -> line.startsWith(kind) && kind.contains("static") == line.contains(" static "))
                .map(line -> line.replace(";", ""))
                .sorted()
                .map(line -> line + ";"))
        .iterator();
    return lines.stream()
        .map(line -> line.startsWith("import ") ? imports.next() : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Returns why the module cannot be written, if it cannot. */
  public Optional<String> obstacle() throws IOException {
    if (!Files.isDirectory(request.into())) {
      return Optional.of("there is no directory " + request.into() + "; make it first");
    }
    if (Files.exists(directory())) {
      return Optional.of(directory() + " exists; choose another name, or remove it");
    }
    if (reactor.isPresent()) {
      if (reactor.get().contains("<module>" + request.name() + "</module>")) {
        return Optional
            .of(request.into().resolve("pom.xml") + " has a module " + request.name() + "; choose another name");
      }
      try (var modules = Files.list(request.into())) {
        return modules.filter(module -> Files.exists(module.resolve("src/main/java").resolve(packagePath())))
            .findFirst()
            .map(module -> module + " has the package " + request.packageName() + "; choose another one");
      }
    }
    return Optional.empty();
  }

  /** Writes the module: all of it, or nothing. */
  public void write() throws IOException {
    Writing.write(request.into(), request.name(), files, reactor.map(pom -> Poms.with(request.name(), pom)));
  }

  /** Returns the directory of the module. */
  public Path directory() {
    return request.into().resolve(request.name());
  }

  /** Returns the paths of the files in the directory. */
  public List<String> files() {
    return List.copyOf(files.keySet());
  }

  /** Tells whether it becomes a module of the build of persist. */
  public boolean isInReactor() {
    return reactor.isPresent();
  }

  /** Tells whether a line became wider than the build of persist likes. */
  public boolean isTooWide() {
    return isTooWide;
  }

  /** Returns the path of the class that uses the store. */
  public String facade() {
    return words.in(Marked.code("src/main/java/" + example.packagePath() + "/" + example.facade() + ".java"));
  }

  /** Returns the version of persist that the module is for. */
  public static String version() throws IOException {
    return Poms.version("persist-parent", Example.parentPom());
  }
}
