package dev.persist.app.cli;

import dev.persist.log.Linked;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the events of a stream. */
@Command(name = "read", description = "Prints the events of a stream, the oldest first, and follows links.", footer = {
    "", "Example: persist read order/7 --from 3 --json | jq .data", "The global order: persist read '$global'"})
final class Read extends StoreCommand {
  @Parameters(paramLabel = "STREAM", description = "The stream.") private String stream = "";

  @Option(names = "--from", paramLabel = "SEQ", defaultValue = "1", description = "The first seq to print.") private long from;

  @Option(names = "--limit", paramLabel = "COUNT", description = "How many events to print at most.") private long limit = Long.MAX_VALUE;

  @Option(names = "--blobs", paramLabel = "URL", description = "The blob store with the archive, to read also what compact moved there.") private Optional<String> blobs = Optional
      .empty();

  Read(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    Numbers.atLeast(1, "--from", from);
    Numbers.atLeast(0, "--limit", limit);
    try (var store = open()) {
      var timeline = blobs(blobs).map(store::archivingTo).orElse(store).log().timeline(stream);
      if (timeline.position() == 0) {
        return no("there is no stream \"" + stream + "\"; persist streams lists those there are");
      }
      var events = new Events(out);
      var first = true;
      for (var all = timeline.readFrom(from).limit(limit).iterator(); all.hasNext(); first = false) {
        var at = all.next();
        if (first) {
          sayWhatIsDropped(at);
        }
        events.print(stream, at);
      }
    }
    return DONE;
  }

  private void sayWhatIsDropped(Linked first) {
    if (first.position() > from) {
      err().println("the events " + from + " to " + (first.position() - 1) + " were dropped before");
    }
  }
}
