package dev.persist.memory;

import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.blob.CidInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The reference blob store: a map. */
public final class MemoryBlobStore extends BlobStore {
  private final Map<Cid, byte[]> blobs = new ConcurrentHashMap<>();

  /** Creates an empty store. */
  public MemoryBlobStore() {}

  @Override
  protected void write(CidInputStream in) throws IOException {
    var bytes = in.readAllBytes();
    blobs.put(in.cid(), bytes);
  }

  @Override
  protected Optional<InputStream> read(Cid cid) {
    return Optional.ofNullable(blobs.get(cid)).map(ByteArrayInputStream::new);
  }

  @Override
  protected boolean holds(Cid cid) {
    return blobs.containsKey(cid);
  }

  /** Returns the URL that such a store would have. */
  @Override
  public String toString() {
    return "memory:";
  }
}
