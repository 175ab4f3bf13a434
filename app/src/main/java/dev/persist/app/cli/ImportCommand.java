package dev.persist.app.cli;

import dev.persist.spi.Movable;
import dev.persist.transfer.Import;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Fills a store from a file. */
@Command(name = "import", description = {"Fills an empty store from an export.",
    "If it is cut off, call it again with the same file, and it goes on."}, footer = {
        "", "Example: persist import shop.ndjson.zst --url sqlite:./shop"})
final class ImportCommand extends StoreCommand {
  @Parameters(paramLabel = "FILE", description = "The file that export wrote.") private Path file = Path.of("");

  ImportCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    if (!file.toFile().isFile()) { // before a store is made
      return no("there is no file " + file);
    }
    try (var store = Movable.open(url()); var progress = progress()) {
      TotalsLine.print(out, Import.from(file, store, progress));
    }
    return DONE;
  }
}
