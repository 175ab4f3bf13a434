package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.view.Lagging;
import dev.persist.view.Projection;
import dev.persist.view.View;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's view suite: kept current on write, read without a fold. */
@Rule("P2")
abstract class ViewCases extends Suite {
  private static final Projection<Integer> SALES = new Projection<>(0,
      (sum, event) -> sum + event.data().tree().get("amt").intValue());

  ViewCases(ConformanceKit kit) {
    super(kit);
  }

  private View<Integer> orderCount() {
    return counts("order-count").view("orders");
  }

  private View<Integer> attached(String... published) {
    var hub = hub();
    var view = orderCount();
    view.attach(hub);
    for (var stream : published) {
      hub.publish(stream, "x", AT, Map.of());
    }
    return view;
  }

  @Test
  @Rule("P3")
  void a_compaction_held_back_by_a_view_says_the_name_of_the_view() {
    orderCount().register();
    append("orders");
    assertThat(counts("other").compact("orders").heldBackBy())
        .containsExactly(new Lagging("view order-count version 1", 0));
  }

  @Test
  void a_view_knows_its_stream() {
    assertThat(orderCount().stream()).isEqualTo("orders");
  }

  @Test
  @Rule("P1")
  void the_value_of_a_view_folds_the_stream() {
    log().append("orders", events("x", "x"));
    assertThat(orderCount().refresh().value()).isEqualTo(2);
  }

  @Test
  void a_refresh_stores_the_state_that_peek_then_reads() {
    append("orders");
    orderCount().refresh();
    assertThat(orderCount().peek().value()).isEqualTo(1);
  }

  @Test
  void peek_lags_behind_a_tail_that_no_refresh_has_folded() {
    append("orders");
    orderCount().refresh();
    append("orders");
    assertThat(orderCount().peek().value()).isEqualTo(1);
  }

  @Test
  @Rule("P1")
  void the_value_has_the_whole_stream_also_after_a_stale_snapshot() {
    append("orders");
    orderCount().refresh();
    append("orders");
    assertThat(orderCount().refresh().value()).isEqualTo(2);
  }

  @Test
  @Rule("S1")
  void an_attached_view_stays_current_on_publish() {
    assertThat(attached("orders", "orders", "orders").peek().value()).isEqualTo(3);
  }

  @Test
  @Rule("S1")
  void an_attached_view_advances_the_seq_of_its_snapshot() {
    attached("orders", "orders");
    assertThat(counts("order-count").load("orders")).contains(new Projection.State<>(2, 2));
  }

  @Test
  @Rule("S1")
  void an_attached_view_reacts_to_its_own_stream_only() {
    append("orders");
    assertThat(attached("other").peek().value()).isZero();
  }

  @Test
  void a_view_works_on_a_reopened_store() {
    attached("orders", "orders");
    restart();
    assertThat(orderCount().peek().value()).isEqualTo(2);
  }

  @Test
  @Rule("P1")
  void a_view_sums_event_data() {
    log().append("sales", "sale", AT, Map.of("amt", 10));
    log().append("sales", "sale", AT.plusSeconds(1), Map.of("amt", 25));
    assertThat(store.snapshots("rev", 1, SALES, Codec.of(Integer.class)).view("sales").refresh().value()).isEqualTo(35);
  }
}
