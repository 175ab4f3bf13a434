package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What a test needs of the machine. Where it is missing the test is skipped, and says so; in CI it fails. */
public final class Needs {
  private Needs() {}

  /** Needs the program {@code name} on the path, and returns where it is. */
  static Path program(String name) {
    return found(Arrays.stream(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst(), name + " is not installed");
  }

  /** Needs what {@code mvn verify} has packaged before, and returns the directory that an operator installs. */
  static Path installed() {
    return found(Optional.ofNullable(System.getProperty("installed")).map(Path::of),
        "mvn verify runs it, after the package");
  }

  /** Needs {@code thing}, and returns it. */
  public static <T> T found(Optional<T> thing, String otherwise) {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(thing).as(otherwise).isPresent();
    }
    assumeTrue(thing.isPresent(), otherwise);
    return thing.orElseThrow();
  }
}
