package dev.persist.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        "$[\"\",\"readers\",\"view\",\"s\"] {\"kind\":\"view\",\"stream\":\"s\"}",
        "$[\"\",\"registered\"] [\"s\",\"view count version 2\",true,\"0\"]",
        "$[\"s\",\"archive\",\"0000000000000000001\"] {\"cid\":\"" + ref.cid()
            + "\",\"mime\":\"application/json\",\"size\":"
            + page.length + "}",
        "$[\"s\",\"consumers\"] {\"view count version 2\":\"$[\\\"s\\\",\\\"snapshot\\\",\\\"count\\\",2]\"}",
        "$[\"s\",\"snapshot\",\"count\",2] {\"seq\":1,\"value\":1}");
    assertThat(blobs.get(ref)).contains(page);
  }

  @Test
  void the_streams_of_tags_and_the_keys_of_their_rule_are_these() {
    record Opened(String course) {}
    var backend = new MemoryBackend();
    var boundaries = IntStream.rangeClosed(1, 3)
        .mapToObj(version -> Persist.over(backend)
            .boundary("courses", version, EventTypes.of(Opened.class), opened -> Set.of("course:" + opened.course)))
        .toList();
    backend.commit(boundaries.get(0).append(Commit.builder(), new Opened("c1"), Instant.EPOCH).build());
    assertThat(backend.streams("", 9)).containsExactly("$[\"courses\",\"tag\",1,\"course:c1\"]", "courses");
    assertThat(keys(backend)).containsExactly("$[\"courses\",\"tag-rule\"] {\"next\":0,\"version\":1}");
    boundaries.get(1).retag(9);
    assertThat(backend.streams("", 9)).contains("$[\"courses\",\"tag\",2,\"course:c1\"]");
    assertThat(keys(backend)).containsExactly(
        "$[\"\",\"registered\"] [\"courses\",\"tag rule version \",false,\"0\"]",
        "$[\"courses\",\"tag-rule\"] {\"next\":0,\"version\":2}",
        "$[\"courses\",\"tagged\",1] {\"seq\":1}");
  }

  @Test
  void the_marks_of_links_are_these_keys_and_values() {
    var backend = new MemoryBackend();
    var store = Persist.over(backend);
    store.commit(Commit.builder().append("s", NewEvent.of("x", Instant.EPOCH, Json.NULL)).link("all").global().build());
    assertThat(keys(backend)).containsExactly("$[\"s\",\"linked-into\",\"all\"] \"all\"");
    var event = store.log().read("s").findFirst().orElseThrow();
    store.commit(Commit.builder().link("all", event).build());
    store.commit(Commit.builder().link(Event.GLOBAL, event).build());
    assertThat(keys(backend)).containsExactly(
        "$[\"s\",\"linked-into\",\"all\"] \"all\"",
        "$[\"s\",\"linked-into\"] 2");
  }

  private static Stream<String> keys(MemoryBackend backend) {
    return backend.keys("", "", 9).stream().map(key -> key + " " + backend.get(key).orElseThrow());
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

  @Test
  void a_name_is_quoted_as_json_quotes_it() {
    IntStream.rangeClosed(0, 0x300)
        .mapToObj(c -> "a" + (char) c + "b")
        .forEach(name -> assertThat(OwnKeys.quoted(name)).isEqualTo(Json.of(name).toString()));
    assertThat(OwnKeys.quoted("\ud83d\ude00\u2028")).isEqualTo(Json.of("\ud83d\ude00\u2028").toString());
    assertThat(OwnKeys.key("s\"\\\n", "kind", 1, "\u00e4")).isEqualTo("$[\"s\\\"\\\\\\n\",\"kind\",1,\"\u00e4\"]");
  }
}
