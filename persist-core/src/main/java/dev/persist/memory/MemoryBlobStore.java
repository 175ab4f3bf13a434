package dev.persist.memory;

import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The reference blob store: a map. */
public final class MemoryBlobStore extends BlobStore {
  private final Map<Cid, byte[]> blobs = new ConcurrentHashMap<>();

  /** Creates an empty store. */
  public MemoryBlobStore() {}

  @Override
  protected void write(Cid cid, byte[] bytes) {
    blobs.put(cid, bytes);
  }

  @Override
  protected Optional<byte[]> read(Cid cid) {
    return Optional.ofNullable(blobs.get(cid)).map(byte[]::clone);
  }

  @Override
  protected boolean holds(Cid cid) {
    return blobs.containsKey(cid);
  }
}
