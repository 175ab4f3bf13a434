package dev.persist.memory;

import dev.persist.blob.BlobStore;
import dev.persist.conformance.BlobReportContract;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

class MemoryBlobReportTest extends BlobReportContract {
  private Instant now = Instant.EPOCH;
  private final MemoryBlobStore blobs = new MemoryBlobStore(clock());

  @Override
  protected BlobStore blobs() {
    return blobs;
  }

  @Override
  protected InstantSource clock() {
    return () -> now;
  }

  @Override
  protected void passDay() {
    now = now.plus(Duration.ofDays(1));
  }
}
