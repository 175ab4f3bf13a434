package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules that the installed command made, built with Maven as it says. */
class NewIT {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Not all of them, for each takes as long as the example's own. */
  private static final String TESTS = System.getProperty("new.tests",
      "ArchitectureTest,FiveStepsTest,EventShapesTest,*Test#the_storage_format*");

  @TempDir private static Path repository;
  @TempDir private Path directory;

  /** Makes a repository of Maven as {@code mvn install} would leave it: what this build has had from others, and persist. */
  @BeforeAll
  static void install() throws IOException {
    Needs.installed();
    var others = Path.of(System.getProperty("repository"));
    link(others, repository, "dev");
    var group = Files.createDirectories(repository.resolve("dev/persist"));
    link(others.resolve("dev"), group.getParent(), "persist");
    var version = version();
    install(group, "persist-parent", version, ROOT.resolve("pom.xml"));
    for (var module : List.of("persist-core", "persist-durable")) {
      install(group, module, version, ROOT.resolve(module).resolve("pom.xml"));
      try (var jars = Files.newDirectoryStream(ROOT.resolve(module).resolve("target"),
          module + "-" + version + "*.jar")) {
        for (var jar : jars) {
          Files.copy(jar, group.resolve(module).resolve(version).resolve(jar.getFileName()));
        }
      }
    }
  }

  private static String version() throws IOException {
    return Files.readString(ROOT.resolve("pom.xml")).replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (var names = Files.list(from)) {
      for (var name : names.filter(name -> !name.endsWith(except)).toList()) {
        Files.createSymbolicLink(to.resolve(name.getFileName()), name);
      }
    }
  }

  private static void install(Path group, String module, String version, Path pom) throws IOException {
    var place = Files.createDirectories(group.resolve(module).resolve(version));
    Files.copy(pom, place.resolve(module + "-" + version + ".pom"));
  }

  private void run(Path where, String... command) throws Exception {
    var builder = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PERSIST_CACHE", directory + "/cache");
    var process = builder.start();
    try {
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private void persist(String name, String example, String... options) throws Exception {
    var command = Stream.of(Needs.installed().resolve("bin/persist").toString(), "new", name, "--from", example,
        "--package",
        "com.acme." + name.replace("example-", ""));
    run(directory, Stream.concat(command, Stream.of(options)).toArray(String[]::new));
  }

  private void maven(Path where, String... goals) throws Exception {
    var command = new ArrayList<>(
        List.of(System.getProperty("maven"), "-o", "-B", "-ntp", "-Dmaven.repo.local=" + repository));
    command.addAll(List.of(goals));
    run(where, command.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"example-acl, principal=holder", "example-bookings, actor=visitor;seat=berth",
      "example-ledger, customer=user"})
  void outside_of_the_repository_it_is_built_and_tested_at_once(String example, String words) throws Exception {
    persist("example-inventory", example, "--words", words.replace(';', ','));
    var module = directory.resolve("example-inventory");
    maven(module, "verify", "-Dtest=" + TESTS);
    assertThat(module.resolve("target/example-inventory-0.1.0-SNAPSHOT.jar")).exists();
    assertThat(module.resolve("target/surefire-reports")).isNotEmptyDirectory();
  }

  @Test
  void in_the_repository_it_passes_the_checks_of_the_repository() throws Exception {
    Files.copy(ROOT.resolve("pom.xml"), directory.resolve("pom.xml"));
    for (var name : List.of(".config", "persist-bom", "persist-core", "persist-durable", "persist-distributed",
        "example-acl",
        "example-bookings", "example-ledger", "workshop", "app")) {
      Files.createSymbolicLink(directory.resolve(name), ROOT.resolve(name));
    }
    persist("example-rights", "example-acl");
    persist("example-rentals", "example-bookings");
    persist("example-accounts", "example-ledger", "--minimal");
    maven(directory, "spotless:check", "-N", "-DspotlessFiles=.*/example-(rights|rentals|accounts)/.*");
    maven(directory, "verify", "-pl", "example-rights,example-rentals,example-accounts",
        "-Dtest=" + TESTS, "-Dpersist.engines=memory", "-Dsurefire.failIfNoSpecifiedTests=false");
  }
}
