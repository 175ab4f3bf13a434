package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.StoreException;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static byte[] bytes(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @Rule("B4")
  @ValueSource(ints = {0, 1, 8_191, 8_192, 8_193, 1 << 20, (1 << 20) + 1, 3_000_001})
  void bytes_that_stream_in_and_out_are_those_of_the_array(int size) throws Exception {
    var bytes = bytes(size);
    var source = new Source(bytes, Integer.MAX_VALUE);
    var ref = open().put(source, "image/png");
    assertThat(ref).isEqualTo(new BlobRef(Cid.of(bytes), size, "image/png"));
    assertThat(source.closed).isFalse();
    assertThat(source.read()).as("what comes after the end").isEqualTo(-1);
    assertThat(open().put(bytes, "image/png")).isEqualTo(ref);
    assertThat(open().get(ref)).hasValue(bytes);
    try (var in = open().open(ref).orElseThrow()) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  @Rule("B4")
  void a_source_of_few_bytes_at_a_time_and_a_reader_of_one_get_on() throws Exception {
    var bytes = bytes(3_000);
    var ref = open().put(new Source(bytes, 7), "image/png");
    try (var in = open().open(ref).orElseThrow()) {
      var read = new ByteArrayOutputStream();
      for (var next = in.read(); next >= 0; next = in.read()) {
        read.write(next);
      }
      assertThat(read.toByteArray()).isEqualTo(bytes);
    }
    try (var in = open().open(ref).orElseThrow()) {
      assertThat(in.skip(2_990)).isEqualTo(2_990);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 2_990, 3_000));
    }
  }

  @ParameterizedTest
  @Rule("B5")
  @ValueSource(ints = {0, 1, 8_192, 2_000_000})
  void what_a_source_throws_goes_through_and_nothing_is_stored(int size) throws Exception {
    var bytes = bytes(size);
    for (var failure : List.of(new IOException("cut off"), new IllegalStateException("mine"),
        new AssertionError("mine"))) {
      var source = new Source(bytes, 100_000);
      source.failure = failure;
      assertThatThrownBy(() -> open().put(source, "image/png")).isSameAs(failure);
      assertThat(source.closed).isFalse();
      assertThat(open().has(new BlobRef(Cid.of(bytes), size, "image/png"))).isFalse();
    }
    var ref = open().put(new Source(bytes, 100_000), "image/png");
    assertThat(open().get(ref)).hasValue(bytes);
  }

  @Test
  @Rule("B5")
  void what_is_no_media_type_is_refused_before_anything_is_read() throws Exception {
    var source = new Source(HELLO, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> open().put(source, "text")).withMessageContaining("\"text\"");
    assertThat(source.available()).isEqualTo(5);
  }

  @Test
  void a_stream_of_what_was_never_put_is_not_there() {
    assertThat(open().open(new BlobRef(Cid.of(HELLO), 5, "text/plain"))).isEmpty();
  }

  @ParameterizedTest
  @Rule("B6")
  @ValueSource(longs = {0, 1, 4, 6, Long.MAX_VALUE})
  void a_stream_of_another_size_throws_in_place_of_its_end(long size) throws Exception {
    var ref = open().put(HELLO, "text/plain");
    try (var in = open().open(new BlobRef(ref.cid(), size, ref.mime())).orElseThrow()) {
      for (var i = 1; i < size && i <= HELLO.length; i++) {
        assertThat(in.read()).isEqualTo(HELLO[i - 1]);
      }
      for (var again = 0; again < 2; again++) {
        assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(in::read).withMessageContaining("bytes");
      }
    }
  }

  @Test
  @Rule("B4")
  void streams_of_many_threads_do_not_meet() throws Exception {
    var store = open();
    var read = Race.of(8, i -> {
      var bytes = bytes(200_000 + i % 4);
      var ref = store.put(new Source(bytes, 1_000), "image/png");
      try (var in = store.open(ref).orElseThrow(); var other = store.open(ref).orElseThrow()) {
        assertThat(in.readNBytes(100_000)).isEqualTo(other.readNBytes(100_000));
        return Arrays.equals(Arrays.copyOfRange(bytes, 100_000, bytes.length), other.readAllBytes());
      }
    });
    assertThat(read).containsOnly(true);
  }

  /** Gives some bytes, a few at a time; in place of the end it may throw. */
  private static final class Source extends FilterInputStream {
    private final int atOnce;
    private boolean closed;
    private @Nullable Throwable failure;

    Source(byte[] bytes, int atOnce) {
      super(new ByteArrayInputStream(bytes));
      this.atOnce = atOnce;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      var read = super.read(into, from, Math.min(length, atOnce));
      if (read < 0) {
        switch (failure) {
          case IOException e -> throw e;
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          case null, default -> {}
        }
      }
      return read;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
