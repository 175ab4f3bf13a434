package dev.persist.internal;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.StoreException;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.spi.Backend;
import dev.persist.spi.Canonical;
import dev.persist.spi.Recent;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the events that compaction dropped, page by page, in a blob store. Storage format: a page is a blob, a JSON
 * array of its events. A key that names the last of them has the ref of the blob as its value.
 */
public final class Archive {
  private static final String KIND = "archive";

  private static final int CACHED_PAGES = 16;

  private final Backend backend;
  private final Optional<BlobStore> blobs;

  /** The pages read last, as memory allows. A timeline asks for each event of a page separately. */
  private final Map<BlobRef, SoftReference<List<Event>>> pages = new Recent<>(CACHED_PAGES);

  /** Creates the archive of {@code backend}. Without {@code blobs} it keeps and finds nothing. */
  public Archive(Backend backend, Optional<BlobStore> blobs) {
    this.backend = backend;
    this.blobs = blobs;
  }

  /** Returns whether this archive has a blob store to keep events in. */
  public boolean isOpen() {
    return blobs.isPresent();
  }

  /** Returns whether events of {@code stream} were archived before, in this archive or another one. */
  public boolean isUsed(String stream) {
    return !backend.keys(OwnKeys.prefix(stream, KIND), "", 1).isEmpty();
  }

  /**
   * Throws when events of {@code stream} were archived before and this archive has no blob store now.
   *
   * @throws IllegalStateException in that case
   */
  public void requireOpenIfUsed(String stream) {
    if (!isOpen() && isUsed(stream)) {
      throw new IllegalStateException("stream \"" + stream
          + "\" has archived events, but the store is open without its archive; open it with the archive");
    }
  }

  /**
   * Keeps {@code page}, consecutive events of {@code stream}; returns the op that must be committed to make it count.
   */
  public Op.Put keep(String stream, List<Event> page) {
    var bytes = Canonical.events(page).toBytes();
    return new Op.Put(key(stream, page.getLast().seq()), Json.of(blobs.orElseThrow().put(bytes, "application/json")));
  }

  /**
   * Returns events of {@code stream} from {@code from} on, oldest first; empty when {@code from} is after all of them.
   *
   * @throws StoreException.Damaged when a page is missing or is not what was kept
   */
  public List<Event> read(String stream, long from) {
    if (blobs.isEmpty()) {
      return List.of();
    }
    return backend.keys(OwnKeys.prefix(stream, KIND), key(stream, Math.max(from, 1) - 1), 1)
        .stream()
        .flatMap(key -> backend.get(key).stream())
        .flatMap(ref -> page(ref.as(BlobRef.class)).stream())
        .filter(event -> event.seq() >= from)
        .toList();
  }

  private List<Event> page(BlobRef ref) {
    synchronized (pages) {
      var cached = pages.get(ref);
      var page = cached == null ? null : cached.get();
      if (page != null) {
        return page;
      }
    }
    var page = fetch(ref);
    synchronized (pages) {
      pages.put(ref, new SoftReference<>(page));
    }
    return page;
  }

  private List<Event> fetch(BlobRef ref) {
    var bytes = blobs.orElseThrow()
        .get(ref)
        .orElseThrow(() -> new StoreException.Damaged(
            "the blob " + ref.cid()
                + " with archived events is missing; open the store with the blob store that holds its archive"));
    return events(bytes);
  }

  /**
   * Returns the events of the page that {@code bytes} are.
   *
   * @throws IllegalArgumentException when they are none
   */
  public static List<Event> events(byte[] bytes) {
    return List.of(Json.parse(new String(bytes, StandardCharsets.UTF_8)).as(Event[].class));
  }

  /** Returns whether the value of {@code key} is the ref of a page. */
  public static boolean isPage(String key) {
    return OwnKeys.isOf(key, KIND);
  }

  private static String key(String stream, long lastSeq) {
    return OwnKeys.key(stream, KIND, String.format("%019d", lastSeq));
  }
}
