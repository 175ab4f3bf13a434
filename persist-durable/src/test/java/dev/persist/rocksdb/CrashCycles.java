package dev.persist.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Persist;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lets {@link CrashWriter} write, kills it, and asks {@link CrashOracle} about what it left; again and again. */
final class CrashCycles {
  private final Path directory;
  private final Planted planted;
  private final CrashOracle oracle = new CrashOracle();
  private final Set<Path> logFiles = new HashSet<>();
  private int cycle;

  CrashCycles(Path directory, Planted planted) {
    this.directory = directory;
    this.planted = planted;
  }

  /**
   * Runs one cycle and returns what is wrong. The kill comes with that many acknowledgements, or with 0 as soon as the
   * store is open; the writer begins another log file whenever its write buffer of {@code buffer} bytes is full.
   */
  List<String> run(int acknowledgements, long buffer) throws Exception {
    cycle++;
    var count = write(acknowledgements, buffer);
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
    var writer = Jvm.start(CrashWriter.class, directory.toString(), "" + cycle, "" + buffer, planted.name());
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
          writer.toHandle().destroyForcibly();
        }
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    return count;
  }
}
