package dev.persist.app.cli;

import dev.persist.Persist;
import dev.persist.spi.Contents;
import dev.persist.transfer.Export;
import dev.persist.transfer.Totals;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a store to a file. */
@Command(name = "export", description = "Writes all that a store holds to a file, as of one moment.", footer = {
    "", "Example: persist export shop.ndjson.zst --url postgresql://127.0.0.1/shop"})
final class ExportCommand extends StoreCommand {
  @Parameters(paramLabel = "FILE", description = "The file, which is not there yet; - is standard output.") private String file = "";

  @Option(names = "--name", paramLabel = "NAME", defaultValue = "persist", description = "What the export is of; it is in the "
      + "first line. Default: ${DEFAULT-VALUE}") private String name = "";

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only the streams and keys that begin with this, and what "
      + "belongs to them.") private Optional<String> prefix = Optional.empty();

  ExportCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) throws IOException {
    if (file.equals("-")) {
      try (var to = new BufferedOutputStream(shell.out())) {
        write(to);
      }
      return DONE;
    }
    var path = Path.of(file);
    try (var channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        var to = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      var totals = write(to);
      to.flush();
      channel.force(true);
      TotalsLine.print(out, totals);
      return DONE;
    } catch (FileAlreadyExistsException e) {
      return no("the file " + file + " exists; give another name, or delete it");
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path); // it is no export
      throw e;
    }
  }

  private Totals write(OutputStream to) throws IOException {
    try (var store = open(); var contents = contents(store); var progress = progress()) {
      return Export.write(contents, name, to, progress);
    }
  }

  private Contents contents(Persist store) {
    var all = store.contents();
    return prefix.isPresent() ? all.ofPrefix(prefix.get()) : all; // these close those
  }
}
