package dev.persist.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Persist;
import dev.persist.conformance.Jvm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lets {@link CrashWriter} write, kills it, and asks {@link CrashOracle} about what it left; again and again. */
public final class CrashCycles {
  private final String url;
  private final CrashOracle oracle = new CrashOracle();
  private List<String> runner = List.of();
  private Step atAcknowledgement = count -> {};
  private Step afterKill = count -> {};
  private int cycle;

  /** Something that happens in a cycle, when there were {@code count} acknowledgements in it. */
  public interface Step {
    /** Does it. */
    void run(int count) throws Exception;
  }

  /** Asks about the store at {@code url}. */
  public CrashCycles(String url) {
    this.url = url;
  }

  /** The writer is run by the command {@code command}, such as strace. */
  public CrashCycles runner(List<String> command) {
    runner = command;
    return this;
  }

  /** What happens with each acknowledgement; the writer goes on meanwhile. */
  public CrashCycles atAcknowledgement(Step step) {
    atAcknowledgement = step;
    return this;
  }

  /** What happens between the death of the writer and the next opening. */
  public CrashCycles afterKill(Step step) {
    afterKill = step;
    return this;
  }

  /** As {@link #run(int, String)}, with a store that has no bug. */
  public List<String> run(int acknowledgements) throws Exception {
    return run(acknowledgements, url);
  }

  /**
   * Runs one cycle and returns what is wrong. The kill comes with that many acknowledgements, or with 0 as soon as the
   * store is open; the writer opens it as {@code variant}.
   */
  public List<String> run(int acknowledgements, String variant) throws Exception {
    cycle++;
    var count = write(acknowledgements, variant);
    afterKill.run(count);
    var problems = new ArrayList<String>();
    if (count < acknowledgements) {
      problems.add("the writer stopped after " + count + " of " + acknowledgements + " acknowledgements");
    }
    try (var store = Persist.open(url)) {
      problems.addAll(oracle.problems(store, cycle));
    }
    return problems;
  }

  /** Returns how many events there were so far. */
  public int events() {
    return oracle.events();
  }

  private int write(int acknowledgements, String variant) throws Exception {
    var writer = Jvm.start(runner, CrashWriter.class, variant, "" + cycle);
    var count = 0;
    try (var lines = writer.inputReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(" .")) {
          oracle.acknowledge(line);
          count++;
          atAcknowledgement.run(count);
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
