package dev.persist.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.persist.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts what passed and failed, by engine and suite; prints it after the last test and writes it to
 * {@code target/conformance/ENGINE.json}. A test that fails before its engine is known counts for {@code unknown}. The build
 * of every module with the kit on its test path finds it as a service.
 */
public final class Scoreboard implements TestExecutionListener {
  private record Score(int passed, int failed) {
    Score plus(Score other) {
      return new Score(passed + other.passed, failed + other.failed);
    }

    @Override
    public String toString() {
      return failed == 0 ? "" + passed : passed + " of " + (passed + failed);
    }
  }

  private final Path directory;
  private final PrintStream out;
  private final Map<TestIdentifier, String> engines = new HashMap<>();
  private final SortedMap<String, SortedMap<String, Score>> board = new TreeMap<>();

  /** Creates the board of a module's build. */
  public Scoreboard() {
    this(Path.of("target", "conformance"), System.out);
  }

  Scoreboard(Path directory, PrintStream out) {
    this.directory = directory;
    this.out = out;
  }

  @Override
  public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    var engine = entry.getKeyValuePairs().get(OpenStore.ENGINE);
    if (engine != null) {
      engines.put(test, engine);
    }
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    var reported = engines.remove(test);
    var engine = reported == null && runsOnAnEngine(test) ? "unknown" : reported;
    if (engine != null) {
      var score = result.getStatus() == Status.SUCCESSFUL ? new Score(1, 0) : new Score(0, 1);
      board.computeIfAbsent(engine, first -> new TreeMap<>()).merge(suite(test), score, Score::plus);
    }
  }

  private static boolean runsOnAnEngine(TestIdentifier test) {
    return test.isTest() && test.getSource().orElse(null) instanceof MethodSource method
        && OpenStore.class.isAssignableFrom(method.getJavaClass());
  }

  private static String suite(TestIdentifier test) {
    var method = ((MethodSource) test.getSource().orElseThrow()).getJavaMethod();
    return method.getDeclaringClass()
        .getSimpleName()
        .replaceFirst("Cases$", "")
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan tests) {
    board.forEach((engine, suites) -> {
      out.println(line(engine, suites));
      write(engine, suites);
    });
    board.clear(); // where classes run two at a time, each is a plan of its own
  }

  /** Leaves the suites that other plans ran on this engine, in this process or in another at the same time. */
  private void write(String engine, Map<String, Score> suites) {
    try {
      Files.createDirectories(directory);
      try (var file = FileChannel.open(directory.resolve(engine + ".json"), CREATE, READ, WRITE)) {
        file.lock(); // until it is closed
        var before = new String(Channels.newInputStream(file).readAllBytes(), UTF_8);
        var all = Json.parse(before.isEmpty() ? "{}" : before).merge(suites) + "\n";
        file.truncate(0).write(UTF_8.encode(all));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String engine, Map<String, Score> suites) {
    var total = suites.values().stream().reduce(new Score(0, 0), Score::plus);
    return suites.entrySet()
        .stream()
        .map(suite -> suite.getKey() + " " + suite.getValue())
        .collect(Collectors.joining(", ",
            "conformance %s: %d passed, %d failed (".formatted(engine, total.passed, total.failed), ")"));
  }
}
