package dev.persist.app.cli;

import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;

/** Lists views. */
@Command(name = "views", description = "Lists the registered views, with the seq that each has and how far it lags.", footer = {
    "", "Example: persist views --url http://:TOKEN@127.0.0.1:7070/store"})
final class Views extends StoreCommand {
  private static final Pattern NAME = Pattern.compile("view (.*) version ([0-9]+)", Pattern.DOTALL);

  Views(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var store = open()) {
      store.catalog().readers().forEach(reader -> {
        var name = NAME.matcher(reader.name());
        if (name.matches()) {
          out.line(
              Map.of("view", name.group(1), "version", Integer.valueOf(name.group(2)), "stream", reader.stream(), "seq",
                  reader.seq(), "lag", reader.lag()),
              Output.safe(name.group(1)), "version " + name.group(2), Output.safe(reader.stream()),
              "at " + reader.seq(), "lag " + reader.lag());
        }
      });
    }
    return DONE;
  }
}
