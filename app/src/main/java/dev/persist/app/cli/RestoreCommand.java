package dev.persist.app.cli;

import dev.persist.transfer.Backup;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores a backup. */
@Command(name = "restore", description = "Restores the last backup to a new place, and verifies it.", footer = {
    "", "Example: persist restore ./backups --url rocksdb:./restored"})
final class RestoreCommand extends StoreCommand {
  @Parameters(paramLabel = "DIRECTORY", description = "The directory that backup wrote to.") private Path directory = Path
      .of("");

  @Option(names = "--blobs", paramLabel = "URL", description = "The blob store, whose blobs are then read, too.") private Optional<String> blobs = Optional
      .empty();

  RestoreCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    TotalsLine.print(out, Backup.restore(directory, url(), blobs(blobs)));
    return DONE;
  }
}
