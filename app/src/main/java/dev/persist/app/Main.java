package dev.persist.app;

import dev.persist.app.cli.Cli;
import dev.persist.app.cli.Shell;
import picocli.CommandLine;

/** The command line {@code persist}. It loads what a command needs when the command runs, so that help comes at once. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code args} name, and exits with its exit code. */
  public static void main(String[] args) {
    exitWithParent();
    var shell = Shell.ofProcess(url -> StoreModule.blobs(url));
    System.exit(commands(shell).execute(args));
  }

  static CommandLine commands(Shell shell) {
    return Cli.command(shell).addSubcommand(Serve.command(shell.environment()));
  }

  /** Stops the app when its parent stops, if it was started from Maven, which does not pass SIGTERM on. */
  private static void exitWithParent() {
    if (Boolean.getBoolean("exit.with.parent")) {
      ProcessHandle.current().parent().ifPresent(parent -> Thread.startVirtualThread(() -> {
        parent.onExit().join();
        System.exit(143);
      }));
    }
  }
}
