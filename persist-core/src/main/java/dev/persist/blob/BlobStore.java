package dev.persist.blob;

import dev.persist.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Holds the bytes of large objects, each under an address computed from its bytes. The log and kv hold only a {@link
 * BlobRef} to them. This class verifies the bytes on every read, whatever the store; a subclass only writes and reads.
 * Bytes that stream through take the same memory however many they are. Safe for use by any thread; each stream is for
 * one thread at a time.
 *
 * <p>A subclass lets an {@link IOException} of its files or its network through, and this class throws it as {@link
 * StoreException.Unavailable}. The message names the store as its {@code toString} does.
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
    try {
      return put(new ByteArrayInputStream(bytes), mime);
    } catch (IOException e) {
      throw new AssertionError("an array can be read", e);
    }
  }

  /**
   * Stores what {@code in} has up to its end, as {@link #put(byte[], String)} stores an array. Does not close {@code in}.
   *
   * @throws IllegalArgumentException as that; nothing is read
   * @throws StoreException.Unavailable as that; some of {@code in} is read
   * @throws IOException when {@code in} throws it; nothing is stored. The same holds for any other exception of {@code in}
   */
  public final BlobRef put(InputStream in, String mime) throws IOException {
    BlobRef.requireMime(mime);
    var bytes = new CidInputStream(in);
    try {
      write(bytes);
    } catch (IOException e) {
      bytes.rethrow();
      throw unavailable("cannot store a blob", e);
    }
    return new BlobRef(bytes.cid(), bytes.size(), mime);
  }

  /**
   * Returns the bytes of {@code ref}, which all have to fit into memory; empty when the store has none. The caller may
   * change the array.
   *
   * @throws StoreException.Damaged when the stored bytes have another CID or size
   * @throws StoreException.Unavailable when the bytes cannot be read
   */
  public final Optional<byte[]> get(BlobRef ref) {
    return open(ref).map(stream -> {
      try (var in = stream) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw unavailable("cannot read " + ref, e);
      }
    });
  }

  /**
   * Returns the bytes of {@code ref} as a stream, which the caller closes; empty when the store has none. The bytes are
   * verified while they are read. <b>Until the end, nothing says that they are the right ones</b>: act on none of them
   * before the stream has ended, or undo it when the stream throws.
   *
   * <p>The stream gives no more than the size of {@code ref}, and gives the last byte only when all of them are what was
   * put. Before that, {@code read} throws {@link StoreException.Damaged} when the stored bytes have another CID or size,
   * and {@link StoreException.Unavailable} when they cannot be read. Where there are more bytes than the size of {@code
   * ref}, it reads one of them.
   *
   * @throws StoreException.Unavailable when the bytes cannot be read
   */
  public final Optional<InputStream> open(BlobRef ref) {
    try {
      return read(ref.cid()).map(in -> new VerifiedInputStream(this, ref, in));
    } catch (IOException e) {
      throw unavailable("cannot read " + ref, e);
    }
  }

  /** Returns whether the store has bytes for {@code ref}. Does not read them; only {@link #get} and {@link #open} do. */
  public final boolean has(BlobRef ref) {
    return holds(ref.cid());
  }

  /**
   * Reads {@code in} to its end, stores all of it under the CID that {@code in} then has, and returns once it is durable.
   * Stores nothing when {@code in} or this method throws. Replaces stored bytes that are damaged.
   *
   * @throws IOException when {@code in} throws it, or when the bytes cannot be stored
   */
  protected abstract void write(CidInputStream in) throws IOException;

  /**
   * Returns what is stored under {@code cid}, unverified; empty when nothing is. The stream is closed by the caller.
   *
   * @throws IOException when it cannot be read
   */
  protected abstract Optional<InputStream> read(Cid cid) throws IOException;

  /** Returns whether something is stored under {@code cid}. */
  protected abstract boolean holds(Cid cid);

  final StoreException.Unavailable unavailable(String what, IOException e) {
    return new StoreException.Unavailable("the blob store " + this + ' ' + what + ": " + e, e);
  }
}
