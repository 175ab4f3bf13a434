package dev.persist.view;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.internal.Archive;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Pages;
import dev.persist.spi.Backend;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compacts streams by the snapshots that are stored of them. It needs no fold, so a tool can do it that knows nothing of
 * the application. Safe for use by any thread.
 *
 * <p>It drops an event only if every stored snapshot of the stream has it, and no registered view or subscription needs it,
 * as {@link Snapshots#compact} does. Of a stream without a snapshot it drops nothing. It takes the seq in a snapshot at its
 * word, since only a fold can tell more: {@link Snapshots#verify}. A caller that folds the stream from its first event
 * needs the archive then.
 */
public final class Compactor {
  private final Backend backend;
  private final Archive archive;

  /**
   * Creates a compactor over {@code backend}, which the caller closes.
   *
   * @param archive where {@link #compact} keeps the events it drops; empty to drop them for good
   */
  public Compactor(Backend backend, Optional<BlobStore> archive) {
    this.backend = backend;
    this.archive = new Archive(backend, archive);
  }

  /**
   * The first events of a stream.
   *
   * @param first the seq of the first event that the stream still has; one more than its last seq when it has none
   * @param through the seq of the last event to drop; {@code first - 1} when there is none
   * @param archived whether the stream has archived events; then it is compacted with its archive only
   * @param snapshots the stored snapshots, and the seq that each has; 0 for one that is ahead of its stream
   * @param heldBackBy the views, subscriptions and snapshots that need events that would be dropped otherwise
   */
  public record Extent(long first, long through, boolean archived, List<Lagging> snapshots, List<Lagging> heldBackBy) {
    /** Copies the lists. */
    public Extent {
      snapshots = List.copyOf(snapshots);
      heldBackBy = List.copyOf(heldBackBy);
    }

    /** Returns how many events there are to drop. */
    public long count() {
      return through - first + 1;
    }
  }

  /** A stored snapshot. */
  private record Kept(Entry<Json> entry, Lagging has) {}

  /** The stored snapshots at one moment, and what may be dropped as far as they go. */
  private record Found(List<Kept> snapshots, Dropping.Unneeded unneeded) {}

  /**
   * Returns which events of {@code stream} {@link #compact} would drop now. Writes nothing.
   *
   * @throws StoreException.Damaged when this store is open with an archive that lacks the events that the stream has archived
   * @throws IllegalArgumentException when {@code stream} holds the links of a tag
   */
  public Extent find(String stream, long through) {
    var found = find(stream, through, new Dropping(backend, archive, stream));
    archive.read(stream, 1); // which throws when it is another archive
    return extent(stream, first(stream), found.unneeded.through(), found);
  }

  /**
   * Drops the events of {@code stream} through {@code through} as far as that is allowed. With an archive, it first stores
   * them there, one page in each commit. Writes nothing when there is no event to drop.
   *
   * @return the events that were dropped during this call
   * @throws StoreException.Damaged as {@link #find} does; nothing was written
   * @throws IllegalArgumentException as {@link #find} does; nothing was written
   * @throws IllegalStateException when the stream has an archive and this store was opened without it; nothing was written
   */
  public Extent compact(String stream, long through) {
    var dropping = new Dropping(backend, archive, stream);
    archive.requireOpenIfUsed(stream);
    archive.read(stream, 1);
    var first = first(stream);
    while (true) {
      var found = find(stream, through, dropping);
      if (found.unneeded.through() < first || dropping.drop(found.unneeded, unchanged(found), List.of())) {
        return extent(stream, first, first(stream) - 1, found);
      }
    }
  }

  private Found find(String stream, long through, Dropping dropping) {
    var last = backend.lastSeq(stream);
    var snapshots = snapshots(stream, last);
    var goal = snapshots.isEmpty() ? 0 : Math.min(through, last);
    return new Found(snapshots, dropping.find(goal, Optional.empty(),
        snapshots.stream().collect(Collectors.toMap(each -> each.entry.key(), Kept::has))));
  }

  /**
   * Guards one snapshot only, since the values of all may be more than a commit takes. A snapshot moves only forward, and a
   * view that is retired changes the register of consumers, which is guarded, too.
   */
  private static Guard unchanged(Found found) {
    var entry = found.snapshots.getFirst().entry;
    return Guard.key(entry.key(), Optional.of(entry.value()));
  }

  private Extent extent(String stream, long first, long through, Found found) {
    return new Extent(first, Math.max(first - 1, through), archive.isUsed(stream),
        found.snapshots.stream().map(Kept::has).toList(), found.unneeded.heldBackBy());
  }

  private long first(String stream) {
    return backend.read(stream, 1, 1).stream().findFirst().map(Event::seq).orElseGet(() -> backend.lastSeq(stream) + 1);
  }

  private List<Kept> snapshots(String stream, long last) {
    var start = Snapshots.keys(stream);
    return Pages.<Entry<Json>>pages(before -> {
      var page = backend.entries(start, before.map(Entry::key).orElse(""), Pages.SIZE);
      return new Pages.Part<>(page, !page.isEmpty());
    }).map(entry -> new Kept(entry, has(entry, last))).toList();
  }

  private static Lagging has(Entry<Json> entry, long last) {
    var names = OwnKeys.names(entry.key());
    var seq = entry.value().tree().path("seq").asLong(0);
    return new Lagging("snapshot " + names.path(2).asString(names.path(2).toString()) + " version " + names.path(3),
        seq >= 0 && seq <= last ? seq : 0);
  }
}
