package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's query suite: a stream by seq, time, type and predicate. */
@Rule("L1")
abstract class QueryCases extends Suite {
  QueryCases(ConformanceKit kit) {
    super(kit);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private void appendAt(long... seconds) {
    for (var second : seconds) {
      log().append("s", "x", at(second), Map.of());
    }
  }

  @Test
  void read_between_slices_a_seq_range() {
    log().append("s", events("x", "x", "x", "x"));
    assertThat(log().readBetween("s", 2, 3).map(Event::seq)).containsExactly(2L, 3L);
  }

  @Test
  void read_between_includes_its_endpoints() {
    log().append("s", events("x", "x", "x"));
    assertThat(log().readBetween("s", 1, 3)).hasSize(3);
  }

  @Test
  void read_since_filters_by_time() {
    appendAt(100, 200, 300);
    assertThat(log().readSince("s", at(200)).map(Event::seq)).containsExactly(2L, 3L);
  }

  @Test
  void read_window_is_an_inclusive_time_range() {
    appendAt(100, 200, 300, 400);
    assertThat(log().readWindow("s", at(200), at(300)).map(Event::seq)).containsExactly(2L, 3L);
  }

  @Test
  void read_by_type_filters_by_event_type() {
    log().append("s", events("created", "updated", "created"));
    assertThat(log().readByType("s", "created").map(Event::seq)).containsExactly(1L, 3L);
  }

  @Test
  void read_where_filters_by_a_predicate_over_data() {
    log().append("s", "x", AT, Map.of("amt", 5));
    log().append("s", "x", AT, Map.of("amt", 15));
    log().append("s", "x", AT, Map.of("amt", 25));
    assertThat(log().readWhere("s", event -> event.data().tree().get("amt").intValue() > 10).map(Event::seq))
        .containsExactly(2L, 3L);
  }

  @Test
  void count_where_counts_matches() {
    log().append("s", events("a", "b", "a"));
    assertThat(log().countWhere("s", event -> event.type().equals("a"))).isEqualTo(2);
  }

  @Test
  void queries_of_an_empty_stream_are_empty() {
    assertThat(log().readSince("s", AT)).isEmpty();
  }

  @Test
  void queries_work_on_a_reopened_store() {
    appendAt(100, 200);
    restart();
    assertThat(log().readSince("s", at(150)).map(Event::seq)).containsExactly(2L);
  }
}
