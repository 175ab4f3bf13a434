package dev.persist.conformance;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked for this JVM, in a temporary directory that has room for data too. They refuse to
 * run as root; for root they run as nobody. (The runner that comes with the binaries knows only the first way below,
 * which a plain container forbids.)
 */
final class PostgresPrograms {
  private static final int NOBODY = 65534;
  private static final List<String> NAMESPACE = List.of("unshare", "-U");
  private static final List<String> SWITCH = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY,
      "--clear-groups");

  private static final Path DIRECTORY;
  private static final List<String> RUNNER;

  static {
    try {
      DIRECTORY = Files.createTempDirectory("persist-postgres");
      unpack();
      RUNNER = runner();
      own(DIRECTORY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PostgresPrograms() {}

  /** Returns a file that came with the programs. */
  static Path file(String name) {
    return DIRECTORY.resolve(name);
  }

  /** Returns a new, empty directory. */
  static Path newDirectory() throws IOException {
    var directory = Files.createTempDirectory(DIRECTORY, "data");
    own(directory);
    return directory;
  }

  /** Returns the directory of the programs that run. */
  static Path bin() {
    return DIRECTORY.resolve("bin");
  }

  /** Returns a process to be: {@code program} with {@code arguments}, its errors among its output. */
  static ProcessBuilder process(Path program, List<String> arguments) {
    var command = new ArrayList<>(RUNNER);
    command.add(program.toString());
    command.addAll(arguments);
    return process(command);
  }

  /** Makes {@code tree} belong to whoever runs the programs. */
  static void own(Path tree) throws IOException {
    if (RUNNER.equals(SWITCH)) {
      try (var files = Files.walk(tree)) {
        for (var file : files.filter(each -> !Files.isSymbolicLink(each)).toList()) {
          Files.setAttribute(file, "unix:uid", NOBODY);
        }
      }
    }
  }

  /** Removes programs and data. */
  static void remove() {
    remove(DIRECTORY);
  }

  /** Removes {@code tree}. */
  static void remove(Path tree) {
    try (var files = Files.walk(tree)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack() throws IOException {
    var system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
    try (
        var archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, System.getProperty("os.arch"));
        var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var file = DIRECTORY.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          if ((entry.getMode() & 0100) != 0) {
            Files.setAttribute(file, "unix:mode", 0755);
          }
        }
      }
    }
  }

  private static List<String> runner() throws IOException {
    if (!Files.getAttribute(DIRECTORY, "unix:uid").equals(0)) {
      return List.of();
    }
    for (var runner : List.of(NAMESPACE, SWITCH)) {
      if (givesAName(runner)) {
        return runner;
      }
    }
    throw new IOException("PostgreSQL refuses to run as root, and here neither unshare nor setpriv makes root nobody");
  }

  private static boolean givesAName(List<String> runner) throws IOException {
    var command = new ArrayList<>(runner);
    command.addAll(List.of("id", "-un"));
    try (var output = process(command).start().inputReader()) {
      return "nobody".equals(output.readLine());
    }
  }

  private static ProcessBuilder process(List<String> command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    return builder;
  }
}
