package dev.persist.transfer;

import dev.persist.StoreException;
import dev.persist.spi.Movable;
import dev.persist.spi.Part;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Fills an empty store from an export. The store then answers every read as the exported one did: each event has its seq and
 * time, and each id, snapshot, checkpoint and link is there.
 *
 * <p>Until the last step the store is marked as not whole: {@link dev.persist.Persist#open} refuses it. An import that was
 * interrupted goes on where it was when it is run again with the same file.
 *
 * <pre>{@code
 * try (var target = Movable.open(url)) {
 *   Import.from(file, target, Progress.NONE);
 * }
 * }</pre>
 *
 * @see Export
 */
public final class Import {
  private final Filling filling;
  private long parts;

  private Import(Filling filling) {
    this.filling = filling;
  }

  /**
   * Fills {@code store} from the export {@code file}. Nobody else may use the store meanwhile. It is whole when this returns;
   * close it and open it again to use it.
   *
   * @throws StoreException.Unavailable when the store is not empty and was not left by an import of this file, or when the
   *     file cannot be read; the store is as it was
   * @throws StoreException.Damaged when the file is damaged; the store is not whole, and holds what came before the damage
   */
  public static Totals from(Path file, Movable store, Progress progress) {
    return from(file, store, progress, Filling.MOST_PARTS);
  }

  /** As {@link #from(Path, Movable, Progress)}, with {@code mostParts} in one write. */
  static Totals from(Path file, Movable store, Progress progress, int mostParts) {
    try (var export = ExportFile.open(file); var filling = new Filling(store, "export " + export.id(), mostParts)) {
      var all = new Import(filling);
      while (true) {
        var totals = export.block(all::add);
        progress.at(all.parts, export.position(), export.size());
        if (totals.isPresent()) {
          filling.finish();
          return totals.get();
        }
      }
    }
  }

  private void add(Part part) {
    if (part instanceof Part.Stream(var head) && head.truncated() == 0) {
      return; // its events say the same
    }
    parts++;
    if (parts <= filling.before()) {
      return;
    }
    switch (part) {
      case Part.Stream(var head) -> filling.truncate(head.stream(), head.truncated());
      case Part.Stored(var event) -> filling.add(event);
      case Part.Remembered(var outcome) -> filling.add(outcome);
      case Part.Value(var entry) -> filling.put(entry.key(), Optional.of(entry.value()));
    }
  }
}
