package dev.persist.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.conformance.Rule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobRefTest {
  private static final String HELLO = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";

  @ParameterizedTest
  @CsvSource({"hello, " + HELLO, "'', bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"})
  void a_cid_is_what_other_stores_call_the_same_bytes(String bytes, String cid) {
    assertThat(Cid.of(bytes.getBytes(UTF_8))).hasToString(cid).isEqualTo(Cid.parse(cid));
  }

  @Test
  void every_cid_there_is_can_be_read() {
    for (var i = 0; i < 1000; i++) {
      var cid = Cid.of(("" + i).getBytes(UTF_8));
      assertThat(Cid.parse(cid.text())).isEqualTo(cid);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "b", "../../etc/passwd", HELLO + "a", HELLO + "\n", HELLO + "=", " " + HELLO,
      "afkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq", // no prefix
      "BAFKREIBM6JG3UX5QUMHCN2B3FLC3TYU6DMLB4XA7U5BF44YEGNRJHC4YEQ",
      "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4ye", // short
      "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yer", // bits after the end
      "bafkreiim6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq", // another hash length
      "bafyreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq", // another codec, dag-cbor
      "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4y1q",
      "QmWfVY9y3xjsixTgbd9AorQxH7VtMpzfx2HaWtsoUYecaX"})
  void what_is_no_such_cid_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cid.parse(text)).withMessageContaining(text);
  }

  @Test
  void the_storage_format_stays() {
    var ref = new BlobRef(Cid.parse(HELLO), 5, "text/plain");
    var json = Json.of(ref);
    assertThat(json).hasToString("{\"cid\":\"" + HELLO + "\",\"mime\":\"text/plain\",\"size\":5}");
    assertThat(json.as(BlobRef.class)).isEqualTo(ref);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"cid\":\"x\",\"mime\":\"a/b\",\"size\":5}", "{\"cid\":null,\"mime\":\"a/b\",\"size\":5}",
      "{\"mime\":\"a/b\",\"size\":5}", "{\"cid\":\"" + HELLO + "\",\"mime\":\"a/b\",\"size\":-1}",
      "{\"cid\":\"" + HELLO + "\",\"mime\":\"a/b\"}", "{\"cid\":\"" + HELLO + "\",\"mime\":\"a\",\"size\":5}",
      "{\"cid\":\"" + HELLO + "\",\"mime\":null,\"size\":5}"})
  void json_that_is_no_ref_is_refused(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(json).as(BlobRef.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/vnd.oasis.opendocument.text", "image/svg+xml", "a/b"})
  void a_media_type_is_a_type_and_a_subtype(String mime) {
    assertThat(BlobRef.isMime(mime)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "text", "text/", "/plain", "text/plain; charset=utf-8", "Text/plain", "a/b/c", "text/pl ain", "text/plain\n",
      "text/plain\r\nSet-Cookie: a=b", "*/*", "téxt/plain", ".a/b"})
  void anything_else_is_none(String mime) {
    assertThat(BlobRef.isMime(mime)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new BlobRef(Cid.parse(HELLO), 5, mime));
  }

  @Test
  void a_media_type_has_at_most_100_characters() {
    assertThat(BlobRef.isMime("a/" + "b".repeat(98))).isTrue();
    assertThat(BlobRef.isMime("a/" + "b".repeat(99))).isFalse();
  }

  private static InputStream opened(String stored, BlobRef ref) {
    return new Fake(() -> new ByteArrayInputStream(stored.getBytes(UTF_8))).open(ref).orElseThrow();
  }

  private static BlobRef hello() {
    return new BlobRef(Cid.parse(HELLO), 5, "text/plain");
  }

  @Test
  @Rule("B6")
  void a_store_that_reads_other_bytes_never_serves_the_last_of_them() throws Exception {
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> new Fake(() -> new ByteArrayInputStream("hellO".getBytes(UTF_8))).get(hello()))
        .withMessageContaining("other bytes");
    try (var in = opened("Hello", hello())) {
      assertThat(in.readNBytes(4)).asString().isEqualTo("Hell");
      for (var again = 0; again < 2; again++) {
        assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(in::read)
            .withMessageContaining("other bytes");
      }
    }
    try (var in = opened("hello", hello())) {
      assertThat(in.readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  @Rule("B6")
  void of_bytes_without_an_end_one_more_than_the_size_is_read() throws Exception {
    var read = new AtomicLong();
    var endless = new InputStream() {
      @Override
      public int read() {
        read.incrementAndGet();
        return 'h';
      }

      @Override
      public int read(byte[] into, int from, int length) {
        read.addAndGet(length);
        return length;
      }
    };
    var store = new Fake(() -> endless);
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> store.get(hello()))
        .withMessageContaining("more bytes");
    assertThat(read).hasValue(6);
  }

  @Test
  @Rule("B2")
  void the_size_of_a_ref_takes_no_memory() {
    for (var size : new long[]{6, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      var store = new Fake(() -> new ByteArrayInputStream("hello".getBytes(UTF_8)));
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> store.get(new BlobRef(Cid.parse(HELLO), size, "text/plain")))
          .withMessageContaining("has 5 bytes");
    }
  }

  @Test
  @Rule("B4")
  void a_fault_of_the_store_is_told_from_one_of_the_source() throws Exception {
    var unplugged = new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("unplugged");
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        throw new IOException("unplugged");
      }
    };
    var store = new Fake(() -> unplugged);
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> store.get(hello()))
        .withMessageContaining("the blob store fake: cannot read")
        .withMessageContaining("unplugged");
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.put(InputStream.nullInputStream(), "text/plain"))
        .withMessageContaining("the blob store fake: cannot store")
        .withMessageContaining("full");
  }

  @Test
  void a_store_that_does_not_read_to_the_end_gets_no_cid() {
    var idle = new Fake(InputStream::nullInputStream) {
      @Override
      protected void write(CidInputStream in) {}
    };
    assertThatIllegalStateException().isThrownBy(() -> idle.put(new byte[1], "text/plain"))
        .withMessageContaining("the end was not read");
  }

  /** Reads what it is told to read, and stores nothing. */
  private static class Fake extends BlobStore {
    private final Supplier<InputStream> stored;

    Fake(Supplier<InputStream> stored) {
      this.stored = stored;
    }

    @Override
    protected void write(CidInputStream in) throws IOException {
      in.readAllBytes();
      throw new IOException("full");
    }

    @Override
    protected Optional<InputStream> read(Cid cid) {
      return Optional.of(stored.get());
    }

    @Override
    protected boolean holds(Cid cid) {
      return true;
    }

    @Override
    public String toString() {
      return "fake:";
    }
  }
}
