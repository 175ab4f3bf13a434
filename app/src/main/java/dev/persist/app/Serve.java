package dev.persist.app;

import dev.persist.app.cli.Cli;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command that runs the app. Its options are the settings of {@link Config}. */
final class Serve implements Callable<Integer> {
  private static final String FILE = "--config";

  private final Map<String, String> environment;
  private final CommandLine command;

  private Serve(Map<String, String> environment) {
    this.environment = environment;
    var spec = CommandSpec.wrapWithoutInspection(this)
        .name("serve")
        .mixinStandardHelpOptions(true)
        .version(Cli.VERSION);
    Config.SETTINGS.forEach(setting -> options(spec, setting));
    spec.addOption(OptionSpec.builder(FILE)
        .type(Path.class)
        .paramLabel("FILE")
        .description("A properties file with any of " + String.join(", ", keys())
            + ". The environment has the same names. A flag wins over the environment, and that over the file.")
        .build());
    spec.usageMessage()
        .description("Runs the app until it is told to stop. Prints where it listens.")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(Cli.EXIT_CODES)
        .footer("", "Example: persist serve --url rocksdb:./data --port 7070");
    this.command = new CommandLine(spec);
  }

  /** Returns the command, which reads {@code environment}, too. */
  static CommandLine command(Map<String, String> environment) {
    return new Serve(environment).command;
  }

  /** Returns the settings of {@code flags} and {@code environment}. */
  static Config config(List<String> flags, Map<String, String> environment) {
    var parsed = command(environment).parseArgs(flags.toArray(String[]::new));
    return config(parsed, environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = config(command.getParseResult(), environment);
    Logs.begin(config.log(), config.logLevel());
    return App.run(config);
  }

  private static Config config(ParseResult parsed, Map<String, String> environment) {
    var flags = new HashMap<String, String>();
    for (var setting : Config.SETTINGS) {
      for (var flag : List.of(setting.longFlag(), setting.flag())) {
        if (parsed.hasMatchedOption(flag)) {
          flags.put(setting.key(), parsed.matchedOption(flag).getValue());
        }
      }
    }
    var file = parsed.hasMatchedOption(FILE)
        ? Optional.<Path>of(parsed.matchedOption(FILE).getValue())
        : Optional.<Path>empty();
    return Config.of(flags, environment, file);
  }

  private static List<String> keys() {
    return Config.SETTINGS.stream().map(Setting::key).toList();
  }

  /** Adds the flag, and hidden in the help the one that has the whole name of the setting. */
  private static void options(CommandSpec spec, Setting<?> setting) {
    var standard = setting.otherwise().map(value -> " Default: " + value).orElse("");
    spec.addOption(OptionSpec.builder(setting.flag())
        .type(String.class)
        .paramLabel(setting.form())
        .description(setting.meaning() + standard)
        .build());
    if (!setting.longFlag().equals(setting.flag())) {
      spec.addOption(OptionSpec.builder(setting.longFlag()).type(String.class).hidden(true).build());
    }
  }
}
