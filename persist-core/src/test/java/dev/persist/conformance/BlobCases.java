package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.memory.MemoryBlobStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's blob suite: log and kv hold the ref, never the bytes. */
@Rule("B1")
abstract class BlobCases extends Suite {
  private static final Cid CID = Cid.of(bytes("c1"));
  private static final BlobRef REF = new BlobRef(CID, 10, "image/png");

  private final BlobStore blobs = new MemoryBlobStore();

  BlobCases(ConformanceKit kit) {
    super(kit);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private BlobRef put(String text) {
    return blobs.put(bytes(text), "text/plain");
  }

  @Test
  void a_ref_carries_the_cid() {
    assertThat(REF.cid()).isEqualTo(CID);
  }

  @Test
  void a_ref_carries_the_size() {
    assertThat(REF.size()).isEqualTo(10);
  }

  @Test
  void a_ref_carries_the_media_type() {
    assertThat(REF.mime()).isEqualTo("image/png");
  }

  @Test
  void the_json_of_a_ref_is_a_ref() {
    assertThat(json(REF).as(BlobRef.class)).isEqualTo(REF);
  }

  @Test
  void another_object_is_no_ref() {
    assertThatIllegalArgumentException().isThrownBy(() -> json(Map.of("n", 1)).as(BlobRef.class));
  }

  @Test
  @Rule("B3")
  void put_returns_a_ref_and_not_the_bytes() {
    assertThat(json(put("PNGDATA")).tree().propertyNames()).containsExactlyInAnyOrder("cid", "size", "mime");
    assertThat(put("PNGDATA").toString()).doesNotContain("PNGDATA");
  }

  @Test
  void put_records_how_many_bytes_there_are() {
    assertThat(put("12345").size()).isEqualTo(5);
  }

  @Test
  void the_bytes_are_read_back_by_the_ref() {
    assertThat(blobs.get(put("PAYLOAD"))).hasValue(bytes("PAYLOAD"));
  }

  @Test
  void what_was_put_is_there() {
    assertThat(blobs.has(put("X"))).isTrue();
  }

  @Test
  void the_same_bytes_have_the_same_cid() {
    assertThat(put("SAME").cid()).isEqualTo(put("SAME").cid());
  }

  @Test
  void different_bytes_have_different_cids() {
    assertThat(put("A").cid()).isNotEqualTo(put("B").cid());
  }

  @Test
  void a_ref_kept_in_kv_is_a_ref() {
    var ref = put("BIGIMAGE");
    kv().put("avatar", json(ref));
    restart();
    assertThat(kv().get("avatar").orElseThrow().as(BlobRef.class)).isEqualTo(ref);
  }

  @Test
  @Rule("B3")
  void the_value_in_kv_does_not_contain_the_bytes() {
    kv().put("avatar", json(put("BIGIMAGE")));
    restart();
    assertThat(kv().get("avatar").orElseThrow().tree().propertyNames())
        .containsExactlyInAnyOrder("cid", "size", "mime");
  }

  @Test
  void a_ref_kept_in_the_log_is_a_ref_and_gives_the_bytes() {
    log().append("uploads", "added", AT, put("FILEBYTES"));
    restart();
    var ref = log().read("uploads").findFirst().orElseThrow().data().as(BlobRef.class);
    assertThat(blobs.get(ref)).hasValue(bytes("FILEBYTES"));
  }
}
