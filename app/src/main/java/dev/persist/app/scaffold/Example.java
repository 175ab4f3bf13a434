package dev.persist.app.scaffold;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A worked migration, as it is packed with the app.
 *
 * @param files the text of each file, by its path in the module
 */
record Example(String name, SortedMap<String, String> files) {
  private static final Pattern FACADE = Pattern.compile("super[(](\\w+)[.]class[)]");
  private static final String ARCHITECTURE = "/ArchitectureTest.java";
  private static final String TESTS = "src/test/java/";

  private interface Look<T> {
    T at(Path sources) throws IOException;
  }

  /** Returns the names of the examples there are. */
  static List<String> names() throws IOException {
    return packed(sources -> {
      try (var modules = Files.list(sources)) {
        return modules.map(module -> module.getFileName().toString().replace("/", ""))
            .filter(name -> name.startsWith("example-"))
            .sorted()
            .toList();
      }
    });
  }

  /** Returns the example {@code name}, one of {@link #names}. */
  static Example named(String name) throws IOException {
    return packed(sources -> {
      var module = sources.resolve(name);
      var texts = new TreeMap<String, String>();
      try (var files = Files.walk(module)) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          texts.put(module.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        }
      }
      return new Example(name, texts);
    });
  }

  /** Returns the pom of all examples. */
  static String parentPom() throws IOException {
    return packed(sources -> Files.readString(sources.resolve("pom.xml")));
  }

  /** Returns the packages of persist and of its examples, as paths. */
  static List<String> packages() throws IOException {
    return packed(sources -> {
      try (var files = Files.walk(sources)) {
        return files.map(file -> sources.relativize(file).toString().replace('\\', '/'))
            .filter(path -> path.endsWith(".java"))
            .map(path -> path.replaceFirst(".*?/java/", "").replaceFirst("/[^/]*$", ""))
            .distinct()
            .toList();
      }
    });
  }

  /** The one text that says where the store is touched is a test, which a copy keeps. */
  private String architecture() {
    return files.keySet().stream().filter(path -> path.endsWith(ARCHITECTURE)).findFirst().orElseThrow();
  }

  /** Returns the path of the package. */
  String packagePath() {
    var path = architecture();
    return path.substring(TESTS.length(), path.length() - ARCHITECTURE.length());
  }

  /** Returns the name of the class that uses the store. */
  String facade() {
    var matcher = FACADE.matcher(Objects.requireNonNull(files.get(architecture())));
    if (!matcher.find()) {
      throw new IllegalStateException(architecture() + " of " + name + " names no class");
    }
    return matcher.group(1);
  }

  private static <T> T packed(Look<T> look) throws IOException {
    var pom = Objects.requireNonNull(Example.class.getResource("/source/pom.xml"), "the sources that the app packs");
    return pom.openConnection() instanceof JarURLConnection jar
        ? inJar(jar.getJarFileURL(), look)
        : look.at(Objects.requireNonNull(Path.of(URI.create(pom.toString())).getParent()));
  }

  private static <T> T inJar(URL jar, Look<T> look) throws IOException {
    try (var files = FileSystems.newFileSystem(Path.of(URI.create(jar.toString())))) {
      return look.at(files.getPath("source"));
    }
  }
}
