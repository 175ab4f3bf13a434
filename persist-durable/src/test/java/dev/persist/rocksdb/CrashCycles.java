package dev.persist.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Persist;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Lets {@link CrashWriter} write, kills it, and asks {@link CrashOracle} about what it left; again and again. */
final class CrashCycles {
  /** What happens between the death of the writer and the next opening. */
  interface AfterKill {
    void run() throws Exception;
  }

  private final Path directory;
  private final Planted planted;
  private final List<String> runner;
  private final AfterKill afterKill;
  private final CrashOracle oracle = new CrashOracle();
  private final Set<Path> logFiles = new HashSet<>();
  private int cycle;

  CrashCycles(Path directory, Planted planted) {
    this(directory, planted, List.of(), () -> {});
  }

  /** With a writer run by the command {@code runner}, such as strace. */
  CrashCycles(Path directory, Planted planted, List<String> runner, AfterKill afterKill) {
    this.directory = directory;
    this.planted = planted;
    this.runner = runner;
    this.afterKill = afterKill;
  }

  /**
   * Runs one cycle and returns what is wrong. The kill comes with that many acknowledgements, or with 0 as soon as the
   * store is open; the writer begins another log file whenever its write buffer of {@code buffer} bytes is full.
   */
  List<String> run(int acknowledgements, long buffer) throws Exception {
    cycle++;
    var count = write(acknowledgements, buffer);
    afterKill.run();
    var problems = new ArrayList<String>();
    if (count < acknowledgements) {
      problems.add("the writer stopped after " + count + " of " + acknowledgements + " acknowledgements");
    }
    try (var store = Persist.open("rocksdb:" + directory)) {
      problems.addAll(oracle.problems(store, cycle));
    }
    return problems;
  }

  /** Returns how many events there were so far. */
  int events() {
    return oracle.events();
  }

  /** Returns how many log files there were so far. */
  int logFiles() {
    return logFiles.size();
  }

  private int write(int acknowledgements, long buffer) throws Exception {
    var writer = Jvm.start(
        runner, CrashWriter.class, directory.toString(), "" + cycle, "" + buffer, planted.name());
    var count = 0;
    try (var lines = writer.inputReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(" .")) {
          oracle.acknowledge(line);
          count++;
          logFiles.addAll(WriteAheadLog.files(directory));
        }
        if (count >= acknowledgements && !line.equals("opening")) {
          // Process.destroyForcibly would close the stream too, and with it drop what was acknowledged.
          kill(writer);
        }
      }
    } finally {
      kill(writer);
    }
    return count;
  }

  /** Kills the runner's children too: strace lets them live. */
  private static void kill(Process writer) {
    Stream.concat(writer.descendants(), Stream.of(writer.toHandle()))
        .toList()
        .forEach(process -> {
          process.destroyForcibly();
          process.onExit().join();
        });
  }
}
