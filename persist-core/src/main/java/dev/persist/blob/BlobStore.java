package dev.persist.blob;

import dev.persist.StoreException;
import java.util.Optional;

/**
 * Holds the bytes of large objects by what they are, apart from log and kv, which get a {@link BlobRef}. Bytes are
 * verified here, on every read and whatever the store: a subclass only writes and reads. Safe for use by any thread.
 */
public abstract class BlobStore {
  /** For stores. */
  protected BlobStore() {}

  /**
   * Stores {@code bytes} and returns their ref, which is for the caller to keep. Bytes that are stored already are not
   * stored again. A durable store returns when they are durable.
   *
   * @throws IllegalArgumentException when {@code mime} is not one as {@link BlobRef#isMime} has it; nothing is stored
   * @throws StoreException.Unavailable when the bytes cannot be stored; trying again is safe
   */
  public final BlobRef put(byte[] bytes, String mime) {
    var mine = bytes.clone(); // what is stored is what was hashed, whatever the caller does to its array
    var ref = new BlobRef(Cid.of(mine), mine.length, mime);
    write(ref.cid(), mine);
    return ref;
  }

  /**
   * Returns the bytes of {@code ref}, the caller's to change; empty when there are none.
   *
   * @throws StoreException.Damaged when what is stored has another CID or size
   * @throws StoreException.Unavailable when they cannot be read
   */
  public final Optional<byte[]> get(BlobRef ref) {
    var stored = read(ref.cid());
    stored.ifPresent(bytes -> verify(ref, bytes));
    return stored;
  }

  /** Says whether there are bytes of {@code ref}, without reading them; only {@link #get} verifies. */
  public final boolean has(BlobRef ref) {
    return holds(ref.cid());
  }

  /** Stores {@code bytes}, which no one else changes, under {@code cid}, all or nothing. */
  protected abstract void write(Cid cid, byte[] bytes);

  /** Returns a copy of what is stored under {@code cid}, as it is. */
  protected abstract Optional<byte[]> read(Cid cid);

  /** Says whether something is stored under {@code cid}. */
  protected abstract boolean holds(Cid cid);

  private static void verify(BlobRef ref, byte[] bytes) {
    if (bytes.length != ref.size()) {
      throw new StoreException.Damaged(ref + " has " + bytes.length + " bytes in the store");
    }
    var actual = Cid.of(bytes);
    if (!actual.equals(ref.cid())) {
      throw new StoreException.Damaged(ref + " reads as other bytes, of CID " + actual);
    }
  }
}
