package dev.persist.app.cli;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.NewEvent;
import dev.persist.spi.Canonical;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Appends an event. */
@Command(name = "append", description = "Appends an event to a stream, and prints it with its seq.", footer = {
    "", "Example: persist append cart/7 added '{\"sku\":\"tea\",\"quantity\":2}' --expect 0"})
final class Append extends StoreCommand {
  @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.") private String stream = "";

  @Parameters(index = "1", paramLabel = "TYPE", description = "What happened.") private String type = "";

  @Parameters(index = "2", paramLabel = "DATA", defaultValue = "{}", description = "The facts, as JSON; {} without it, and - reads them from standard input.") private String data = "";

  @Option(names = "--meta", paramLabel = "JSON", defaultValue = "{}", description = "Facts about how it is written.") private String meta = "";

  @Option(names = "--at", paramLabel = "TIME", description = "When it happened, such as 2026-01-31T12:00:00Z; now without it.") private Optional<Instant> at = Optional
      .empty();

  @Option(names = "--expect", paramLabel = "SEQ", description = "Append only if the last seq of the stream is this; 0 for a new stream.") private Optional<Long> expect = Optional
      .empty();

  @Option(names = "--once", paramLabel = "KEY", description = "Append at most once for this key, however often it is tried.") private Optional<String> once = Optional
      .empty();

  @Option(names = "--global", description = "Give the event a place in the global order.") private boolean global;

  Append(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) throws IOException {
    var event = new NewEvent(type, at.orElseGet(shell.clock()::instant), JsonText.read("DATA", data, shell.in()),
        JsonText.read("--meta", meta, shell.in()));
    var commit = Commit.builder().append(stream, event);
    if (global) {
      commit.global();
    }
    expect.ifPresent(seq -> commit.streamAt(stream, seq));
    once.ifPresent(
        key -> commit.id(CommitId.of(stream, key, Canonical.array(Canonical.text(event.type()), event.data()))));
    var built = commit.build();
    try (var store = openOrMake()) {
      return switch (store.commit(built)) {
        case CommitResult.Committed(var events) -> print(out, events);
        case CommitResult.AlreadyCommitted(var events) -> print(out, events);
        case CommitResult.IdReused reused -> no("the key " + Json.of(once.orElse(""))
            + " was used for another event of this stream; nothing was written");
        case CommitResult.Conflict(var mismatches) -> no(conflict((Mismatch.Stream) mismatches.getFirst()));
      };
    }
  }

  private int print(Output out, List<Event> events) {
    events.stream().filter(event -> event.stream().equals(stream)).forEach(new Events(out)::print);
    return DONE;
  }

  private static String conflict(Mismatch.Stream mismatch) {
    return "conflict: the last seq of stream \"" + mismatch.stream() + "\" is " + mismatch.actual() + ", not "
        + mismatch.expected() + "; nothing was written";
  }
}
