package dev.persist.app.cli;

import dev.persist.Persist;
import dev.persist.app.operation.StreamNames;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists streams. */
@Command(name = "streams", description = "Lists the streams, with the seq of the last event of each.", footer = {
    "", "Example: persist streams order/ --url sqlite:./shop"})
final class Streams extends StoreCommand {
  @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "The first characters of the names; all without it.") private String prefix = "";

  @Option(names = "--all", description = "Also those that persist keeps for itself, such as $global.") private boolean all;

  Streams(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var store = open()) {
      names(store).forEach(name -> {
        var last = store.log().timeline(name).position();
        out.line(Map.of("stream", name, "last", last), Output.safe(name), out.in("cyan", String.valueOf(last)));
      });
    }
    return DONE;
  }

  private Stream<String> names(Persist store) {
    if (all) {
      return store.catalog().streamsAll().filter(name -> name.startsWith(prefix));
    }
    return StreamNames.of(store, prefix, "");
  }
}
