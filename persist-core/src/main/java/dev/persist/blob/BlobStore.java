package dev.persist.blob;

import dev.persist.StoreException;
import java.util.Optional;

/**
 * Holds the bytes of large objects, each under an address computed from its bytes. The log and kv hold only a {@link
 * BlobRef} to them. This class verifies the bytes on every read, whatever the store; a subclass only writes and reads.
 * Safe for use by any thread.
 */
public abstract class BlobStore {
  /** Called by subclasses. */
  protected BlobStore() {}

  /**
   * Stores {@code bytes} and returns their ref, which the caller has to keep. Bytes that are stored already are not
   * stored again. A durable store returns once the bytes are durable.
   *
   * @throws IllegalArgumentException when {@link BlobRef#isMime} does not accept {@code mime}; nothing is stored
   * @throws StoreException.Unavailable when the bytes cannot be stored; trying again is safe
   */
  public final BlobRef put(byte[] bytes, String mime) {
    var mine = bytes.clone(); // what is stored is what was hashed, whatever the caller does to its array
    var ref = new BlobRef(Cid.of(mine), mine.length, mime);
    write(ref.cid(), mine);
    return ref;
  }

  /**
   * Returns the bytes of {@code ref}; empty when the store has none. The caller may change the array.
   *
   * @throws StoreException.Damaged when the stored bytes have another CID or size
   * @throws StoreException.Unavailable when the bytes cannot be read
   */
  public final Optional<byte[]> get(BlobRef ref) {
    var stored = read(ref.cid());
    stored.ifPresent(bytes -> verify(ref, bytes));
    return stored;
  }

  /** Returns whether the store has bytes for {@code ref}. Does not read them; only {@link #get} verifies them. */
  public final boolean has(BlobRef ref) {
    return holds(ref.cid());
  }

  /** Stores all of {@code bytes} under {@code cid}, or nothing. No other code changes {@code bytes}. */
  protected abstract void write(Cid cid, byte[] bytes);

  /** Returns a copy of what is stored under {@code cid}, unverified; empty when nothing is. */
  protected abstract Optional<byte[]> read(Cid cid);

  /** Returns whether something is stored under {@code cid}. */
  protected abstract boolean holds(Cid cid);

  private static void verify(BlobRef ref, byte[] bytes) {
    if (bytes.length != ref.size()) {
      throw new StoreException.Damaged(
          ref + " has " + bytes.length + " bytes in the blob store; restore it from a backup");
    }
    var actual = Cid.of(bytes);
    if (!actual.equals(ref.cid())) {
      throw new StoreException.Damaged(
          ref + " has other bytes in the blob store, with the CID " + actual + "; restore it from a backup");
    }
  }
}
