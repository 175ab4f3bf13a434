package dev.persist.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have in common. For one call. */
@Command(mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:Done.",
    "1:The store or the outcome says no: a conflict, damage, not found.",
    "2:The command was called in a wrong way."})
abstract class ShellCommand implements Callable<Integer> {
  static final int DONE = 0;

  final Shell shell;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print one JSON document a line.") private boolean json;

  ShellCommand(Shell shell) {
    this.shell = shell;
  }

  /** Runs the command and returns its exit code. */
  abstract int run(Output out) throws Exception;

  @Override
  public final Integer call() throws Exception {
    try (var out = new Output(shell.out(), json, Ansi.AUTO)) {
      return run(out);
    }
  }

  /** Says no, and why, and returns the exit code for it. */
  final int no(String why) {
    err().println(why);
    return Cli.REFUSED;
  }

  /** Tells a person something beside the output. */
  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final ProgressLine progress() {
    return new ProgressLine(err(), shell.clock(), shell.progress() && !json);
  }
}
