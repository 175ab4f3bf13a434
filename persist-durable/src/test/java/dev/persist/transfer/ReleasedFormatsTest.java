package dev.persist.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.files.FileBlobStore;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Movable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads the files that each version wrote, of every format: RocksDB, SQLite, exports, blobs. Those of a version are in
 * {@code src/test/resources/formats/VERSION.zip}; they never change. {@code docs/releasing.md} says how the next ones
 * are made.
 */
class ReleasedFormatsTest {
  private static final Path KEPT = Path.of("src/test/resources/formats");

  /** A blob of one block, and one of several. */
  private static final List<String> BLOBS = List.of("an invoice", "x".repeat(1_500_000));

  @TempDir private Path dir;
  private List<Object> answers;

  @BeforeEach
  void answers() {
    try (var store = Persist.open("memory:")) {
      var furnished = new Furnished(store);
      furnished.furnish();
      answers = furnished.goOn();
    }
  }

  static List<Path> versions() throws IOException {
    try (var files = Files.list(KEPT)) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void a_store_of_rocksdb_answers_as_one_of_today(Path version) throws IOException {
    unpack(version);
    try (var store = Persist.open("rocksdb:" + dir.resolve("rocksdb"))) {
      assertThat(new Furnished(store).goOn()).isEqualTo(answers);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void a_store_of_sqlite_answers_as_one_of_today(Path version) throws IOException {
    unpack(version);
    try (var store = Persist.open("sqlite:" + dir.resolve("sqlite/store.db"))) {
      assertThat(new Furnished(store).goOn()).isEqualTo(answers);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void an_export_is_imported_into_a_store_that_answers_as_one_of_today(Path version) throws IOException {
    unpack(version);
    try (var backend = new MemoryBackend(); var store = Persist.over(backend)) {
      Import.from(dir.resolve("export.ndjson.zst"), backend, Progress.NONE);
      assertThat(new Furnished(store).goOn()).isEqualTo(answers);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void a_blob_is_at_the_address_of_today_and_has_its_bytes(Path version) throws IOException {
    unpack(version);
    var kept = new FileBlobStore(dir.resolve("blobs"));
    var read = put(new FileBlobStore(dir.resolve("today"))).stream()
        .map(ref -> new String(kept.get(ref).orElseThrow(), UTF_8));
    assertThat(read).containsExactlyElementsOf(BLOBS);
  }

  @Test
  @Tag("long") // it writes: -Dleft.out=none -Dformats=VERSION
  void the_files_of_a_version_are_written_on_request() throws IOException {
    for (var url : List.of("rocksdb:" + dir.resolve("rocksdb"), "sqlite:" + dir.resolve("sqlite/store.db"))) {
      Files.createDirectories(dir.resolve("sqlite"));
      try (var store = Persist.open(url)) {
        new Furnished(store).furnish();
      }
    }
    try (var backend = new MemoryBackend(); var store = Persist.over(backend)) {
      new Furnished(store).furnish();
      try (var contents = ((Movable) backend).contents();
          var out = Files.newOutputStream(dir.resolve("export.ndjson.zst"))) {
        Export.write(contents, "formats", out, Progress.NONE);
      }
    }
    put(new FileBlobStore(dir.resolve("blobs")));
    Files.createDirectories(KEPT);
    try (var zip = open(
        KEPT.resolve(Objects.requireNonNull(System.getProperty("formats"), "-Dformats=VERSION") + ".zip"),
        Map.of("create", "true"))) {
      copy(dir, zip.getPath("/"));
    }
  }

  private static List<BlobRef> put(FileBlobStore blobs) {
    return BLOBS.stream().map(text -> blobs.put(text.getBytes(UTF_8), "text/plain")).toList();
  }

  private void unpack(Path version) throws IOException {
    try (var zip = open(version, Map.of())) {
      copy(zip.getPath("/"), dir);
    }
  }

  private static FileSystem open(Path zip, Map<String, String> options) throws IOException {
    return FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), options);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (var file : files.toList()) {
        var copied = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copied);
        } else {
          Files.copy(file, copied);
        }
      }
    }
  }
}
