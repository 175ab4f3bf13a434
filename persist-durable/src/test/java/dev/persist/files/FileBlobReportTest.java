package dev.persist.files;

import dev.persist.blob.BlobStore;
import dev.persist.conformance.BlobReportContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class FileBlobReportTest extends BlobReportContract {
  private final Path root;

  FileBlobReportTest(@TempDir Path root) {
    this.root = root;
  }

  @Override
  protected BlobStore blobs() {
    return new FileBlobStore(root);
  }

  @Override
  protected InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  protected void passDay() throws IOException {
    try (var all = Files.walk(root)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        var at = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, FileTime.from(at.minus(Duration.ofDays(1))));
      }
    }
  }
}
