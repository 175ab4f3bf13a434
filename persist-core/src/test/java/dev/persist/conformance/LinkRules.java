package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.Op;
import dev.persist.log.Linked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Links to events that were there before (rule G2). */
@Rule("G2")
abstract class LinkRules extends Suite {
  LinkRules(ConformanceKit kit) {
    super(kit);
  }

  private static Event event(String stream, long seq) {
    return new Event(stream, seq, "x", AT, Json.EMPTY, Json.EMPTY);
  }

  private CommitResult commit(Op... ops) {
    return store.commit(new Commit(Optional.empty(), List.of(), List.of(ops)));
  }

  private List<Event> linked(String stream) {
    return log().timeline(stream).read().map(linked -> ((Linked.Present) linked).event()).toList();
  }

  @Test
  void an_event_that_is_there_is_linked_and_the_link_has_its_date() {
    var old = log().append("old", List.of(event("1"), event("2"))).getLast();
    restart(); // so that no engine has the head at hand
    var written = store.commit(Commit.builder().link("links", old).build());
    var link = new Event("links", 1, Event.LINK, old.at(), json(Map.of("stream", "old", "seq", 2)), Json.EMPTY);
    assertThat(written).isEqualTo(new Committed(List.of(link)));
    assertThat(linked("links")).containsExactly(old);
    restart();
    assertThat(linked("links")).containsExactly(old);
    assertThat(log().read("links").toList()).containsExactly(link);
  }

  @Test
  @Rule("G6")
  void an_event_that_was_never_there_makes_a_conflict_that_writes_nothing() {
    append("s");
    var id = CommitId.of("s", "k", Json.NULL);
    var commit = Commit.builder()
        .id(id)
        .streamAt("s", 7)
        .append("s", event("x"))
        .put("k", Json.NULL)
        .link("links", event("s", 1))
        .link("links", event("s", 2))
        .link("links", event("none", 1))
        .build();
    assertThat(store.commit(commit)).isEqualTo(new Conflict(List.of(
        new Mismatch.Stream("s", 7, 1), new Mismatch.Missing("s", 2, 1), new Mismatch.Missing("none", 1, 0))));
    assertThat(log().lastSeq("s")).isEqualTo(1);
    assertThat(log().lastSeq("links")).isZero();
    assertThat(kv().get("k")).isEmpty();
    assertThat(store.outcome(id)).isEmpty();
    assertThat(store.catalog().exists("none")).isFalse();
  }

  @Test
  void the_events_of_the_same_commit_are_not_there_before_it() {
    var append = new Op.Append("s", "x", AT, Json.EMPTY, Json.EMPTY);
    var link = new Op.LinkTo("links", "s", 1, AT);
    var missing = new Conflict(List.of(new Mismatch.Missing("s", 1, 0)));
    assertThat(commit(append, link)).isEqualTo(missing);
    assertThat(commit(link, append)).isEqualTo(missing);
  }

  @Test
  void a_dropped_event_is_linked_and_reads_as_compacted() {
    var old = append("old");
    log().truncate("old", 1);
    store.commit(Commit.builder().link("links", old).build());
    assertThat(log().timeline("links").read()).containsExactly(new Linked.Compacted(1, "old", 1));
  }

  @Test
  void it_is_one_of_the_ops_in_their_order() {
    var old = append("old");
    store.commit(Commit.builder()
        .link("links", old)
        .append("new", event("y"))
        .link("links")
        .link("links", old)
        .build());
    assertThat(linked("links")).extracting(Event::stream).containsExactly("old", "new", "old");
  }

  @Test
  void a_retry_with_its_id_links_once() {
    var old = append("old");
    var commit = Commit.builder().id(CommitId.of("links", "k", Json.NULL)).link("links", old).build();
    var events = ((Committed) store.commit(commit)).events();
    log().truncate("old", 1);
    restart();
    assertThat(store.commit(commit)).isEqualTo(new AlreadyCommitted(events));
    assertThat(log().lastSeq("links")).isEqualTo(1);
  }

  @Test
  void old_events_get_their_place_in_the_global_order() {
    var old = append("old");
    log().appendGlobal("new", events("y"));
    store.commit(Commit.builder().link(Event.GLOBAL, old).build());
    assertThat(linked(Event.GLOBAL)).extracting(Event::stream).containsExactly("new", "old");
  }

  @Test
  void one_bad_link_among_many_commits_at_a_time_costs_the_others_nothing() throws Exception {
    var old = append("old");
    var results = Race.of(16, racer -> {
      var mine = new ArrayList<CommitResult>();
      for (var i = 0; i < 20; i++) {
        mine.add(store.commit(Commit.builder().link("links", racer % 2 == 0 ? old : event("old", 2)).build()));
      }
      return mine;
    });
    for (var racer = 0; racer < 16; racer++) {
      assertThat(results.get(racer))
          .hasOnlyElementsOfType(racer % 2 == 0 ? Committed.class : Conflict.class);
    }
    assertThat(linked("links")).hasSize(8 * 20).containsOnly(old);
  }

  @Test
  void a_hub_calls_back_for_a_link_to_an_old_event() {
    var old = append("old");
    var heard = new ArrayList<Event>();
    var hub = hub();
    hub.subscribe("links", heard::add);
    hub.publish(Commit.builder().link("links", old).build());
    assertThat(heard).extracting(Event::type).containsExactly(Event.LINK);
  }

  @Test
  void what_no_link_may_be_is_refused() {
    var old = append("old");
    store.commit(Commit.builder().link("links", old).build());
    var link = log().read("links").findFirst().orElseThrow();
    var tag = "$[\"old\",\"tag\",\"t\"]";
    assertThatIllegalArgumentException().isThrownBy(() -> Commit.builder().link("more", link))
        .withMessageContaining("itself a link");
    assertThatIllegalArgumentException().isThrownBy(() -> new Op.LinkTo("links", "old", 0, AT));
    for (var reserved : List.of(
        new Op.LinkTo("$own", "old", 1, AT), new Op.LinkTo("links", Event.GLOBAL, 1, AT),
        new Op.LinkTo(tag, "old", 1, AT))) {
      assertThatIllegalArgumentException().isThrownBy(() -> commit(reserved));
    }
    assertThat(log().lastSeq("links")).isEqualTo(1);
  }
}
