package dev.persist.app.cli;

import dev.persist.Persist;
import dev.persist.StoreException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows a stream. */
@Command(name = "tail", description = {
    "Prints the last events of a stream, and each later one as soon as it is durable, until it is told to stop.",
    "To see what another process writes, use a database or a server: an embedded store is open in one process only."}, footer = {
        "", "Example: persist tail '$global' --url http://:TOKEN@127.0.0.1:7070/store"})
final class Tail extends StoreCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Parameters(paramLabel = "STREAM", description = "The stream; it may be new.") private String stream = "";

  @Option(names = "--last", paramLabel = "COUNT", defaultValue = "10", description = "How many earlier events to print; "
      + "${DEFAULT-VALUE} without it.") private long last;

  Tail(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) throws InterruptedException {
    Numbers.atLeast(0, "--last", last);
    var store = open();
    closeAtExit(store);
    try (store) {
      follow(store, out);
    } catch (StoreException.Closed e) {
      // told to stop
    }
    return DONE;
  }

  private void follow(Persist store, Output out) throws InterruptedException {
    var timeline = store.log().timeline(stream);
    var events = new Events(out);
    var next = Math.max(1, timeline.position() - last + 1);
    for (var seen = store.awaitChange(0, PATIENCE);; seen = store.awaitChange(seen, PATIENCE)) {
      for (var page = timeline.page(next); !page.isEmpty(); page = timeline.page(next)) {
        page.forEach(at -> events.print(stream, at));
        next = page.getLast().position() + 1;
      }
      out.flush();
    }
  }
}
