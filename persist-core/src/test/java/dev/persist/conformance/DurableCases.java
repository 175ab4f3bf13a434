package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.transport.Request;
import dev.persist.transport.Server;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's durable suite: an engine's calls as values, every facet over it, and what a restart recovers. */
@Rule("C2")
abstract class DurableCases extends Suite {
  DurableCases(ConformanceKit kit) {
    super(kit);
  }

  private Json serve(Request request) {
    return new Server(backend).serve(json(request));
  }

  private static Commit appending(Object data) {
    return Commit.builder().append("s", NewEvent.of("x", AT, data)).build();
  }

  private static Commit putting(Object value) {
    return Commit.builder().put("k", json(value)).build();
  }

  @Test
  @Rule("T1")
  void a_request_to_append_is_the_call_and_its_arguments() {
    assertThat(json(Request.commit(appending(Map.of("k", 1))))).isEqualTo(Json.parse("""
        {"op": "commit", "args": [{"id": null, "guards": [], "ops": [
          {"Append": {"stream": "s", "type": "x", "at": "1970-01-01T00:00:00Z", "data": {"k": 1}, "meta": {}}}]}]}
        """));
  }

  @Test
  @Rule("T1")
  void a_request_to_put_is_the_call_and_its_arguments() {
    assertThat(json(Request.commit(putting(7)))).isEqualTo(Json.parse("""
        {"op": "commit", "args": [{"id": null, "guards": [], "ops": [{"Put": {"key": "k", "value": 7}}]}]}
        """));
  }

  @Test
  @Rule("T1")
  void what_was_appended_by_a_request_is_read_by_another() {
    serve(Request.commit(appending(Map.of("n", 1))));
    assertThat(serve(Request.read("s", 1, 10))).isEqualTo(json(Map.of("answer", log().read("s").toList())));
    assertThat(log().read("s").map(Event::data)).containsExactly(Json.parse("{\"n\":1}"));
  }

  @Test
  @Rule("T1")
  void what_was_put_by_a_request_is_got_by_another() {
    serve(Request.commit(putting(42)));
    assertThat(serve(Request.get("k"))).isEqualTo(Json.parse("{\"answer\":[42]}"));
  }

  @Test
  @Rule("T2")
  void an_unknown_request_is_a_clear_error() {
    assertThat(serve(new Request("bogus", List.of())).tree().get("fault").get(1).stringValue())
        .isEqualTo("unknown request \"bogus\"");
  }

  @Test
  @Rule("L1")
  void the_log_works_on_a_reopened_store() {
    restart();
    append("s");
    append("s");
    assertThat(log().count("s")).isEqualTo(2);
  }

  @Test
  @Rule("C7")
  void seqs_are_assigned_on_a_reopened_store() {
    restart();
    append("s");
    assertThat(append("s").seq()).isEqualTo(2);
  }

  @Test
  @Rule("K1")
  void kv_works_on_a_reopened_store() {
    restart();
    kv().put("k", json(5));
    assertThat(kv().get("k")).contains(json(5));
  }

  @Test
  @Rule("P1")
  void a_projection_works_on_a_reopened_store() {
    restart();
    log().append("s", events("x", "x", "x"));
    assertThat(COUNT.fold(log(), "s")).isEqualTo(3);
  }

  @Test
  @Rule("P1")
  void snapshot_and_replay_work_on_a_reopened_store() {
    restart();
    log().append("s", events("x", "x"));
    counts("snap").keep("s");
    append("s");
    assertThat(counts("snap").replay("s").value()).isEqualTo(3);
  }

  @Test
  @Rule("P3")
  void compaction_works_on_a_reopened_store() {
    restart();
    log().append("s", events("x", "x"));
    counts("snap").compact("s");
    assertThat(log().count("s")).isZero();
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }

  @Test
  void a_restart_recovers_the_log() {
    append("s");
    append("s");
    restart();
    assertThat(COUNT.fold(log(), "s")).isEqualTo(2);
  }

  @Test
  @Rule("C7")
  void a_restart_continues_the_seqs() {
    append("s");
    append("s");
    restart();
    assertThat(append("s").seq()).isEqualTo(3);
  }

  @Test
  void a_restart_recovers_a_value() {
    kv().put("cfg", json("on"));
    restart();
    assertThat(kv().get("cfg")).contains(json("on"));
  }

  @Test
  @Rule("P1")
  void a_restart_from_a_snapshot_equals_the_full_replay() {
    log().append("s", events("x", "x"));
    counts("snap").keep("s");
    append("s");
    restart();
    assertThat(counts("snap").load("s")).isPresent();
    assertThat(counts("snap").replay("s")).isEqualTo(COUNT.project(log(), "s"));
  }
}
