package dev.persist.app.cli;

import dev.persist.app.operation.Readers;
import java.util.Map;
import picocli.CommandLine.Command;

/** Lists views. */
@Command(name = "views", description = "Lists the registered views, with the seq that each has and how far it lags.", footer = {
    "", "Example: persist views --url http://:TOKEN@127.0.0.1:7070/store"})
final class Views extends StoreCommand {
  Views(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var store = open()) {
      Readers.views(store, "")
          .forEach(view -> out.line(
              Map.of("view", view.name(), "version", view.version(), "stream", view.stream(), "seq", view.seq(), "lag",
                  view.lag()),
              Output.safe(view.name()), "version " + view.version(), Output.safe(view.stream()), "at " + view.seq(),
              "lag " + view.lag()));
    }
    return DONE;
  }
}
