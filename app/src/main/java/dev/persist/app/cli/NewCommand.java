package dev.persist.app.cli;

import dev.persist.app.scaffold.NewModule;
import dev.persist.app.scaffold.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a module. */
@Command(name = "new", description = {
    "Makes a module of your own from one of the worked migrations: its code, tests and README, about another domain.",
    "In the repository of persist it becomes a module of that build, elsewhere a build of its own. "
        + "All its tests pass at once."}, footer = {
            "", "Example: persist new example-inventory --from example-bookings --package com.acme.inventory"})
final class NewCommand extends ShellCommand {
  @Parameters(paramLabel = "NAME", description = "The module, and its directory. What follows example- in it, or all of it, takes the place of the old domain's name.") private String name = "";

  @Option(names = "--from", required = true, paramLabel = "EXAMPLE", description = "example-acl, example-bookings or example-ledger.") private String from = "";

  @Option(names = "--package", required = true, paramLabel = "PACKAGE", description = "The package of the new classes.") private String packageName = "";

  @Option(names = "--into", paramLabel = "DIRECTORY", description = "Where the directory is made. The current directory without it.") private Path into = Path
      .of("");

  @Option(names = "--words", paramLabel = "OLD=NEW", split = ",", description = "Further words to replace, such as seat=shelf,roster=stock.") private Map<String, String> words = new LinkedHashMap<>();

  @Option(names = "--minimal", description = "Leave out what only a migration from an old version needs, and what the table in the README says.") private boolean minimal;

  /** What is said in JSON. */
  private record Made(String directory, List<String> files, boolean inReactor, List<String> next) {}

  NewCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) throws IOException {
    var module = NewModule.of(new Request(name, from, packageName, into, words, minimal));
    var obstacle = module.obstacle();
    if (obstacle.isPresent()) {
      return no(obstacle.get() + "; nothing was written");
    }
    module.write();
    var next = next(module);
    out.line(new Made(module.directory().toString(), module.files(), module.isInReactor(), next),
        "made " + module.directory() + " from " + from + ", " + module.files().size() + " files"
            + (module.isInReactor() ? "; it is a module of " + into.resolve("pom.xml") : "") + "\nnext:\n  "
            + String.join("\n  ", next));
    return DONE;
  }

  private List<String> next(NewModule module) throws IOException {
    var next = new ArrayList<String>();
    if (module.isInReactor()) {
      if (!into.toString().isEmpty()) {
        next.add("cd " + into);
      }
      if (module.isTooWide()) {
        next.add("mvn spotless:apply -N");
      }
      next.add(
          "mvn verify -pl " + name + " -am -Dtest='" + packageName + ".**' -Dsurefire.failIfNoSpecifiedTests=false");
    } else {
      next.add("mvn install -DskipTests -pl persist-durable -am    (once, in the repository of persist "
          + NewModule.version()
          + ": its jars are not on Maven Central)");
      next.add("cd " + module.directory());
      next.add("mvn verify    (with Java 21 or newer)");
    }
    next.add("read README.md, whose last part says what to do with each file, then " + module.facade());
    return next;
  }
}
