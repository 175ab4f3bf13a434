package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's log suite. */
@Rule("L1")
abstract class LogCases extends Suite {
  LogCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void an_empty_stream_reads_empty() {
    assertThat(log().read("orders")).isEmpty();
  }

  @Test
  void last_seq_of_an_empty_stream_is_0() {
    assertThat(log().lastSeq("orders")).isZero();
  }

  @Test
  void append_returns_the_event_with_seq_1() {
    assertThat(log().append("orders", "placed", AT, Map.of("id", 1)).seq()).isEqualTo(1);
  }

  @Test
  void append_assigns_sequential_seqs() {
    append("orders");
    append("orders");
    assertThat(append("orders").seq()).isEqualTo(3);
  }

  @Test
  void read_returns_events_oldest_first() {
    log().append("s", "a", AT, Map.of("n", 1));
    log().append("s", "b", AT, Map.of("n", 2));
    assertThat(log().read("s").map(Event::data)).containsExactly(Json.parse("{\"n\":1}"), Json.parse("{\"n\":2}"));
  }

  @Test
  void count_tracks_appends() {
    append("s");
    append("s");
    assertThat(log().count("s")).isEqualTo(2);
  }

  @Test
  void streams_are_isolated() {
    append("s1");
    append("s2");
    append("s2");
    assertThat(log().count("s1")).isEqualTo(1);
    assertThat(log().count("s2")).isEqualTo(2);
  }

  @Test
  void read_from_filters_by_seq() {
    append("s");
    append("s");
    append("s");
    assertThat(log().readFrom("s", 2).map(Event::seq)).containsExactly(2L, 3L);
  }

  @Test
  void read_from_past_the_end_is_empty() {
    append("s");
    assertThat(log().readFrom("s", 5)).isEmpty();
  }
}
