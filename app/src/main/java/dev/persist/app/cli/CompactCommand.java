package dev.persist.app.cli;

import dev.persist.view.Compactor.Extent;
import dev.persist.view.Lagging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compacts a stream. */
@Command(name = "compact", description = {
    "Drops the first events of a stream, as far as each stored snapshot of it has them and no registered view or "
        + "subscription needs them. Says who holds it back.",
    "An application that still folds the stream from its first event needs the archive then."}, footer = {
        "", "Example: persist compact ledger --keep 1000 --blobs file:./data-blobs --dry-run"})
final class CompactCommand extends StoreCommand {
  @Parameters(paramLabel = "STREAM", description = "The stream.") private String stream = "";

  @ArgGroup(exclusive = true, multiplicity = "1") private Where where = new Where();

  @ArgGroup(exclusive = true) private Bound bound = new Bound();

  @Option(names = "--dry-run", description = "Only say what it would drop.") private boolean dryRun;

  /** What becomes of the events. */
  static final class Where {
    @Option(names = "--blobs", paramLabel = "URL", description = "Archive the events in the blob store that the application has its archive in: "
        + "for serve, that of its --blobs.") private Optional<String> blobs = Optional.empty();

    @Option(names = "--for-good", description = "Drop the events without an archive.") private boolean forGood;
  }

  /** How many events it may drop at most. */
  static final class Bound {
    @Option(names = "--before", paramLabel = "SEQ", description = "Drop all events before this one, or none if one of them is needed.") private Optional<Long> before = Optional
        .empty();

    @Option(names = "--keep", paramLabel = "COUNT", description = "Keep the last events of the stream.") private Optional<Long> keep = Optional
        .empty();

    long through(long last) {
      return before.map(seq -> seq - 1).orElse(last - keep.orElse(0L));
    }
  }

  /** What is said in JSON. */
  record Done(String stream, long first, long through, long dropped, boolean archived, boolean dryRun,
      List<Lagging> heldBackBy) {}

  CompactCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    bound.before.ifPresent(seq -> Numbers.atLeast(1, "--before", seq));
    bound.keep.ifPresent(count -> Numbers.atLeast(0, "--keep", count));
    try (var store = open()) {
      var last = store.log().timeline(stream).position();
      if (last == 0) {
        return no("there is no stream \"" + stream + "\"; persist streams lists those there are");
      }
      var compactor = blobs(where.blobs).map(store::archivingTo).orElse(store).compactor();
      var through = bound.through(last);
      var extent = compactor.find(stream, through);
      var why = refusal(extent, through, last);
      if (why.isPresent()) {
        return no(why.get() + "; nothing was dropped");
      }
      print(out, dryRun ? extent : compactor.compact(stream, through));
    }
    return DONE;
  }

  private Optional<String> refusal(Extent extent, long through, long last) {
    if (extent.snapshots().isEmpty()) {
      return Optional.of("stream \"" + stream + "\" has no snapshot that could stand for its events; "
          + "let the application keep one, such as that of a view");
    }
    if (extent.archived() && where.forGood) {
      return Optional.of("stream \"" + stream + "\" has archived events; give --blobs with the URL of its archive");
    }
    if (bound.before.isPresent() && through > last) {
      return Optional.of("--before is " + bound.before.get() + ", and the last event of stream \"" + stream + "\" is "
          + last + "; give a seq from 1 to " + (last + 1));
    }
    if (bound.before.isPresent() && extent.through() < through) {
      return Optional.of("not all events of stream \"" + stream + "\" before " + bound.before.get()
          + " may be dropped, since they are " + heldBack(extent));
    }
    return Optional.empty();
  }

  private void print(Output out, Extent extent) {
    var archived = where.blobs.isPresent();
    var text = new ArrayList<>(List.of(Output.safe(stream)));
    if (extent.count() == 0) {
      text.add("nothing to drop");
    } else {
      text.add((dryRun ? "would drop" : "dropped") + " events " + extent.first() + " to " + extent.through());
      text.add(archived ? "to the archive" : "for good");
    }
    if (!extent.heldBackBy().isEmpty()) {
      text.add(heldBack(extent));
    }
    out.line(
        new Done(stream, extent.first(), extent.through(), extent.count(), archived, dryRun, extent.heldBackBy()),
        text.toArray(String[]::new));
  }

  private static String heldBack(Extent extent) {
    return extent.heldBackBy()
        .stream()
        .map(each -> Output.safe(each.consumer()) + " at " + each.seq())
        .collect(Collectors.joining(", ", "held back by ", ""));
  }
}
