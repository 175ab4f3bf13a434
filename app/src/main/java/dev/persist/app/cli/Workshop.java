package dev.persist.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The workshop: ten stages in which a learner moves a ticket office onto persist. */
@Command(name = "workshop", mixinStandardHelpOptions = true, description = {
    "Ten stages in which you move a ticket office from maps onto persist.",
    "They are in a clone of the repository: read workshop/README.md."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:Done.", "1:A stage failed.", "2:The command was called in a wrong way."}, footer = {
            "", "Example: persist workshop check"})
final class Workshop {
  private Workshop() {}

  static CommandLine command(Shell shell) {
    var command = new CommandLine(new Workshop());
    var check = new CommandLine(new Check(shell));
    check.getCommandSpec().version(Cli.VERSION);
    command.getCommandSpec().version(Cli.VERSION);
    return command.addSubcommand(check);
  }

  /** Compiles and grades the learner's class, by the script that does the same without an installed persist. */
  @Command(name = "check", mixinStandardHelpOptions = true, description = {
      "Compiles your ticket office with Maven, and grades it.",
      "Prints for what failed the shortest history that shows it. The page /workshop of the demo draws it."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
          "0:Each stage that was asked for is passed.", "1:A stage failed, or the class does not compile.",
          "2:The command was called in a wrong way."}, footer = {"", "Example: persist workshop check 3"})
  private static final class Check implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "0..1", paramLabel = "STAGE", description = "A number from 1 to 10. Without it, all stages up to the first that fails.") private Optional<Integer> stage = Optional
        .empty();

    @Option(names = "--directory", paramLabel = "DIRECTORY", defaultValue = ".", description = "The clone of the repository. The current directory without it.") private Path directory = Path
        .of(".");

    Check(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
      var script = directory.resolve("workshop").resolve("check");
      if (!Files.exists(script)) {
        throw new IllegalArgumentException("there is no " + script
            + "; run this in a clone of the repository of persist, or name it with --directory");
      }
      var process = new ProcessBuilder(List.of("sh", script.toString(), stage.map(Object::toString).orElse("all")))
          .redirectErrorStream(true)
          .start();
      process.getOutputStream().close();
      process.getInputStream().transferTo(shell.out());
      return process.onExit().join().exitValue() == 0 ? 0 : Cli.REFUSED;
    }
  }
}
