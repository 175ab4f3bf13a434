package dev.persist.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The app in a process of its own, killed when closed. */
final class AppProcess implements AutoCloseable {
  private final Process process;

  AppProcess(String... arguments) throws IOException {
    this(List.of(), arguments);
  }

  /** Starts it with {@code options} of Java. */
  AppProcess(List<String> options, String... arguments) throws IOException {
    this(builder(options, arguments));
  }

  private AppProcess(ProcessBuilder builder) throws IOException {
    this.process = builder.start();
  }

  /** Starts it with its output going to {@code file}. */
  static AppProcess to(Path file, String... arguments) throws IOException {
    return new AppProcess(builder(List.of(), arguments).redirectOutput(file.toFile()));
  }

  private static ProcessBuilder builder(List<String> options, String... arguments) {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-Dguice_bytecode_gen_option=DISABLED",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-classpath",
        System.getProperty("java.class.path"),
        Main.class.getName()));
    command.addAll(1, options);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Starts it on a store in {@code directory}, with the blobs beside it, and with {@code flags}. */
  static AppProcess on(Path directory, String... flags) throws IOException {
    var standard = Stream.of("serve", "--port", "0", "--url", "rocksdb:" + directory, "--blobs",
        "file:" + directory.resolveSibling("blobs"), "--admin-password", TestApp.PASSWORD);
    var empty = Stream.of(flags).anyMatch("--empty"::equals) ? Stream.<String>of() : Stream.of("--empty", "on");
    return new AppProcess(Stream.of(standard, empty, Stream.of(flags)).flatMap(it -> it).toArray(String[]::new));
  }

  /** Waits until it is ready, and returns where it listens. */
  String url() throws IOException {
    var line = String.valueOf(process.inputReader().readLine());
    if (!line.startsWith("listening on ")) {
      throw new IllegalStateException(line + process.errorReader().lines().toList());
    }
    return line.substring("listening on ".length());
  }

  /** Waits for the next line that it prints. */
  String line() throws IOException {
    return String.valueOf(process.inputReader().readLine());
  }

  /** Reads no more of what it prints. */
  void closeOutput() throws IOException {
    process.inputReader().close();
  }

  /** Waits for its end; what it said is left to {@link #output()} and {@link #errors()}. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running");
    }
    return process.exitValue();
  }

  List<String> output() {
    return process.inputReader().lines().toList();
  }

  List<String> errors() {
    return process.errorReader().lines().toList();
  }

  void terminate() {
    process.toHandle().destroy();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
