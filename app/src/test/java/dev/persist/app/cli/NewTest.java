package dev.persist.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.files.FileBlobStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules that are made from the examples. {@code NewIT} builds them with Maven. */
class NewTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)");
  private static final Pattern FENCED = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String call) {
    out.reset();
    err.reset();
    var shell = new Shell(InputStream.nullInputStream(), out, err, Map.of(), Clock.systemUTC(), FileBlobStore::open,
        false);
    var arguments = new ArrayList<>(List.of("new", "--into", directory.toString()));
    arguments.addAll(List.of(call.split(" ")));
    return Cli.command(shell).execute(arguments.toArray(String[]::new));
  }

  private Map<String, String> made(String name, String options) throws IOException {
    assertThat(run(name + " " + options)).as("%s", err).isZero();
    return texts(directory.resolve(name));
  }

  private static Map<String, String> texts(Path directory) throws IOException {
    var texts = new TreeMap<String, String>();
    try (var files = Files.walk(directory)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        texts.put(directory.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }

  private void inRepository() throws IOException {
    Files.copy(Path.of("../pom.xml"), directory.resolve("pom.xml"));
  }

  private void compiles(String name) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, UTF_8);
        var files = Files.walk(directory.resolve(name))) {
      var sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      var options = List.of("-proc:none", "-d", directory.resolve("classes").toString(), "-classpath",
          System.getProperty("java.class.path"));
      assertThat(compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
          .call()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"acl, acl|access.?control", "bookings, booking", "ledger, ledger"})
  void nothing_of_the_old_name_is_left_and_what_is_left_compiles(String example, String old) throws IOException {
    for (var options : List.of("", " --minimal")) {
      var name = "example-inventory" + options.length();
      var made = made(name, "--from example-" + example + " --package com.acme.inventory" + options);
      assertThat(made.toString()).doesNotContainPattern("(?i)" + old);
      if (!options.isEmpty()) { // NewIT compiles the others
        compiles(name);
      }
      assertThat(made).containsKeys("pom.xml", "README.md");
      assertThat(made.keySet()).filteredOn(path -> path.endsWith("FiveStepsTest.java"))
          .hasSize(options.isEmpty() ? 1 : 0);
      assertThat(links(made)).isSubsetOf(made.keySet());
      assertThat(made.get("pom.xml")).contains("<groupId>com.acme</groupId>").doesNotContain("@");
    }
  }

  private static List<String> links(Map<String, String> made) {
    return LINK.matcher(made.get("README.md")).results().map(link -> link.group(1)).toList();
  }

  @ParameterizedTest
  @CsvSource({"acl", "bookings", "ledger"})
  void in_the_repository_it_is_a_module_that_keeps_to_what_is_tested_there(String example) throws IOException {
    inRepository();
    for (var options : List.of("", " --minimal")) {
      var name = "inventory" + options.length();
      var made = made(name, "--from example-" + example + " --package com.acme." + name + options);
      assertThat(directory.resolve("pom.xml")).content()
          .contains("\n    <module>app</module>\n", "\n    <module>" + name + "</module>\n  </modules>");
      assertThat(made.get("pom.xml")).contains("<artifactId>" + name + "</artifactId>", "persist-parent")
          .contains("<module.name>com.acme." + name + "</module.name>");
      assertThat(links(made)).allSatisfy(link -> assertThat(
          made.containsKey(link) || Files.exists(Path.of("..").resolve(name).resolve(link).normalize())).as(link)
          .isTrue());
      var code = made.toString().replaceAll("\\s", "");
      assertThat(FENCED.matcher(made.get("README.md")).results()).isNotEmpty()
          .allSatisfy(block -> assertThat(code.split(Pattern.quote(block.group(1).replaceAll("\\s", "")), -1))
              .hasSizeGreaterThan(2));
    }
  }

  @Test
  void a_name_of_several_words_is_written_as_each_place_writes_names() throws IOException {
    var made = made("example-stock-items", "--from example-bookings --package com.acme.stock");
    compiles("example-stock-items");
    assertThat(made).containsKeys("src/main/java/com/acme/stock/StockItems.java",
        "src/main/java/com/acme/stock/domain/StockItemEvent.java");
    assertThat(made.toString()).contains("var stockItems = new StockItems(store);", "\"calls/stock-items\"",
        "a_restart_forgets_every_stock_item", "not open for stock item\"", "Creates the stock items over",
        "{@code stockItems}")
        .doesNotContainPattern("(?i)booking");
  }

  @Test
  void further_words_are_replaced_in_the_singular_and_in_the_plural() throws IOException {
    var made = made("example-inventory",
        "--from example-ledger --package com.acme.inventory --words order=shipment");
    compiles("example-inventory");
    assertThat(made).containsKeys("src/main/java/com/acme/inventory/Inventory.java",
        "src/main/java/com/acme/inventory/domain/ShipmentEvent.java",
        "src/main/java/com/acme/inventory/StoredShipments.java");
    assertThat(made.toString()).contains("import dev.persist.Event;", ".containsExactlyInAnyOrder(");
  }

  @Test
  void a_plural_in_ves_and_the_shapes_of_the_events_follow() throws IOException {
    var made = made("example-inventory",
        "--from example-bookings --package com.acme.inventory --words seat=shelf,actor=clerk,booked=assigned");
    assertThat(made).containsKey("src/main/java/com/acme/inventory/domain/Shelves.java");
    assertThat(made.toString()).doesNotContainPattern("(?i)shelfs|shelve[^sd]");
    assertThat(made.get("src/test/resources/events.json")).contains("\n  \"assigned\": [",
        "{\"clerk\":\"String\",\"shelf\":\"int\"}", "{\"clerk\":\"String\",\"shelf\":\"int\",\"until\":\"Instant\"}");
    assertThat(made("example-desks", "--from example-bookings --package com.acme.desks --words actor=worker,seat=bay")
        .get("src/test/resources/events.json")).contains("{\"bay\":\"int\",\"worker\":\"String\"}");
  }

  @Test
  void a_word_of_two_parts_is_a_name_in_code_and_two_words_in_prose() throws IOException {
    var made = made("example-loans",
        "--from example-bookings --package com.acme.loans --words cancel=call-off,cancelled=called-off");
    assertThat(made.toString()).contains("{@link Seam#callOff}").doesNotContain("#call off", "CallOff one");
    assertThat(made.get("README.md")).contains("Call off one of the two seats").doesNotContain("(why)");
  }

  @Test
  void all_names_that_clash_are_told_with_their_places() throws IOException {
    assertThat(run("inventory --from example-bookings --package a.b --words seat=capacity,roster=title")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .containsPattern("\"seat\" would become \"capacity\", which is taken [(]\\w+[.]java:\\d+[)]")
        .containsPattern("\"roster\" would become \"title\", which is taken [(]\\w+[.]java:\\d+[)]");
  }

  @Test
  void a_name_of_twelve_letters_needs_no_formatter() throws IOException {
    inRepository();
    made("appointments", "--from example-acl --package com.acme.appointments");
    assertThat(out.toString(UTF_8)).doesNotContain("spotless");
    made("reservations", "--from example-bookings --package com.acme.reservations");
    assertThat(out.toString(UTF_8)).doesNotContain("spotless");
    made("transactions", "--from example-ledger --package com.acme.transactions");
    assertThat(out.toString(UTF_8)).doesNotContain("spotless");
    made("example-extraordinarily-long-names", "--from example-acl --package com.acme.names");
    assertThat(out.toString(UTF_8)).contains("mvn spotless:apply -N");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      2 | example-inventory --from example-bookings                               | --package
      2 | example-inventory --from example-carts --package a.b                    | there is no "example-carts"; the examples are example-acl, example-bookings, example-ledger
      2 | Inventory --from example-acl --package a.b                              | "Inventory" cannot be a module
      2 | ../inventory --from example-acl --package a.b                           | cannot be a module
      2 | example- --from example-acl --package a.b                               | cannot be a module
      2 | inventory --from example-acl --package a..b                             | "a..b" cannot be a package
      2 | inventory --from example-acl --package com.new.inventory                | "com.new.inventory" cannot be a package
      2 | inventory --from example-acl --package com.acme/../../..                | cannot be a package
      2 | inventory --from example-acl --package dev.persist.log                  | the package dev.persist.log is persist's
      2 | example-roster --from example-bookings --package a.b                    | would become "Roster", which is taken (
      2 | example-order --from example-ledger --package a.b                       | which is taken
      2 | example-static --from example-ledger --package a.b                      | "ledger" would become "static", which is Java's; choose other words
      2 | example-object --from example-ledger --package a.b                      | "Object", which is Java's
      2 | inventory --from example-acl --package a.b --words before=prior         | the package "before/"
      2 | inventory --from example-acl --package a.b --words event=fact           | which example-acl has from elsewhere; keep it
      2 | inventory --from example-acl --package a.b --words grant=resource       | which is taken
      2 | inventory --from example-acl --package a.b --words unheard=of           | "unheard", which example-acl does not have
      2 | inventory --from example-acl --package a.b --words Grant=right          | "Grant" cannot be a word
      1 | there --from example-acl --package a.b                                  | there exists; choose another name, or remove it; nothing was written
      1 | persist-core --from example-acl --package a.b                           | has a module persist-core
      1 | inventory --from example-acl --package dev.persist.here                 | has the package dev.persist.here
      """)
  void what_cannot_be_made_is_refused_and_nothing_is_written(int code, String call, String why) throws IOException {
    inRepository();
    Files.createDirectories(directory.resolve("there/src/main/java/dev/persist/here"));
    var before = texts(directory);
    assertThat(run(call)).as("%s", err).isEqualTo(code);
    assertThat(err.toString(UTF_8)).contains(why).doesNotContain("\tat ");
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(texts(directory)).isEqualTo(before);
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("pom.xml", "there");
  }

  @Test
  void a_disk_that_refuses_leaves_nothing_behind() throws IOException {
    inRepository();
    var before = texts(directory);
    Files.createDirectory(directory.resolve(".inventory.pom.xml")); // in the way of a file
    assertThat(run("inventory --from example-acl --package a.b")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("cannot read or write");
    assertThat(texts(directory)).isEqualTo(before);
    assertThat(directory.toFile().list()).containsExactly("pom.xml");
  }

  @Test
  void it_says_what_to_do_next() throws IOException {
    made("inventory", "--from example-acl --package a.b");
    assertThat(out.toString(UTF_8)).startsWith("made " + directory.resolve("inventory") + " from example-acl, ")
        .containsSubsequence("mvn install", "cd " + directory.resolve("inventory"), "mvn verify", "README.md",
            "src/main/java/a/b/Inventory.java");
    made("shelves", "--from example-acl --package a.b --json --minimal");
    var json = Json.parse(out.toString(UTF_8)).tree();
    assertThat(json.get("inReactor").booleanValue()).isFalse();
    assertThat(json.get("files").toString()).contains("src/main/java/a/b/Shelves.java").doesNotContain("/migrate/");
  }
}
