package dev.persist.app.cli;

import dev.persist.transfer.Backup;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Backs a store up. */
@Command(name = "backup", description = {"Adds a backup of an embedded store to a directory.",
    "A store that a server has open is backed up there; PostgreSQL has tools of its own."}, footer = {
        "", "Example: persist backup ./backups --url rocksdb:./data"})
final class BackupCommand extends StoreCommand {
  @Parameters(paramLabel = "DIRECTORY", description = "Holds the backups of this store only.") private Path directory = Path
      .of("");

  BackupCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var store = movable(url())) {
      Backup.create(store, directory);
    }
    out.line(Map.of("directory", directory.toString()), "backed up to " + directory);
    return DONE;
  }
}
