package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.log.Conflict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's batch suite: several events as one block, all or none. */
@Rule("C8")
abstract class BatchCases extends Suite {
  BatchCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("C25")
  void a_batch_assigns_contiguous_seqs() {
    assertThat(log().append("s", events("a", "b", "c"))).extracting(Event::seq).containsExactly(1L, 2L, 3L);
  }

  @Test
  void a_batch_returns_events_in_order() {
    assertThat(log().append("s", events("a", "b"))).extracting(Event::type).containsExactly("a", "b");
  }

  @Test
  void a_batch_grows_the_stream_by_its_size() {
    log().append("s", events("a", "b", "c"));
    assertThat(log().count("s")).isEqualTo(3);
  }

  @Test
  void a_batch_continues_an_existing_stream() {
    append("s");
    assertThat(log().append("s", events("a", "b")).getFirst().seq()).isEqualTo(2);
  }

  @Test
  void an_empty_batch_is_a_no_op() {
    assertThat(log().append("s", List.of())).isEmpty();
    assertThat(log().count("s")).isZero();
  }

  @Test
  void a_batch_with_the_correct_seq_commits_all() {
    log().appendExpect("s", 0, events("a", "b"));
    assertThat(log().count("s")).isEqualTo(2);
  }

  @Test
  void a_batch_with_a_stale_seq_writes_nothing() {
    append("s");
    log().appendExpect("s", 0, events("a", "b"));
    assertThat(log().count("s")).isEqualTo(1);
  }

  @Test
  void a_batch_with_a_stale_seq_is_a_conflict() {
    append("s");
    assertThat(log().appendExpect("s", 0, events("a"))).isEqualTo(new Conflict(0, 1));
  }

  @Test
  void batch_data_is_preserved() {
    log().append("order", List.of(
        NewEvent.of("placed", AT, Map.of("id", 1)), NewEvent.of("line", AT, Map.of("sku", "x"))));
    assertThat(log().read("order").toList().get(1).data()).isEqualTo(Json.parse("{\"sku\":\"x\"}"));
  }

  @Test
  void a_batch_works_on_a_reopened_store() {
    restart();
    log().append("s", events("a", "b"));
    restart();
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }
}
