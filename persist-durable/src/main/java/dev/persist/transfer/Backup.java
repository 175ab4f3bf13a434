package dev.persist.transfer;

import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Movable;
import dev.persist.verify.Verify;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Backups of an embedded store, made while it is written to. A database such as PostgreSQL has tools of its own.
 *
 * <pre>{@code
 * Backup.create(store, backups);
 * Backup.restore(backups, url, Optional.of(blobs));
 * }</pre>
 *
 * <p>A backup holds a prefix of the commits: each commit is in it whole, or not at all, and with it every one before. RocksDB's
 * backups share files, so a later one copies only what is new. SQLite's are whole databases.
 *
 * @see Export
 */
public final class Backup {
  private Backup() {}

  /**
   * Adds a backup of {@code store} as of now to {@code directory}, which has backups of this store only.
   *
   * @throws StoreException.Unavailable when it cannot be made; says what to do
   */
  public static void create(Movable store, Path directory) {
    store.backUp(directory);
  }

  /**
   * Restores the last backup in {@code directory} to {@code url}, where no store is, and verifies it.
   *
   * @param blobs holds the blobs that the store refers to; without it, blobs are not looked at
   * @return what the restored store holds
   * @throws StoreException.Unavailable when there is no backup, or a store is there already; nothing was changed
   * @throws StoreException.Damaged when the backup is damaged; what is at {@code url} is not to be used
   */
  public static Totals restore(Path directory, String url, Optional<BlobStore> blobs) {
    BackendProvider.of(url).restore(directory, url);
    try (var store = Movable.open(url); var contents = store.contents()) {
      var problems = new ArrayList<String>();
      Verify.each(contents, blobs, problems::add);
      if (!problems.isEmpty()) {
        throw new StoreException.Damaged("the restored store has " + problems.size() + " problems, the first: "
            + problems.getFirst() + "; use an earlier backup");
      }
      return Totals.of(contents);
    }
  }
}
