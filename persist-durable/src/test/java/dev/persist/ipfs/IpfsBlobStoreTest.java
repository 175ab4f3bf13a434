package dev.persist.ipfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.StoreException.Damaged;
import dev.persist.StoreException.Unavailable;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.conformance.BlobStoreContract;
import dev.persist.files.FileBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpfsBlobStoreTest extends BlobStoreContract {
  private static final int MIB = 1 << 20;

  private final Path directory;
  private final IpfsNode node;
  private boolean down;

  IpfsBlobStoreTest(@TempDir Path directory) {
    this.directory = directory;
    this.node = IpfsNode.start(directory.resolve("blocks"));
  }

  @AfterEach
  void close() {
    if (!down) {
      node.close();
    }
  }

  @Override
  protected BlobStore open() {
    return IpfsBlobStore.open(node.url());
  }

  private static byte[] bytes(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_144, MIB - 1, MIB, MIB + 1, 3 * MIB + 7, 20 * MIB})
  void the_same_bytes_have_the_same_ref_in_every_store_and_stay(int size) throws Exception {
    var ref = open().put(bytes(size), "image/png");
    assertThat(new FileBlobStore(directory.resolve("files")).put(bytes(size), "image/png")).isEqualTo(ref);
    assertThat(open().get(ref)).hasValue(bytes(size));
    assertThat(open().has(ref)).isTrue();
    assertThat(node.pins(ref.cid())).isTrue();
  }

  @Test
  void bytes_that_look_like_the_end_of_a_form_are_stored_as_they_are() {
    var form = "\r\n--" + "x".repeat(36) + "--\r\n\r\n--\r\n".repeat(1000);
    var ref = open().put(form.getBytes(StandardCharsets.US_ASCII), "text/plain");
    assertThat(open().get(ref)).hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo(form));
  }

  @Test
  void a_node_that_computes_another_address_is_told_what_to_set() {
    try (var old = IpfsNode.start(directory.resolve("old"), "chunker")) {
      var store = IpfsBlobStore.open(old.url());
      var cid = Cid.of(bytes(MIB));
      assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.put(bytes(MIB), "image/png"))
          .withMessageContaining("the blob store " + old.url() + " stored the bytes of " + cid + " as bafybei")
          .withMessageContaining("unixfs-v1-2025");
      assertThat(store.has(new BlobRef(cid, MIB, "image/png"))).isFalse();
      assertThat(store.get(store.put(HELLO, "text/plain"))).hasValue(HELLO);
    }
  }

  @Test
  void a_block_that_changed_is_damage() throws Exception {
    var ref = open().put(HELLO, "text/plain");
    assertThat(node.files()).hasSize(1);
    Files.writeString(node.files().getFirst(), "hellO");
    assertThatExceptionOfType(Damaged.class).isThrownBy(() -> open().get(ref)).withMessageContaining("other bytes");
  }

  @Test
  void a_block_that_is_missing_is_no_end() throws Exception {
    var ref = open().put(bytes(3 * MIB), "image/png");
    for (var file : node.files()) {
      if (Files.size(file) == MIB) {
        Files.delete(file);
        break;
      }
    }
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> open().get(ref))
        .withMessageContaining("it broke off after ")
        .withMessageContaining(" of 3145728 bytes");
  }

  @Test
  void a_source_that_fails_says_so_itself_and_nothing_is_stored() {
    for (var failure : new Exception[]{new IOException("gone"), new IllegalStateException("odd")}) {
      assertThatThrownBy(() -> open().put(new Broken(bytes(2 * MIB), failure), "image/png")).isSameAs(failure);
    }
    assertThat(open().has(new BlobRef(Cid.of(bytes(2 * MIB)), 2 * MIB, "image/png"))).isFalse();
    assertThat(open().get(open().put(bytes(2 * MIB), "image/png"))).hasValue(bytes(2 * MIB));
  }

  @Test
  void a_reader_that_closes_early_leaves_the_node_free_for_others() throws Exception {
    var store = open();
    var bytes = bytes(20 * MIB);
    var ref = store.put(bytes, "image/png");
    for (var i = 0; i < 20; i++) {
      try (var in = store.open(ref).orElseThrow()) {
        assertThat(in.readNBytes(1000)).isEqualTo(Arrays.copyOf(bytes, 1000));
      }
    }
    assertThat(store.get(ref)).hasValue(bytes);
  }

  @Test
  void a_node_that_is_down_is_unavailable_and_its_blobs_are_there_when_it_is_up() {
    var ref = open().put(HELLO, "text/plain");
    node.close();
    down = true;
    for (var call : Calls.all(ref)) {
      assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> call.accept(open()))
          .withMessageContaining("the blob store " + node.url() + " cannot be reached")
          .withMessageContaining("start the node");
    }
    try (var again = IpfsNode.start(directory.resolve("blocks"))) {
      assertThat(IpfsBlobStore.open(again.url()).get(ref)).hasValue(HELLO);
    }
  }

  /** Some bytes, and then a failure. */
  private static final class Broken extends InputStream {
    private final InputStream bytes;
    private final Exception failure;

    Broken(byte[] bytes, Exception failure) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      var read = bytes.read(into, from, length);
      return switch (failure) {
        case IOException e when read < 0 -> throw e;
        case RuntimeException e when read < 0 -> throw e;
        default -> read;
      };
    }
  }
}
