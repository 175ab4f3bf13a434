package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.blob.BlobRef;
import dev.persist.memory.MemoryBlobStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's recovery suite: of a ledger only the store and its blobs outlive a restart, and that is enough. */
@Rule("C2")
abstract class RecoveryCases extends Suite {
  RecoveryCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void the_log_survives_a_restart_and_its_seqs_continue() {
    log().append("orders", "placed", AT, Map.of("id", "a"));
    log().append("orders", "placed", AT.plusSeconds(1), Map.of("id", "b"));
    restart();
    assertThat(COUNT.fold(log(), "orders")).isEqualTo(2);
    assertThat(log().append("orders", "placed", AT.plusSeconds(2), Map.of("id", "c")).seq()).isEqualTo(3);
  }

  @Test
  void a_read_model_kept_by_a_subscription_survives_a_restart() {
    var hub = hub();
    hub.subscribe("orders", event -> kv().update("order-count", json(0), KvCases::plusOne));
    hub.publish("orders", "placed", AT, Map.of());
    hub.publish("orders", "placed", AT.plusSeconds(1), Map.of());
    restart();
    assertThat(kv().get("order-count")).contains(json(2));
  }

  @Test
  @Rule("P1")
  void a_snapshot_taken_before_a_restart_drives_the_replay_after_it() {
    log().append("orders", events("placed", "placed"));
    counts("count").keep("orders");
    append("orders");
    restart();
    assertThat(counts("count").tail("orders")).isEqualTo(1);
    assertThat(counts("count").replay("orders")).isEqualTo(COUNT.project(log(), "orders"));
  }

  @Test
  @Rule("P1")
  void a_compacted_log_still_replays_after_a_restart() {
    log().append("orders", events("placed", "placed", "placed"));
    counts("count").compact("orders");
    append("orders");
    restart();
    assertThat(counts("count").replay("orders").value()).isEqualTo(4);
  }

  @Test
  @Rule("B1")
  void the_ref_of_an_invoice_survives_a_restart_and_gives_its_bytes() {
    var blobs = new MemoryBlobStore();
    var invoice = "INVOICEPDF".getBytes(StandardCharsets.UTF_8);
    kv().put("invoice", json(blobs.put(invoice, "application/pdf")));
    restart();
    assertThat(blobs.get(kv().get("invoice").orElseThrow().as(BlobRef.class))).hasValue(invoice);
  }

  @Test
  @Rule("P1")
  void two_restarts_give_the_same_state() {
    log().append("orders", events("placed", "placed", "placed"));
    restart();
    var first = COUNT.project(log(), "orders");
    restart();
    assertThat(COUNT.project(log(), "orders")).isEqualTo(first);
    assertThat(first.value()).isEqualTo(3);
  }
}
