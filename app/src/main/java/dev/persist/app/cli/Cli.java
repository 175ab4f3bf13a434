package dev.persist.app.cli;

import dev.persist.StoreException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line without {@code serve}: what is common to all commands. */
public final class Cli {
  /** What exit codes say, for the help of each command. */
  public static final Map<String, String> EXIT_CODES = exitCodes();

  /** The version that the jar says. */
  public static final String VERSION = "persist "
      + Objects.requireNonNullElse(Cli.class.getPackage().getImplementationVersion(), "(from its class path)");

  /** The store or the outcome says no. */
  static final int REFUSED = 1;

  /** The command was called in a wrong way. */
  static final int WRONG_USAGE = 2;

  private Cli() {}

  /** Returns the command {@code persist}. */
  public static CommandLine command(Shell shell) {
    var spec = CommandSpec.create().name("persist").mixinStandardHelpOptions(true).version(VERSION);
    spec.usageMessage()
        .description("Works on a store of persist: an embedded one, a database, or one that a server shares.")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(EXIT_CODES)
        .footer("", "Example: persist read cart/7 --url rocksdb:./data", "Say persist COMMAND --help for a command.");
    var command = new CommandLine(spec);
    for (ShellCommand each : List.of(new Streams(shell), new Read(shell), new Tail(shell), new EventCommand(shell),
        new Append(shell), new Get(shell), new Put(shell), new Keys(shell), new Views(shell), new Subscriptions(shell),
        new ExportCommand(shell), new ImportCommand(shell), new CopyCommand(shell), new Follow(shell),
        new CompactCommand(shell), new VerifyCommand(shell), new BackupCommand(shell), new RestoreCommand(shell),
        new Bench(shell), new NewCommand(shell))) {
      var one = versioned(each);
      if (each instanceof Subscriptions) {
        Steering.commands(shell).forEach(steering -> one.addSubcommand(versioned(steering)));
      }
      command.addSubcommand(one);
    }
    command.addSubcommand(Workshop.command(shell));
    var completion = new CommandLine(new AutoComplete.GenerateCompletion());
    completion.getCommandSpec().usageMessage().hidden(true);
    command.addSubcommand(completion);
    return command
        .setOut(new PrintWriter(new OutputStreamWriter(shell.out(), StandardCharsets.UTF_8), true))
        .setErr(new PrintWriter(new OutputStreamWriter(shell.err(), StandardCharsets.UTF_8), true))
        .setParameterExceptionHandler(Cli::wrongUsage)
        .setExecutionExceptionHandler(Cli::fault);
  }

  private static CommandLine versioned(ShellCommand each) {
    var command = new CommandLine(each);
    command.getCommandSpec().version(VERSION);
    return command;
  }

  private static Map<String, String> exitCodes() {
    var codes = new LinkedHashMap<String, String>();
    codes.put("0", "Done.");
    codes.put("1", "The store or the outcome says no: a conflict, damage, not found.");
    codes.put("2", "The command was called in a wrong way.");
    return codes;
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    var command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Say " + command.getCommandSpec().qualifiedName() + " --help for what there is.");
    return WRONG_USAGE;
  }

  /** Says an expected fault in a sentence. Any other is an error in this program, and its trace is shown. */
  private static int fault(Exception e, CommandLine command, ParseResult parsed) throws Exception {
    switch (e) {
      case Output.Closed closed -> {
        return 0; // the reader has enough
      }
      case IllegalArgumentException wrong -> {
        command.getErr().println(wrong.getMessage());
        return WRONG_USAGE;
      }
      case StoreException fault -> command.getErr().println(oneLine(fault) + Advice.on(fault));
      case UncheckedIOException io -> command.getErr().println("cannot read or write: " + io.getCause());
      case IOException io -> command.getErr().println("cannot read or write: " + io);
      default -> throw e;
    }
    return REFUSED;
  }

  private static String oneLine(StoreException fault) {
    return String.valueOf(fault.getMessage()).replaceAll("\\R\\s*", " ");
  }
}
