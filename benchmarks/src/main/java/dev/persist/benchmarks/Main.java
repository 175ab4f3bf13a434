package dev.persist.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs the benchmarks that its arguments select: {@code Appends}, {@code Once}, {@code Reads}, {@code CatchUp} or {@code
 * Racing} and engines, {@code Filling}, {@code States} and states, {@code Signal}, {@code Headlines}, or arguments of JMH; all without any.
 * Those of JMH are printed with the median over their iterations.
 */
public final class Main {
  /** Whether rounds are few and short, for the headlines in two minutes. */
  static final boolean QUICK = Boolean.getBoolean("quick");

  /** By what they compare, those that were measured, in order. */
  private static final Map<String, Double> RATIOS = new LinkedHashMap<>();

  private Main() {}

  /** Adds a ratio to those that are printed last. */
  static void ratio(String name, double value) {
    RATIOS.put(name.replaceAll("[^A-Za-z0-9]+", "-"), value);
  }

  /** Runs the benchmarks; {@code -h} lists the arguments of JMH, {@code -l} its benchmarks. */
  public static void main(String[] args) throws Exception {
    switch (args.length == 0 ? "" : args[0]) {
      case "Appends" -> Appends.run(Arrays.stream(args).skip(1).toList());
      case "Once" -> Appends.runOnce(Arrays.stream(args).skip(1).toList());
      case "Filling" -> Appends.runFilling();
      case "Reads" -> Reads.run(Arrays.stream(args).skip(1).toList());
      case "CatchUp" -> CatchUp.run(Arrays.stream(args).skip(1).toList());
      case "Racing" -> Racing.run(Arrays.stream(args).skip(1).toList());
      case "States" -> States.run(Arrays.stream(args).skip(1).toList());
      case "Signal" -> Signal.run();
      case "" -> {
        measureWithJmh(args);
        Appends.run(List.of());
        Appends.runOnce(List.of());
        Appends.runFilling();
        Reads.run(List.of());
        CatchUp.run(List.of());
        Racing.run(List.of());
        States.run(List.of());
        Signal.run();
      }
      case "Headlines" -> {
        Appends.headlines();
        Reads.run(List.of("rocksdb", "postgresql"));
        States.run(List.of("bookings", "bookings-copied"));
      }
      default -> measureWithJmh(args);
    }
    RATIOS.forEach((name, value) -> System.out.println("ratio " + name + " " + rounded(value)));
  }

  private static void measureWithJmh(String[] args) throws CommandLineOptionException, IOException, RunnerException {
    var options = new CommandLineOptions(args);
    var runner = new Runner(options);
    if (options.shouldHelp()) {
      options.showHelp();
    } else if (options.shouldList()) {
      runner.list();
    } else {
      var results = runner.run();
      var disk = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).type();
      System.out.printf(
          "%nJDK %s, %d processors, %s%n%n",
          Runtime.version(),
          Runtime.getRuntime().availableProcessors(),
          disk);
      System.out.println("| benchmark | parameters | median | lowest | highest | unit |");
      System.out.println("|---|---|---|---|---|---|");
      for (var result : results) {
        var params = result.getParams();
        var name = params.getBenchmark().substring(Main.class.getPackageName().length() + 1);
        print(name, params, result.getPrimaryResult());
        result.getSecondaryResults().forEach((label, secondary) -> print(name + ":" + label, params, secondary));
      }
    }
  }

  private static void print(String name, BenchmarkParams params, Result<?> result) {
    var over = result.getStatistics();
    var cells = List.of(
        name,
        params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(" ")),
        rounded(over.getPercentile(50)),
        rounded(over.getMin()),
        rounded(over.getMax()),
        result.getScoreUnit());
    System.out.println("| " + String.join(" | ", cells) + " |");
  }

  /** Returns the middle one of an odd number of figures. */
  static double median(double[] odd) {
    return Arrays.stream(odd).sorted().toArray()[odd.length / 2];
  }

  /** Returns three digits of {@code figure}. */
  static String rounded(double figure) {
    return new BigDecimal(figure).round(new MathContext(3)).toPlainString();
  }
}
