package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.StoreException;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** What every blob store does; a subclass says how to open an empty one. */
@Rule("B1")
public abstract class BlobStoreContract {
  /** Some bytes. */
  protected static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  /** Opens the store: empty the first time in a test, with what is in it after that. */
  protected abstract BlobStore open();

  @Test
  void what_was_put_is_read_back_and_the_ref_says_what_it_is() {
    var ref = open().put(HELLO, "text/plain");
    assertThat(ref).isEqualTo(new BlobRef(
        Cid.parse("bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"), 5, "text/plain"));
    assertThat(open().get(ref)).hasValue(HELLO);
  }

  @Test
  void identical_bytes_have_one_cid_whatever_they_are_called_and_others_another() {
    var store = open();
    var ref = store.put(HELLO, "text/plain");
    assertThat(store.put(HELLO.clone(), "text/plain")).isEqualTo(ref);
    assertThat(store.put(HELLO, "image/png").cid()).isEqualTo(ref.cid());
    var other = store.put("hellp".getBytes(StandardCharsets.UTF_8), "text/plain");
    assertThat(other.cid()).isNotEqualTo(ref.cid());
    assertThat(store.get(ref)).hasValue(HELLO);
    assertThat(store.get(other)).hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("hellp"));
  }

  @Test
  void no_bytes_are_a_blob_too() {
    var ref = open().put(new byte[0], "text/plain");
    assertThat(ref.size()).isZero();
    assertThat(open().get(ref)).hasValue(new byte[0]);
  }

  @Test
  void a_mebibyte_is_read_back() {
    var bytes = new byte[1 << 20];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    assertThat(open().get(open().put(bytes, "image/png"))).hasValue(bytes);
  }

  @Test
  void what_was_never_put_is_not_there() {
    var never = new BlobRef(Cid.of(HELLO), 5, "text/plain");
    assertThat(open().has(never)).isFalse();
    assertThat(open().get(never)).isEmpty();
    open().put(HELLO, "text/plain");
    assertThat(open().has(never)).isTrue();
  }

  @Test
  void a_ref_of_another_size_is_damage() {
    var ref = open().put(HELLO, "text/plain");
    for (var size : new long[]{0, 4, 6, Long.MAX_VALUE}) {
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> open().get(new BlobRef(ref.cid(), size, ref.mime())));
    }
  }

  @Test
  void a_caller_that_changes_its_array_changes_nothing_stored() {
    var store = open();
    var mine = HELLO.clone();
    var ref = store.put(mine, "text/plain");
    Arrays.fill(mine, (byte) 0);
    store.get(ref).ifPresent(read -> Arrays.fill(read, (byte) 0));
    assertThat(store.get(ref)).hasValue(HELLO);
  }

  @Test
  void what_is_no_media_type_is_refused_and_nothing_stored() {
    assertThatIllegalArgumentException().isThrownBy(() -> open().put(HELLO, "text"));
    assertThat(open().has(new BlobRef(Cid.of(HELLO), 5, "text/plain"))).isFalse();
  }

  @Test
  void an_interrupted_thread_stores_and_reads_and_stays_interrupted() throws Exception {
    var interrupted = Race.of(4, i -> {
      Thread.currentThread().interrupt();
      var store = open();
      var bytes = ("bytes " + i).getBytes(StandardCharsets.UTF_8);
      assertThat(store.get(store.put(bytes, "text/plain"))).hasValue(bytes);
      return Thread.interrupted();
    });
    assertThat(interrupted).containsOnly(true);
  }

  @Test
  void many_that_put_the_same_bytes_all_get_the_same_ref_and_can_read_it() throws Exception {
    var store = open();
    var read = Race.of(32, i -> {
      var ref = store.put(HELLO, "text/plain");
      return new String(store.get(ref).orElseThrow(), StandardCharsets.UTF_8) + ref;
    });
    assertThat(new HashSet<>(read)).hasSize(1);
  }
}
