package dev.persist.memory;

import dev.persist.blob.BlobStore;
import dev.persist.conformance.BlobStoreContract;

class MemoryBlobStoreTest extends BlobStoreContract {
  private final MemoryBlobStore store = new MemoryBlobStore();

  @Override
  protected BlobStore open() {
    return store;
  }
}
