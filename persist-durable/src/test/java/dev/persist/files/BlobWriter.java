package dev.persist.files;

import dev.persist.Json;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.blob.CidInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/** Puts blobs from several threads until it is killed, and says each ref: the program that {@link BlobCrashTest} kills. */
final class BlobWriter {
  private static final int THREADS = 3;
  private static final int LARGEST = 100_000;

  /** Few, so that many blobs are put twice. */
  private static final int DIFFERENT = 200;

  private BlobWriter() {}

  /** Takes the directory, a seed, and whether blobs are to be written in their place, which is a planted bug. */
  public static void main(String[] args) {
    var root = Path.of(args[0]);
    var seed = Long.parseLong(args[1]);
    var store = Boolean.parseBoolean(args[2]) ? new InPlace(root) : new FileBlobStore(root);
    for (var thread = 0; thread < THREADS; thread++) {
      var random = new Random(seed + thread);
      Thread.ofPlatform().start(() -> write(store, random));
    }
  }

  private static void write(BlobStore store, Random random) {
    while (true) {
      var content = new Random(random.nextInt(DIFFERENT));
      var bytes = new byte[content.nextInt(LARGEST)];
      content.nextBytes(bytes);
      try {
        var ref = store.put(new ByteArrayInputStream(bytes), "image/png");
        System.out.println(Json.of(ref) + " .");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Writes each blob where it is read. */
  private static final class InPlace extends BlobStore {
    private final Path root;

    InPlace(Path root) {
      this.root = root;
    }

    private Path file(Cid cid) {
      var end = cid.text().length() - 1;
      return root.resolve(cid.text().substring(end - 2, end)).resolve(cid.text());
    }

    @Override
    protected void write(CidInputStream in) throws IOException {
      var bytes = in.readAllBytes();
      Files.createDirectories(file(in.cid()).getParent());
      try (var out = Files.newOutputStream(file(in.cid()))) {
        for (var from = 0; from < bytes.length; from += 1_000) {
          out.write(bytes, from, Math.min(1_000, bytes.length - from));
        }
      }
    }

    @Override
    protected Optional<InputStream> read(Cid cid) throws IOException {
      return Optional.of(Files.newInputStream(file(cid)));
    }

    @Override
    protected boolean holds(Cid cid) {
      return Files.exists(file(cid));
    }
  }
}
