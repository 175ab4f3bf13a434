package dev.persist.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pins what persist keeps about a stream: a failure here means that stores written before can no longer be read. */
class OwnKeysTest {
  private static final String PAGE = "[{\"at\":\"1970-01-01T00:00:00Z\",\"data\":null,\"meta\":{},\"seq\":1,\"stream\":\"s\",\"type\":\"x\"}]";

  @Test
  void a_snapshot_a_registered_view_and_an_archived_page_are_these_keys_and_values() {
    var backend = new MemoryBackend();
    var blobs = new MemoryBlobStore();
    var store = Persist.over(backend).archivingTo(blobs);
    var counts = store.snapshots("count", 2, new Projection<>(0, (n, event) -> n + 1), Codec.of(Integer.class));
    store.log().append("s", "x", Instant.EPOCH, Json.NULL);
    counts.view("s").refresh();
    counts.compact("s");

    var page = PAGE.getBytes(StandardCharsets.UTF_8);
    var ref = new BlobRef(Cid.of(page), page.length, "application/json");
    assertThat(backend.keys("", "", 9).stream().map(key -> key + " " + backend.get(key).orElseThrow())).containsExactly(
        "$[\"s\",\"archive\",\"0000000000000000001\"] {\"cid\":\"" + ref.cid()
            + "\",\"mime\":\"application/json\",\"size\":"
            + page.length + "}",
        "$[\"s\",\"consumers\"] {\"view count version 2\":\"$[\\\"s\\\",\\\"snapshot\\\",\\\"count\\\",2]\"}",
        "$[\"s\",\"snapshot\",\"count\",2] {\"seq\":1,\"value\":1}");
    assertThat(blobs.get(ref)).contains(page);
  }

  @Test
  void the_stream_of_a_tag_is_this_one() {
    var backend = new MemoryBackend();
    var event = NewEvent.of("x", Instant.EPOCH, Json.NULL);
    Persist.over(backend).commit(Commit.builder().append("courses", event).tag("course:c1").build());
    assertThat(backend.streams("", 9)).containsExactly("$[\"courses\",\"tag\",\"course:c1\"]", "courses");
  }

  @Test
  void the_versions_that_were_switched_in_are_this_key_and_value() {
    var backend = new MemoryBackend();
    var views = IntStream.rangeClosed(1, 3)
        .mapToObj(version -> Persist.over(backend)
            .snapshots("count", version, new Projection<>(0, (n, event) -> n + 1), Codec.of(Integer.class))
            .view("s"))
        .toList();
    views.get(1).replacing(views.get(0)).build(1);
    views.get(2).replacing(views.get(1)).build(1);
    assertThat(backend.get("$[\"s\",\"serving\",\"count\"]")).contains(Json.parse("[2,3]"));
  }

  @Test
  void a_long_name_is_in_a_key_by_its_digest() {
    assertThat(OwnKeys.key("é".repeat(74), "kind")).isEqualTo("$[\"" + "é".repeat(74) + "\",\"kind\"]");
    assertThat(OwnKeys.key("é".repeat(75), "kind")).isEqualTo("$[{\"sha256\":\""
        + Json.of("é".repeat(75)).digest() + "\"},\"kind\"]");
  }
}
