package dev.persist.app.cli;

import dev.persist.Json;
import dev.persist.spi.Movable;
import dev.persist.transfer.Copy;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is copied, and where to. */
final class CopyOptions {
  @Parameters(paramLabel = "TARGET", description = "The URL of the store to fill: an empty one, or one that such a copy left.") private String target = "";

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only the streams and keys that begin with this, and what "
      + "belongs to them.") private Optional<String> prefix = Optional.empty();

  @Option(names = "--name", paramLabel = "NAME", description = "Tells the source from others: a copy goes on under the same "
      + "name. Without it, a digest of the source's URL.") private Optional<String> name = Optional.empty();

  /** Opens the store to fill. */
  Movable open() {
    return Movable.open(target);
  }

  /** Returns the copy of {@code source}, which is at {@code url}, to {@code target}. */
  Copy of(String url, Movable source, Movable target) {
    var called = name.orElseGet(() -> Json.of(url).digest().substring(0, 12));
    return prefix.map(start -> Copy.ofPrefix(called, start, source, target))
        .orElseGet(() -> new Copy(called, source, target));
  }
}
