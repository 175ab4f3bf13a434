package dev.persist.memory;

import dev.persist.blob.BlobInventory;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.blob.CidInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The reference blob store: a map. */
public final class MemoryBlobStore extends BlobStore implements BlobInventory {
  private final Map<Cid, Blob> blobs = new ConcurrentHashMap<>();
  private final InstantSource clock;

  /** Bytes, and when they were last put. */
  private static final class Blob {
    private final byte[] bytes;
    private final Instant at;

    Blob(byte[] bytes, Instant at) {
      this.bytes = bytes;
      this.at = at;
    }
  }

  /** Creates an empty store in which each blob counts as put in 1970, so that none is too young to be removed. */
  public MemoryBlobStore() {
    this(InstantSource.fixed(Instant.EPOCH));
  }

  /** Creates an empty store that tells the age of its blobs by {@code clock}. */
  public MemoryBlobStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  protected void write(CidInputStream in) throws IOException {
    var bytes = in.readAllBytes();
    blobs.put(in.cid(), new Blob(bytes, clock.instant()));
  }

  @Override
  protected Optional<InputStream> read(Cid cid) {
    return Optional.ofNullable(blobs.get(cid)).map(blob -> new ByteArrayInputStream(blob.bytes));
  }

  @Override
  protected boolean holds(Cid cid) {
    return blobs.containsKey(cid);
  }

  @Override
  public Stream<Cid> list() {
    return List.copyOf(blobs.keySet()).stream();
  }

  @Override
  public boolean remove(Cid cid, Instant putBefore) {
    var there = blobs.get(cid);
    return there != null && there.at.isBefore(putBefore) && blobs.remove(cid, there);
  }

  /** Returns the URL that such a store would have. */
  @Override
  public String toString() {
    return "memory:";
  }
}
