package dev.persist.app.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What this machine lets the app do. Safe for use by any thread. */
final class Machine {
  private static final Supplier<Boolean> MAY_MOUNT = Suppliers.memoize(Machine::tryToMount);

  private Machine() {}

  /** Returns why the app may not mount a file system of its own here; empty when it may. */
  static Optional<String> mayNotMount() {
    return MAY_MOUNT.get()
        ? Optional.empty()
        : Optional.of("This machine cannot run it: it mounts a file system of its own, which only root may do, on Linux.");
  }

  /** Returns which of {@code programs} is missing here; empty when all are there. */
  static Optional<String> misses(String... programs) {
    return Arrays.stream(programs)
        .filter(program -> !has(program))
        .findFirst()
        .map(program -> "This machine cannot run it: the program " + program + " is not installed.");
  }

  private static boolean has(String program) {
    return Arrays.stream(("" + System.getenv("PATH")).split(":"))
        .anyMatch(at -> Files.isExecutable(Path.of(at, program)));
  }

  private static boolean tryToMount() {
    if (misses("mount", "umount").isPresent()) {
      return false;
    }
    try {
      var directory = Files.createTempDirectory("persist-mount");
      try (var mount = Mount.tmpfs(directory, "64k")) {
        return Files.isDirectory(mount.path());
      } catch (IOException refused) {
        return false;
      } finally {
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs {@code command}, and waits for its end, also when this thread is interrupted.
   *
   * @throws IOException when it fails, with what it said
   */
  static void run(String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(List.of(command) + " failed: " + said);
    }
  }
}
