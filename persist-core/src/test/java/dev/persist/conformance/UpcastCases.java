package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.log.Upcasters;
import dev.persist.view.Projection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's upcast suite: orders once had a total, now they have an amount and a currency. */
@Rule("P4")
abstract class UpcastCases extends Suite {
  private static final Upcasters PRICED = Upcasters.NONE.with("placed", UpcastCases::priced);

  private static final Projection<Integer> REVENUE = new Projection<>(0,
      (sum, event) -> sum + event.data().tree().get("amount").intValue());

  UpcastCases(ConformanceKit kit) {
    super(kit);
  }

  private static Event priced(Event placed) {
    var total = placed.data().tree().get("total");
    return placed.withData(placed.data().merge(Map.of("amount", total, "currency", "GBP")));
  }

  private static int amount(Event event) {
    return event.data().tree().get("amount").intValue();
  }

  private Event placed(int total) {
    return log().append("orders", "placed", AT, Map.of("total", total));
  }

  @Test
  void an_event_of_a_type_without_upcaster_stays_as_it_is() {
    var other = log().append("s", "other", AT, Map.of("x", 1));
    assertThat(PRICED.lift(other)).isEqualTo(other);
  }

  @Test
  void an_upcaster_lifts_an_old_event() {
    assertThat(amount(PRICED.lift(placed(50)))).isEqualTo(50);
  }

  @Test
  void an_upcaster_adds_the_new_field() {
    assertThat(PRICED.lift(placed(50)).data().tree().get("currency").stringValue()).isEqualTo("GBP");
  }

  @Test
  void lifting_preserves_stream_seq_type_and_time() {
    log().append("orders", events("x", "x", "x", "x", "x", "x"));
    var lifted = PRICED.lift(log().append("orders", "placed", AT.plusSeconds(99), Map.of("total", 1)));
    assertThat(lifted.stream()).isEqualTo("orders");
    assertThat(lifted.seq()).isEqualTo(7);
    assertThat(lifted.type()).isEqualTo("placed");
    assertThat(lifted.at()).isEqualTo(AT.plusSeconds(99));
  }

  @Test
  void adding_an_upcaster_leaves_the_upcasters_there_were_as_they_are() {
    var before = Upcasters.NONE.with("other", UpcastCases::priced);
    before.with("placed", UpcastCases::priced);
    var event = placed(50);
    assertThat(before.lift(event)).isEqualTo(event);
  }

  @Test
  @Rule("P16")
  void a_read_lifts_every_event_of_a_stream_and_changes_none() {
    placed(10);
    placed(20);
    assertThat(PRICED.read(log(), "orders").map(UpcastCases::amount)).containsExactly(10, 20);
    assertThat(log().read("orders").map(Event::data))
        .containsExactly(Json.parse("{\"total\":10}"), Json.parse("{\"total\":20}"));
  }

  @Test
  void a_projection_folds_the_current_shape() {
    placed(10);
    placed(20);
    assertThat(REVENUE.lifting(PRICED).fold(log(), "orders")).isEqualTo(30);
  }

  @Test
  void old_and_new_events_fold_alike() {
    placed(5);
    log().append("orders", "placed", AT, Map.of("total", 7, "amount", 7));
    assertThat(REVENUE.lifting(PRICED).fold(log(), "orders")).isEqualTo(12);
  }

  @Test
  void upcasters_work_on_a_reopened_store() {
    placed(42);
    restart();
    assertThat(PRICED.read(log(), "orders").map(UpcastCases::amount)).containsExactly(42);
  }
}
