package dev.persist.rocksdb;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a test needs of the machine. Where it is missing the test is skipped, and says so; in CI it fails. */
final class Needs {
  private Needs() {}

  /** Needs the program {@code name} on the path. */
  static void program(String name) {
    var found = Arrays.stream(System.getenv("PATH").split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, name)));
    need(found, name + " is not installed");
  }

  /** Needs to mount a file system in memory at the new directory {@code path}, which is the caller's to close. */
  static Tmpfs tmpfs(Path path, String size) throws IOException {
    Files.createDirectory(path);
    need(run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()), "only root may mount");
    return new Tmpfs(path);
  }

  private static void need(boolean met, String otherwise) {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(met).as(otherwise).isTrue();
    }
    assumeTrue(met, otherwise);
  }

  private static boolean run(String... command) throws IOException {
    return new ProcessBuilder(command).redirectError(DISCARD).start().onExit().join().exitValue() == 0;
  }

  /** A file system in memory, mounted. */
  record Tmpfs(Path path) implements AutoCloseable {
    void makeReadOnly() throws IOException {
      assertThat(run("mount", "-o", "remount,ro", path.toString())).as("remounted").isTrue();
    }

    /** Removed at once, and for those who still have a file of it open, later: a mapped log file is such a one. */
    @Override
    public void close() throws IOException {
      assertThat(run("umount", "-l", path.toString())).as("unmounted").isTrue();
    }
  }
}
