package dev.persist.blob;

import dev.persist.StoreException;
import java.time.Instant;
import java.util.stream.Stream;

/** A blob store that can say which blobs it has, and remove one. Safe for use by any thread. */
public interface BlobInventory {
  /**
   * Returns the address of each blob once, in no order, damaged ones included. One that is put or removed meanwhile may
   * be among them or not.
   *
   * @throws StoreException.Unavailable when the blobs cannot be listed, also while the stream is read
   */
  Stream<Cid> list();

  /**
   * Removes the blob of {@code cid} when it was last put before {@code putBefore}, and returns whether it did. A put of
   * bytes that are there counts: if one runs meanwhile and returns, the blob is there afterwards.
   *
   * <p>A blob is put before the event that names it is written. Whoever removes one has to know that no event will name
   * it any more. {@code BlobReport} does so for all blobs of a store.
   *
   * @throws StoreException.Unavailable when it cannot be removed; trying again is safe
   */
  boolean remove(Cid cid, Instant putBefore);
}
