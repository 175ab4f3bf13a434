package dev.persist.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.persist.StoreException.Damaged;
import dev.persist.StoreException.Unavailable;
import dev.persist.blob.BlobStore;
import dev.persist.conformance.BlobStoreContract;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Race;
import dev.persist.conformance.Rule;
import dev.persist.conformance.Seeds;
import dev.persist.machine.Needs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBlobStoreTest extends BlobStoreContract {
  private static final String CID = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";

  private final Path root;
  private final Path file;

  FileBlobStoreTest(@TempDir Path directory) {
    this.root = directory.resolve("a/b");
    this.file = root.resolve("ye/" + CID);
  }

  @Override
  protected BlobStore open() {
    return FileBlobStore.open("file:" + root);
  }

  private List<Path> files() throws IOException {
    try (var all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void the_storage_format_stays() throws Exception {
    open().put(HELLO, "text/plain");
    assertThat(files()).containsExactly(file);
    assertThat(file).hasBinaryContent(HELLO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hell", "hellO", "hello\n", "other bytes altogether"})
  void a_file_that_changed_is_damage_until_its_bytes_are_put_again(String content) throws Exception {
    var ref = open().put(HELLO, "text/plain");
    Files.writeString(file, content);
    assertThatExceptionOfType(Damaged.class).isThrownBy(() -> open().get(ref)).withMessageContaining(CID);
    open().put(HELLO, "text/plain");
    assertThat(open().get(ref)).hasValue(HELLO);
  }

  @Test
  void what_is_no_file_in_the_place_of_one_is_not_waited_for() throws Exception {
    var ref = open().put(HELLO, "text/plain");
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> open().get(ref))
        .withMessageContaining("not a regular file");
    open().put(HELLO, "text/plain");
    assertThat(open().get(ref)).hasValue(HELLO);
  }

  @Test
  void bytes_that_are_there_are_not_written_again_and_count_as_put_now() throws Exception {
    open().put(HELLO, "text/plain");
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    var key = Files.readAttributes(file, "unix:ino");
    open().put(HELLO, "image/png");
    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(FileTime.fromMillis(0));
    assertThat(Files.readAttributes(file, "unix:ino")).isEqualTo(key);
    assertThat(files()).containsExactly(file);
  }

  @Test
  @Rule("B6")
  void each_of_10_000_flipped_bits_is_found() throws Exception {
    var seed = Seeds.upTo(1).getLast();
    var random = new Random(seed);
    var bytes = new byte[10_000];
    random.nextBytes(bytes);
    var store = open();
    var ref = store.put(bytes, "image/png");
    var stored = files().getFirst();
    for (var flip = 0; flip < 10_000; flip++) {
      var at = random.nextInt(bytes.length);
      write(stored, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
      assertThatExceptionOfType(Damaged.class).as("byte %s, repeat with -Dpersist.seed=%s", at, seed)
          .isThrownBy(() -> store.get(ref));
      try (var in = store.open(ref).orElseThrow()) {
        assertThatExceptionOfType(Damaged.class).as("byte %s, repeat with -Dpersist.seed=%s", at, seed)
            .isThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()));
      }
      write(stored, at, bytes[at]);
    }
    assertThat(store.get(ref)).hasValue(bytes);
  }

  private static void write(Path file, int at, byte value) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[]{value}), at);
    }
  }

  private String[] temporary() {
    return Objects.requireNonNull(root.toFile().list((directory, name) -> name.endsWith(".tmp")));
  }

  @Test
  @Rule("B5")
  void a_source_that_throws_leaves_no_file() throws Exception {
    var cutOff = new ByteArrayInputStream(new byte[100_000]) {
      @Override
      public synchronized int read(byte[] into, int from, int length) {
        var read = super.read(into, from, length);
        if (read < 0) {
          assertThat(temporary()).hasSize(1);
          throw new UncheckedIOException(new IOException("cut off"));
        }
        return read;
      }
    };
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> open().put(cutOff, "image/png"))
        .withMessageContaining("cut off");
    assertThat(files()).isEmpty();
  }

  @Test
  @Rule("B8")
  void the_list_has_each_blob_and_nothing_else() throws Exception {
    var store = FileBlobStore.open("file:" + root);
    assertThat(store.list()).isEmpty();
    var first = store.put(HELLO, "text/plain").cid();
    var second = store.put(new byte[0], "text/plain").cid();
    Files.writeString(root.resolve("blob-1.tmp"), "hel");
    Files.writeString(file.resolveSibling("notes"), "mine");
    Files.createDirectories(root.resolve("aa/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"));
    Files.copy(file, root.resolve("aa").resolve(CID));
    assertThat(store.list()).containsExactlyInAnyOrder(first, second);
  }

  @Test
  @Rule("B9")
  void a_blob_is_removed_when_it_was_last_put_before_the_given_time() throws Exception {
    var store = FileBlobStore.open("file:" + root);
    var ref = store.put(HELLO, "text/plain");
    var put = Files.getLastModifiedTime(file).toInstant();
    assertThat(store.remove(ref.cid(), put)).isFalse();
    assertThat(store.get(ref)).hasValue(HELLO);
    assertThat(store.remove(ref.cid(), put.plusNanos(1))).isTrue();
    assertThat(store.has(ref)).isFalse();
    assertThat(files()).isEmpty();
    assertThat(store.remove(ref.cid(), put.plusNanos(1))).isFalse();
  }

  @Test
  @Rule("B9")
  void a_blob_that_is_put_while_it_is_removed_is_there_afterwards() throws Exception {
    var store = FileBlobStore.open("file:" + root);
    var longAgo = FileTime.fromMillis(0);
    var removed = 0;
    for (var round = 0; round < 300; round++) {
      var ref = store.put(HELLO, "text/plain");
      Files.setLastModifiedTime(file, longAgo);
      var results = Race.onPlatformThreads(4, racer -> racer == 0
          ? store.put(HELLO, "text/plain").equals(ref)
          : store.remove(ref.cid(), Instant.EPOCH.plusSeconds(1)));
      removed += Collections.frequency(results.subList(1, 4), true);
      assertThat(store.get(ref)).as("round %s", round).hasValue(HELLO);
    }
    assertThat(removed).isPositive();
    assertThat(files()).containsExactly(file);
  }

  /** A process that puts "hello" into the store at the URL {@code args[0]}. */
  public static final class Putting {
    private Putting() {}

    /** Puts it. */
    public static void main(String[] args) {
      FileBlobStore.open(args[0]).put(HELLO, "text/plain");
    }
  }

  /** The race above, held at the one moment between the look at the file and its new time. */
  @Test
  @Rule("B9")
  void a_put_whose_file_is_removed_as_it_gives_it_a_new_time_writes_it_anew(@TempDir Path beside) throws Exception {
    Needs.program("strace");
    var store = FileBlobStore.open("file:" + root);
    var ref = store.put(HELLO, "text/plain");
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    var calls = beside.resolve("calls");
    var slowly = List.of("strace", "-f", "-qq", "-o", calls.toString(), "-e", "signal=none", "-e",
        "trace=utimensat", "-e",
        "inject=utimensat:delay_enter=1000000:when=1");
    var putting = Jvm.start(slowly, Putting.class, "file:" + root);
    while (putting.isAlive() && (!Files.exists(calls) || Files.size(calls) == 0)) {
      Thread.sleep(5);
    }
    assertThat(store.remove(ref.cid(), Instant.EPOCH.plusSeconds(1))).isTrue();
    assertThat(putting.waitFor()).isZero();
    assertThat(store.get(ref)).hasValue(HELLO);
  }

  @Test
  void what_a_killed_writer_left_is_never_served_and_in_no_ones_way() throws Exception {
    Files.createDirectories(file.getParent());
    var left = Files.writeString(file.resolveSibling("blob-1.tmp"), "hel");
    var again = Files.writeString(file.resolveSibling(CID + ".tmp"), "hel");
    var store = open();
    assertThat(files()).containsExactlyInAnyOrder(left, again);
    var ref = store.put(HELLO, "text/plain");
    assertThat(store.get(ref)).hasValue(HELLO);
    assertThat(files()).containsExactlyInAnyOrder(left, again, file);
  }

  @Test
  void a_write_that_fails_is_unavailable_and_leaves_nothing() throws Exception {
    var store = open();
    Files.createDirectories(file.resolve("in the way"));
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.put(HELLO, "text/plain"))
        .withMessageContaining(root.toString());
    assertThat(files()).isEmpty();
    Files.delete(file.resolve("in the way"));
    Files.delete(file);
    Files.delete(file.getParent());
    Files.writeString(file.getParent(), "mine");
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.put(HELLO, "text/plain"));
    assertThat(file.getParent()).hasContent("mine");
  }

  @Test
  void a_place_that_cannot_be_a_directory_is_unavailable() throws Exception {
    Files.createDirectories(root.getParent());
    Files.writeString(root, "mine");
    for (var path : List.of(root, root.resolve("below"))) {
      assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> new FileBlobStore(path))
          .withMessageContaining(path.toString());
    }
    assertThat(root).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:", "file", "floppy:a", "./data-blobs", "http://localhost"})
  void a_url_of_another_kind_is_unavailable_and_says_which_there_is(String url) {
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> FileBlobStore.open(url))
        .withMessageContaining("no blob store for \"" + url + "\"; write file:PATH");
  }

  @Test
  void a_path_that_is_none_is_refused() {
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> FileBlobStore.open("file:a\0b"))
        .withMessageContaining("names no directory");
  }
}
