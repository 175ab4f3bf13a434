package dev.persist.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.memory.MemoryBackend;
import dev.persist.view.Projection;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Pins what persist keeps about a stream: a failure here means that stores written before can no longer be read. */
class OwnKeysTest {
  @Test
  void a_snapshot_and_a_registered_view_are_these_keys_and_values() {
    var backend = new MemoryBackend();
    var store = Persist.over(backend);
    var counts = store.snapshots("count", 2, new Projection<>(0, (n, event) -> n + 1), Codec.of(Integer.class));
    store.log().append("s", "x", Instant.EPOCH, Json.NULL);
    counts.view("s").refresh();
    assertThat(backend.keys("", "", 9).stream().map(key -> key + " " + backend.get(key).orElseThrow())).containsExactly(
        "$[\"s\",\"consumers\"] {\"view count version 2\":\"$[\\\"s\\\",\\\"snapshot\\\",\\\"count\\\",2]\"}",
        "$[\"s\",\"snapshot\",\"count\",2] {\"seq\":1,\"value\":1}");
  }

  @Test
  void a_long_name_is_in_a_key_by_its_digest() {
    assertThat(OwnKeys.key("é".repeat(74), "kind")).isEqualTo("$[\"" + "é".repeat(74) + "\",\"kind\"]");
    assertThat(OwnKeys.key("é".repeat(75), "kind")).isEqualTo("$[{\"sha256\":\""
        + Json.of("é".repeat(75)).digest() + "\"},\"kind\"]");
  }
}
