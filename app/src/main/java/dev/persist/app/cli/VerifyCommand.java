package dev.persist.app.cli;

import dev.persist.transfer.Totals;
import dev.persist.verify.Verify;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what is wrong in a store. */
@Command(name = "verify", description = {
    "Reads all that a store holds, and names each problem.",
    "Prints totals and a digest if there is none. Two stores with the same digest hold the same."}, footer = {
        "", "Example: persist verify --url rocksdb:./data --blobs file:./data-blobs"})
final class VerifyCommand extends StoreCommand {
  @Option(names = "--blobs", paramLabel = "URL", description = "The blob store, whose blobs are then read, too.") private Optional<String> blobs = Optional
      .empty();

  VerifyCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    var problems = new AtomicLong();
    try (var store = open(); var progress = progress(); var contents = new Watched(store.contents(), progress)) {
      Verify.each(contents, blobs(blobs), problem -> {
        problems.incrementAndGet();
        out.line(Map.of("problem", problem), Output.safe(problem));
      });
      if (problems.get() == 0) {
        TotalsLine.print(out, Totals.of(contents));
        return DONE;
      }
    }
    return no(problems + " problems; restore a backup");
  }
}
