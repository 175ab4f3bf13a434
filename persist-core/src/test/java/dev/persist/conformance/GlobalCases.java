package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.log.Linked;
import dev.persist.view.Projection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's global suite: one order of commits across streams, for who asks for it. */
@Rule("G1")
abstract class GlobalCases extends Suite {
  private static final Projection<Integer> SUM = new Projection<>(0, (sum, event) -> sum + v(event));

  GlobalCases(ConformanceKit kit) {
    super(kit);
  }

  private static int v(Event event) {
    return event.data().tree().get("v").intValue();
  }

  private Event appendGlobal(String stream, int v) {
    return log().appendGlobal(stream, "x", AT, Map.of("v", v));
  }

  private List<Event> order() {
    return log().global().read().map(linked -> ((Linked.Present) linked).event()).toList();
  }

  @Test
  void append_global_returns_the_event_with_its_seq_in_the_stream() {
    appendGlobal("users", 1);
    var placed = appendGlobal("orders", 2);
    assertThat(placed.stream()).isEqualTo("orders");
    assertThat(placed.seq()).isEqualTo(1);
  }

  @Test
  void the_position_advances_whatever_the_stream() {
    appendGlobal("orders", 1);
    appendGlobal("users", 2);
    appendGlobal("orders", 3);
    assertThat(log().global().position()).isEqualTo(3);
  }

  @Test
  void the_global_order_is_commit_order_across_streams() {
    appendGlobal("orders", 1);
    appendGlobal("users", 2);
    appendGlobal("orders", 3);
    assertThat(order()).extracting(GlobalCases::v).containsExactly(1, 2, 3);
  }

  @Test
  void the_global_order_gives_the_events_of_the_right_streams() {
    appendGlobal("orders", 1);
    appendGlobal("users", 2);
    assertThat(order()).extracting(Event::stream).containsExactly("orders", "users");
  }

  @Test
  void a_projection_folds_all_streams_in_order() {
    appendGlobal("a", 10);
    appendGlobal("b", 20);
    appendGlobal("a", 30);
    assertThat(SUM.project(log().global())).isEqualTo(new Projection.State<>(60, 3));
  }

  @Test
  @Rule("L15")
  void the_global_order_is_hidden_from_the_catalog() {
    appendGlobal("orders", 1);
    appendGlobal("users", 2);
    assertThat(store.catalog().count()).isEqualTo(2);
    assertThat(store.catalog().streams()).containsExactly("orders", "users");
    assertThat(store.catalog().exists(Event.GLOBAL)).isFalse();
  }

  @Test
  @Rule("L2")
  void the_list_of_all_streams_shows_the_global_order() {
    appendGlobal("orders", 1);
    assertThat(store.catalog().streamsAll()).contains("$global");
  }

  @Test
  void a_read_from_a_position_starts_there() {
    appendGlobal("a", 1);
    appendGlobal("a", 2);
    appendGlobal("a", 3);
    assertThat(log().global().readFrom(2).map(Linked::position)).containsExactly(2L, 3L);
  }

  @Test
  @Rule("G4")
  void a_plain_append_takes_no_place_in_the_global_order() {
    append("orders");
    appendGlobal("orders", 1);
    assertThat(log().global().position()).isEqualTo(1);
  }

  @Test
  void the_global_order_works_on_a_reopened_store() {
    restart();
    appendGlobal("a", 1);
    appendGlobal("b", 2);
    assertThat(SUM.project(log().global()).value()).isEqualTo(3);
  }

  @Test
  void the_global_order_survives_a_restart() {
    appendGlobal("a", 1);
    appendGlobal("b", 2);
    var before = order();
    restart();
    assertThat(SUM.project(log().global()).value()).isEqualTo(3);
    assertThat(order()).isEqualTo(before);
  }
}
