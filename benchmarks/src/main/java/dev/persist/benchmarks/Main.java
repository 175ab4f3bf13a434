package dev.persist.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs the benchmarks that its arguments select: the name of one, and the engines it is for, or arguments of JMH; all without any.
 * Those of JMH are printed with the median over their iterations.
 */
public final class Main {
  /** Whether rounds are few and short, for the headlines in two minutes. */
  static final boolean QUICK = Boolean.getBoolean("quick");

  /** By what they compare, those that were measured, in order. */
  private static final Map<String, Double> RATIOS = new LinkedHashMap<>();

  /** Each round of a subscription is a runner of its own, which is logged. */
  private static final Logger LOGS = Logger.getLogger("dev.persist");

  private Main() {}

  /** Adds a ratio to those that are printed last. */
  static void ratio(String name, double value) {
    RATIOS.put(name.replaceAll("[^A-Za-z0-9]+", "-"), value);
  }

  /** Runs the benchmarks; {@code -h} lists the arguments of JMH, {@code -l} its benchmarks. */
  public static void main(String[] args) throws Exception {
    LOGS.setLevel(Level.WARNING);
    var rest = Arrays.stream(args).skip(1).toList();
    switch (args.length == 0 ? "" : args[0]) {
      case "Machine" -> Machine.run();
      case "Appends" -> Appends.run(rest);
      case "Once" -> Appends.runOnce(rest);
      case "Filling" -> Appends.runFilling();
      case "Reads" -> Reads.run(rest);
      case "CatchUp" -> CatchUp.run(rest);
      case "Each" -> CatchUp.runEach(rest);
      case "Racing" -> Racing.run(rest);
      case "Hot" -> Hot.run(rest);
      case "Scale" -> Scale.run(rest);
      case "Opening" -> Opening.run(rest);
      case "Size" -> Size.run(rest);
      case "Http" -> Http.run(rest);
      case "Checks" -> Checks.run();
      case "Listeners" -> Listeners.run();
      case "Pages" -> Pages.run();
      case "States" -> States.run(rest);
      case "Moving" -> Moving.run(rest);
      case "BackedUp" -> BackedUp.run(rest);
      case "Served" -> Served.run(rest);
      case "Signal" -> Signal.run();
      case "Costs" -> Costs.run(rest);
      case "Passes" -> Passes.run(rest);
      case "Cells" -> Cells.run();
      case "Plan" -> Plan.run();
      case "Writers" -> Writers.run();
      case "Servers" -> Servers.run();
      case "" -> {
        Machine.run();
        Appends.run(rest);
        Appends.runOnce(rest);
        Appends.runFilling();
        Reads.run(rest);
        CatchUp.run(rest);
        CatchUp.runEach(rest);
        Racing.run(rest);
        Hot.run(rest);
        Scale.run(rest);
        Opening.run(rest);
        Size.run(rest);
        Http.run(rest);
        Checks.run();
        Listeners.run();
        Pages.run();
        States.run(rest);
        Moving.run(rest);
        BackedUp.run(rest);
        Served.run(rest);
        Signal.run();
        Costs.run(rest);
        Passes.run(rest);
        Cells.run();
        Plan.run();
        Writers.run();
        measureWithJmh(args);
      }
      case "Headlines" -> {
        Appends.headlines();
        Reads.run(List.of("rocksdb", "postgresql"));
        States.run(List.of("bookings", "bookings-copied"));
      }
      default -> measureWithJmh(args);
    }
    RATIOS.forEach((name, value) -> System.out.println("ratio " + name + " " + threeDigits(value).toPlainString()));
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
      try (var report = new Report("jmh", "benchmark", "parameters", "", "unit")) {
        for (var result : results) {
          var params = result.getParams();
          var name = params.getBenchmark().substring(Main.class.getPackageName().length() + 1);
          row(report, name, params, result.getPrimaryResult());
          result.getSecondaryResults()
              .forEach((label, secondary) -> row(report, name + ":" + label, params, secondary));
        }
      }
    }
  }

  private static void row(Report report, String name, BenchmarkParams params, Result<?> result) {
    var over = result.getStatistics();
    report.row(name, params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(" ")),
        new Spread(over.getPercentile(50), over.getMin(), over.getMax()).toString(), result.getScoreUnit());
  }

  /** Returns three digits of {@code figure}, for people. */
  static String rounded(double figure) {
    var rounded = threeDigits(figure);
    return String.format(Locale.ENGLISH, "%,." + Math.max(0, rounded.scale()) + "f", rounded);
  }

  private static BigDecimal threeDigits(double figure) {
    return new BigDecimal(figure).round(new MathContext(3));
  }
}
