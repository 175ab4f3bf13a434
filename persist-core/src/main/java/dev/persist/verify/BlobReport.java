package dev.persist.verify;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.blob.BlobInventory;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.spi.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares a store with the blob store beside it: which blobs the store names that are missing or damaged, and which
 * blobs there are that it does not name.
 *
 * <pre>{@code
 * var report = BlobReport.of(store, blobs, clock);
 * var lost = report.missing(); // and report.damaged()
 * var removed = report.removeUnreferenced(Duration.ofDays(7));
 * }</pre>
 *
 * <p>A ref is a JSON object of exactly the fields of a {@link BlobRef}, anywhere in the data or metadata of an event, an
 * archived event, the outcome of a commit, or a value. Snapshots and the pages of an archive are values. <b>An address that
 * the application keeps in another form is not seen</b>, nor is a ref in another store or in a backup.
 *
 * <p>A report reads all blobs that the store names. Others may write meanwhile. It keeps the address of each blob in
 * memory, and each ref. Once made it does not change, and any thread may use it.
 */
public final class BlobReport {
  private final BlobStore blobs;
  private final Instant asOf;
  private final List<Named> missing = new ArrayList<>();
  private final List<Named> damaged = new ArrayList<>();
  private final Set<BlobRef> seen = new HashSet<>();
  private final Optional<Set<Cid>> unreferenced;
  private final BlobRefs refs;

  /**
   * A ref to a blob that is missing or damaged.
   *
   * @param ref the ref
   * @param place where it was found first, such as {@code event 3 of stream "order/7"}
   */
  public record Named(BlobRef ref, String place) {
    /** Returns a sentence for an operator. */
    @Override
    public String toString() {
      return place + " refers to " + ref;
    }
  }

  private BlobReport(BlobStore blobs, Instant asOf) {
    this.blobs = blobs;
    this.asOf = asOf;
    this.unreferenced = blobs instanceof BlobInventory inventory
        ? Optional.of(inventory.list().collect(Collectors.toCollection(LinkedHashSet::new)))
        : Optional.empty();
    this.refs = new BlobRefs(blobs, this::found);
  }

  /**
   * Compares {@code store} with {@code blobs}, which holds its archive too, if it has one.
   *
   * @param clock tells the time by which {@code blobs} counts the age of a blob
   * @throws StoreException.Damaged when the engine cannot read what it stored
   * @throws StoreException.Unavailable when a blob cannot be read, or when the contents of {@code store} are in another
   *     process; do it where the store is
   */
  public static BlobReport of(Persist store, BlobStore blobs, InstantSource clock) {
    // The time and the blobs before the contents: what was put long before that time is named in the contents by now.
    var report = new BlobReport(blobs, clock.instant());
    try (var contents = store.contents()) {
      Part.each(contents, report.refs::part, problem -> {}); // those that Verify reports
    }
    return report;
  }

  private void found(BlobRef ref, BlobRefs.Place place) {
    unreferenced.ifPresent(cids -> cids.remove(ref.cid()));
    if (seen.add(ref)) {
      switch (BlobRefs.state(blobs, ref)) {
        case INTACT -> {}
        case MISSING -> missing.add(new Named(ref, place.text()));
        case DAMAGED -> damaged.add(new Named(ref, place.text()));
      }
    }
  }

  /** Returns the refs whose blob is not in the blob store. */
  public List<Named> missing() {
    return List.copyOf(missing);
  }

  /** Returns the refs whose blob has another CID or size in the blob store. */
  public List<Named> damaged() {
    return List.copyOf(damaged);
  }

  /**
   * Returns the blobs that no ref of the store names; empty when the blob store is no {@link BlobInventory}. A blob that
   * was put just now may be among them, as the event that names it is written after it.
   */
  public Optional<List<Cid>> unreferenced() {
    return unreferenced.map(List::copyOf);
  }

  /**
   * Removes the blobs that no ref of the store names, and returns those that it removed. It leaves each blob that was last
   * put later than {@code age} before this report was begun.
   *
   * <p><b>Choose an age that is longer than any caller takes from a put to the commit that names the blob</b>, and than
   * clocks differ. A blob is put first; until that commit, nothing tells it from one that is not needed. With an age that
   * is too short, the commit would name a blob that is gone. The blob store must belong to this store alone.
   *
   * @param age 0 or more; 0 only while nobody writes
   * @throws IllegalArgumentException when {@code age} is negative; nothing is removed
   * @throws StoreException.Damaged when archived events could not be read, for nothing tells which blobs they name;
   *     nothing is removed
   * @throws StoreException.Unavailable when the blob store cannot list or remove its blobs; some may be removed. Trying
   *     again is safe
   */
  public List<Cid> removeUnreferenced(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("the age is " + age + "; give 0 or more");
    }
    if (!refs.isComplete()) {
      throw new StoreException.Damaged(
          "no blob is removed: a page of archived events is missing or damaged, and the events in it may name any blob; "
              + "restore the page from a backup");
    }
    if (!(blobs instanceof BlobInventory inventory)) {
      throw new StoreException.Unavailable(
          "the blob store " + blobs + " cannot list its blobs; remove them where they are");
    }
    return unreferenced().orElseThrow().stream().filter(cid -> inventory.remove(cid, asOf.minus(age))).toList();
  }
}
