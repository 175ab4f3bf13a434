package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Mismatch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one commit means (rules C1, C2, C4, C5, C7, C8, C23, C24, C26, G7). */
abstract class CommitRules extends Suite {
  CommitRules(ConformanceKit kit) {
    super(kit);
  }

  private List<Event> commit(Commit.Builder commit) {
    return ((Committed) store.commit(commit.build())).events();
  }

  @Test
  @Rule("C1")
  void a_commit_writes_streams_and_keys_together() {
    commit(Commit.builder().append("a", event("x")).append("b", event("y")).put("k", json(1)).delete("gone"));
    assertThat(log().count("a")).isEqualTo(1);
    assertThat(log().count("b")).isEqualTo(1);
    assertThat(kv().get("k")).contains(json(1));
  }

  @Test
  @Rule({"C1", "C23"})
  void one_bad_guard_writes_nothing_on_either_facet() {
    append("b");
    kv().put("old", json(1));
    var refused = store.commit(Commit.builder()
        .streamAt("a", 0)
        .streamAt("b", 0)
        .append("a", event("x"))
        .append("b", event("y"))
        .put("k", json(1))
        .delete("old")
        .truncate("b", 1)
        .build());
    assertThat(refused).isInstanceOf(Conflict.class);
    assertThat(log().lastSeq("a")).isZero();
    assertThat(log().count("b")).isEqualTo(1);
    assertThat(kv().has("k")).isFalse();
    assertThat(kv().has("old")).isTrue();
    assertThat(store.catalog().streams()).containsExactly("b");
  }

  @Test
  @Rule("C2")
  void a_commit_is_there_after_a_restart_whole() {
    var written = commit(Commit.builder().append("a", event("x")).link("all").put("k", json(1)));
    restart();
    assertThat(backend.read("a", 1, 10)).containsExactly(written.get(0));
    assertThat(backend.read("all", 1, 10)).containsExactly(written.get(1));
    assertThat(kv().get("k")).contains(json(1));
  }

  @Test
  @Rule("C5")
  void a_conflict_names_every_failed_guard_with_what_is_there() {
    append("a");
    kv().put("k", json(1));
    var result = store.commit(Commit.builder()
        .streamAt("a", 0)
        .streamAt("b", 0)
        .streamAt("c", 7)
        .keyIs("k", json(2))
        .keyAbsent("k")
        .keyIs("none", json(3))
        .keyAbsent("none")
        .append("d", event("x"))
        .build());
    assertThat(result).isEqualTo(new Conflict(List.of(
        new Mismatch.Stream("a", 0, 1),
        new Mismatch.Stream("c", 7, 0),
        new Mismatch.Key("k", Optional.of(json(2)), Optional.of(json(1))),
        new Mismatch.Key("k", Optional.empty(), Optional.of(json(1))),
        new Mismatch.Key("none", Optional.of(json(3)), Optional.empty()))));
  }

  @Test
  @Rule("C5")
  void a_guard_above_the_head_fails_as_one_below_it_does() {
    log().append("s", events("x", "x"));
    for (var wrong : new long[]{0, 1, 3, Long.MAX_VALUE}) {
      assertThat(log().appendExpect("s", wrong, events("y"))).isEqualTo(new dev.persist.log.Conflict(wrong, 2));
    }
    assertThat(log().appendExpect("s", 2, events("y"))).isInstanceOf(dev.persist.log.Appended.class);
  }

  @Test
  @Rule({"C23", "C24"})
  void a_conflict_burns_no_seq() {
    append("s");
    log().appendExpect("s", 0, events("y", "y"));
    assertThat(append("s").seq()).isEqualTo(2);
  }

  @Test
  @Rule("C4")
  void guards_look_at_the_store_before_the_commit() {
    commit(Commit.builder().streamAt("s", 0).append("s", event("x")).keyAbsent("k").put("k", json(1)));
    assertThat(log().lastSeq("s")).isEqualTo(1);
  }

  @Test
  @Rule({"C7", "C24"})
  void no_seq_is_reused_after_truncation_restart_or_conflict() {
    log().append("s", events("x", "x", "x"));
    log().truncate("s", 3);
    log().appendExpect("s", 0, events("y"));
    restart();
    assertThat(log().lastSeq("s")).isEqualTo(3);
    assertThat(append("s").seq()).isEqualTo(4);
    log().truncate("s", 4);
    restart();
    assertThat(append("s").seq()).isEqualTo(5);
    assertThat(log().read("s").map(Event::seq)).containsExactly(5L);
  }

  @Test
  @Rule("C24")
  void a_fully_truncated_stream_is_not_a_new_one() {
    log().append("s", events("x", "x"));
    log().truncate("s", 2);
    assertThat(log().appendExpect("s", 0, events("y"))).isEqualTo(new dev.persist.log.Conflict(0, 2));
    assertThat(log().appendExpect("s", 2, events("y"))).isInstanceOf(dev.persist.log.Appended.class);
  }

  @Test
  @Rule({"C7", "C8"})
  void truncating_beyond_the_head_stops_at_the_head() {
    commit(Commit.builder().append("s", event("x")).truncate("s", 100).append("s", event("y")));
    log().truncate("none", 100);
    assertThat(log().read("s").map(Event::seq)).containsExactly(2L);
    assertThat(log().lastSeq("none")).isZero();
    assertThat(store.catalog().exists("none")).isFalse();
    restart();
    assertThat(log().read("s").map(Event::seq)).containsExactly(2L);
  }

  @Test
  @Rule("C8")
  void ops_apply_in_list_order() {
    kv().put("gone", json(0));
    var written = commit(Commit.builder()
        .append("a", event("a1"))
        .append("b", event("b1"))
        .append("a", event("a2"))
        .put("k", json(1))
        .put("k", json(2))
        .put("gone", json(1))
        .delete("gone")
        .delete("back")
        .put("back", json(3)));
    assertThat(written).extracting(Event::stream, Event::seq, Event::type)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 1L, "a1"),
            org.assertj.core.groups.Tuple.tuple("b", 1L, "b1"),
            org.assertj.core.groups.Tuple.tuple("a", 2L, "a2"));
    assertThat(kv().get("k")).contains(json(2));
    assertThat(kv().has("gone")).isFalse();
    assertThat(kv().get("back")).contains(json(3));
  }

  @Test
  @Rule({"C8", "C26"})
  void an_empty_commit_still_checks_its_guards() {
    append("s");
    assertThat(store.commit(Commit.builder().streamAt("s", 1).build())).isEqualTo(new Committed(List.of()));
    assertThat(store.commit(Commit.builder().streamAt("s", 0).build()))
        .isEqualTo(new Conflict(List.of(new Mismatch.Stream("s", 0, 1))));
    assertThat(log().appendExpect("s", 0, List.of())).isEqualTo(new dev.persist.log.Conflict(0, 1));
  }

  @Test
  @Rule("G7")
  void a_link_points_to_the_event_its_commit_appended() {
    append("s");
    CommitResult result = store.commit(
        Commit.builder().append("s", event("x")).link("all").append("t", event("y")).link("all").link("tag").build());
    var events = ((Committed) result).events();
    assertThat(events).extracting(Event::stream).containsExactly("s", "all", "t", "all", "tag");
    var link = events.get(1);
    assertThat(link.type()).isEqualTo(Event.LINK);
    assertThat(link.data()).isEqualTo(Json.parse("{\"stream\":\"s\",\"seq\":2}"));
    assertThat(link.at()).isEqualTo(AT);
    assertThat(backend.read("all", 1, 10)).containsExactly(events.get(1), events.get(3));
  }
}
