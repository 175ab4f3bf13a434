package dev.persist.rocksdb;

import dev.persist.Codec;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.blob.CidInputStream;
import dev.persist.files.FileBlobStore;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Appends to a stream and compacts it into an archive until it is killed, and says on standard output each seq that was
 * acknowledged: the program that {@link ArchiveCrashTest} kills.
 */
final class CompactingWriter {
  static final String STREAM = "s";

  /** Each event's data is its seq, so that a sum tells one that is missing, there twice or out of place. */
  static final Projection<Long> SUM = new Projection<>(0L, (sum, event) -> sum + event.data().as(Long.class));

  private CompactingWriter() {}

  /** Takes the directory, a seed, and whether pages of the archive are to be written late, which is a planted bug. */
  public static void main(String[] args) {
    var random = new Random(Long.parseLong(args[1]));
    var directory = Path.of(args[0]);
    var files = new FileBlobStore(directory.resolve("blobs"));
    try (var store = open(directory, Boolean.parseBoolean(args[2]) ? new LateBlobStore(files) : files)) {
      while (true) {
        append(store, 1 + random.nextInt(300));
        switch (random.nextInt(3)) {
          case 0 -> sums(store, "main").compact(STREAM);
          case 1 -> sums(store, "other").view(STREAM).refresh();
          default -> sums(store, "main").keep(STREAM);
        }
      }
    }
  }

  static Persist open(Path directory, BlobStore archive) {
    return Persist.open("rocksdb:" + directory.resolve("store")).archivingTo(archive);
  }

  static Snapshots<Long> sums(Persist store, String name) {
    return store.snapshots(name, 1, SUM, Codec.of(Long.class));
  }

  private static void append(Persist store, int events) {
    var last = store.log().lastSeq(STREAM);
    var data = LongStream.rangeClosed(last + 1, last + events).mapToObj(n -> NewEvent.of("n", Instant.EPOCH, n));
    store.log().appendGlobal(STREAM, data.toList());
    System.out.println(last + events + " .");
    System.out.flush();
  }

  /** Says that a page is kept when it has only begun to think of keeping it. */
  private static final class LateBlobStore extends BlobStore {
    private final FileBlobStore files;
    private Optional<byte[]> late = Optional.empty();

    LateBlobStore(FileBlobStore files) {
      this.files = files;
    }

    @Override
    protected void write(CidInputStream in) throws IOException {
      late.ifPresent(before -> files.put(before, "application/json"));
      late = Optional.of(in.readAllBytes());
    }

    @Override
    protected Optional<InputStream> read(Cid cid) {
      return Optional.empty();
    }

    @Override
    protected boolean holds(Cid cid) {
      return false;
    }
  }
}
