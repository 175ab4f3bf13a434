package dev.persist.app.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Java process of its own, which says lines until it is killed. It writes them to a file: a pipe would lose those that were not
 * read yet. Not thread-safe.
 */
final class Child implements AutoCloseable {
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final Process process;
  private final Path said;
  private final Path errors;

  /** Starts the {@code main} of {@code program}, with its files in {@code directory}. */
  Child(Path directory, Class<?> program, String... arguments) throws IOException {
    this.said = Files.createTempFile(directory, "said", "");
    this.errors = Files.createTempFile(directory, "errors", "");
    var command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + directory, // an engine unpacks its library there, and a killed process leaves it
        "-classpath", System.getProperty("java.class.path"), program.getName()), Stream.of(arguments)).toList();
    this.process = new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(errors.toFile()).start();
  }

  long pid() {
    return process.pid();
  }

  /**
   * Waits until it has said {@code lines} lines.
   *
   * @throws IllegalStateException when it ends before
   */
  void awaitLines(int lines) throws IOException, InterruptedException {
    while (said().size() < lines) {
      if (!process.isAlive() && said().size() < lines) {
        throw endedByItself();
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private IllegalStateException endedByItself() throws IOException {
    return new IllegalStateException("the process ended by itself, after line " + said().size() + ": "
        + Files.readString(errors).strip().lines().findFirst().orElse("it said no error"));
  }

  /**
   * Waits until it has said a line that begins with {@code text}, at most {@code millis}; returns whether it has.
   *
   * @throws IllegalStateException when it ends before
   */
  boolean await(String text, long millis) throws IOException, InterruptedException {
    for (var waited = 0L; waited <= millis; waited += LOOK_AGAIN_MILLIS) {
      var ended = !process.isAlive();
      if (said().stream().anyMatch(line -> line.startsWith(text))) {
        return true;
      }
      if (ended) {
        throw endedByItself();
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return false;
  }

  /** Gives it a sign. */
  void sign() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Stops it from running at all, until {@link #thaw}. */
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets it run again. */
  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    var exit = new ProcessBuilder("kill", name, "" + pid()).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("kill " + name + " of process " + pid() + " ended with " + exit);
    }
  }

  /** Returns the lines that it has said as a whole. */
  List<String> said() throws IOException {
    var text = Files.readString(said, UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Kills it, as {@code kill -9} does, and returns all that it has said. */
  List<String> kill() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    return said();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
