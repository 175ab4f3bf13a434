package dev.persist.app.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.persist.app.demo.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What this machine lets the app do. Safe for use by any thread. */
final class Machine {
  private static final Supplier<Boolean> MAY_MOUNT = Suppliers.memoize(
      () -> works(directory -> Mount.tmpfs(directory, "64k")));
  private static final Supplier<Boolean> MAY_LOOP = Suppliers
      .memoize(() -> works(directory -> Mount.ext4(directory, directory.resolveSibling("disk.img"))));

  private Machine() {}

  /** Returns why the app may not mount a file system of its own here; empty when it may. */
  static Optional<String> mayNotMount() {
    return MAY_MOUNT.get()
        ? Optional.empty()
        : Optional
            .of("This machine cannot run it: it mounts a file system of its own, which only root may do, on Linux.");
  }

  /** Returns why the app may not mount a file here; empty when it may. */
  static Optional<String> mayNotLoop() {
    return MAY_LOOP.get()
        ? Optional.empty()
        : Optional.of("This machine cannot run it: it mounts a file as a disk, and there is no loop device for that.");
  }

  /** Returns that {@code program} is missing here, and which package of Debian has it; empty when it is there. */
  static Optional<String> misses(String program, String debian) {
    return has(program)
        ? Optional.empty()
        : Optional.of(
            "This machine cannot run it: the program " + program + " is not installed. Debian has it in the package "
                + debian + ".");
  }

  private static boolean has(String program) {
    return Arrays.stream(("" + System.getenv("PATH")).split(":"))
        .anyMatch(at -> Files.isExecutable(Path.of(at, program)));
  }

  /** Makes a mount at a directory. */
  interface Mounting {
    /** Makes it. */
    Mount at(Path directory) throws IOException;
  }

  /** Returns whether {@code mounting} works here, and unmounts what it has made. */
  static boolean works(Mounting mounting) {
    try (var scratch = Scratch.on("memory", Path.of(System.getProperty("java.io.tmpdir")));
        var mount = mounting.at(Files.createDirectory(scratch.directory().resolve("disk")))) {
      return Files.isDirectory(mount.path());
    } catch (IOException | UncheckedIOException refused) {
      return false;
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
