package dev.persist.machine;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a test needs of the machine. Where it is missing the test is skipped, and says so; in CI it fails. */
public final class Needs {
  private Needs() {}

  /** Needs the program {@code name} on the path. */
  public static void program(String name) {
    var found = Arrays.stream(System.getenv("PATH").split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, name)));
    need(found, name + " is not installed");
  }

  /** Needs a PostgreSQL server with its tools, and returns the directory of its programs. */
  public static Path postgresql() throws IOException {
    var packages = Path.of("/usr/lib/postgresql"); // where Debian has each version
    try (var versions = Files.isDirectory(packages) ? Files.list(packages) : Stream.<Path>empty()) {
      var path = Arrays.stream(System.getenv("PATH").split(":")).map(Path::of);
      var found = Stream.concat(versions.map(version -> version.resolve("bin")), path)
          .filter(Needs::isPostgresql)
          .findFirst();
      need(found.isPresent(), "no PostgreSQL server with its tools is installed");
      return found.orElseThrow();
    }
  }

  private static boolean isPostgresql(Path directory) {
    return Stream.of("initdb", "postgres", "pg_dump", "pg_restore")
        .allMatch(name -> Files.isExecutable(directory.resolve(name)));
  }

  /** Needs to mount a file system in memory at the new directory {@code path}, which is the caller's to close. */
  public static Tmpfs tmpfs(Path path, String size) throws IOException {
    Files.createDirectory(path);
    need(run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()), "only root may mount");
    return new Tmpfs(path);
  }

  /** Needs to mount {@code from}, a file or a directory, at the new path {@code to}, too. */
  public static Tmpfs bound(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Files.createDirectory(to);
    } else {
      Files.createFile(to);
    }
    need(run("mount", "--bind", from.toString(), to.toString()), "only root may mount");
    return new Tmpfs(to);
  }

  /** Needs to mount a file system of {@code kind} on a file beside the new directory {@code path}. */
  public static Disk disk(Path path, String kind) throws IOException {
    program("mkfs." + kind);
    program("xfs_io");
    Files.createDirectory(path);
    var image = path.resolveSibling(path.getFileName() + ".img");
    assertThat(run("truncate", "-s", "512M", image.toString())).isTrue();
    assertThat(run("mkfs." + kind, "-q", image.toString())).as("formatted").isTrue();
    var disk = new Disk(path, image);
    need(disk.mount(), "only root may mount");
    return disk;
  }

  /**
   * Needs the packages of npm that {@code package-lock.json} in {@code source} names. Installs them at the path that it
   * returns, with the other files of {@code source}, unless that was done before.
   */
  public static synchronized Path npmPackages(Path source) throws IOException {
    program("node");
    program("npm");
    var installed = Path.of("target", "npm").toAbsolutePath();
    Files.createDirectories(installed);
    try (var lock = FileChannel.open(installed.resolve("lock"), CREATE, WRITE); var held = lock.lock()) {
      assertThat(held.isValid()).isTrue();
      try (var files = Files.list(source)) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, installed.resolve(file.getFileName()), REPLACE_EXISTING);
        }
      }
      var wanted = Files.readString(source.resolve("package-lock.json"));
      var done = installed.resolve("installed");
      if (!Files.exists(done) || !Files.readString(done).equals(wanted)) {
        var ci = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(installed.toFile())
            .redirectErrorStream(true)
            .redirectOutput(installed.resolve("npm.log").toFile());
        need(ci.start().onExit().join().exitValue() == 0, "npm cannot install packages, see " + installed + "/npm.log");
        Files.writeString(done, wanted);
      }
    }
    return installed;
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
  public record Tmpfs(Path path) implements AutoCloseable {
    public void makeReadOnly() throws IOException {
      assertThat(run("mount", "-o", "remount,ro", path.toString())).as("remounted").isTrue();
    }

    @Override
    public void close() throws IOException {
      assertThat(run("umount", path.toString())).as("unmounted").isTrue();
    }
  }

  /** A file system on a file, mounted. */
  public record Disk(Path path, Path image) implements AutoCloseable {
    /** Stops the file system as a power cut does: what was not synced is gone. Nobody may have a file of it open. */
    public void losePower() throws IOException {
      assertThat(run("xfs_io", "-x", "-c", "shutdown", path.toString())).as("shut down").isTrue();
      close();
      assertThat(mount()).as("mounted again").isTrue();
    }

    private boolean mount() throws IOException {
      return run("mount", "-o", "loop", image.toString(), path.toString());
    }

    @Override
    public void close() throws IOException {
      assertThat(run("umount", path.toString())).as("unmounted").isTrue();
    }
  }
}
