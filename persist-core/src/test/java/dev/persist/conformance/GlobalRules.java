package dev.persist.conformance;

import static dev.persist.conformance.SnapshotRules.TYPES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.internal.Pages;
import dev.persist.log.Linked;
import dev.persist.view.Projection.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One order over the events of many streams (rule G1). */
@Rule("G1")
abstract class GlobalRules extends Suite {
  GlobalRules(ConformanceKit kit) {
    super(kit);
  }

  private static Event event(Linked linked) {
    return ((Linked.Present) linked).event();
  }

  @Test
  @Rule("G4")
  void a_commit_chooses_which_of_its_events_have_a_place() {
    store.commit(Commit.builder()
        .append("a", event("1"))
        .global()
        .append("a", event("2"))
        .append("b", event("3"))
        .global()
        .build());
    assertThat(log().global().read().map(GlobalRules::event).map(Event::type)).containsExactly("1", "3");
    assertThat(log().global().position()).isEqualTo(2);
    assertThat(log().count("a")).isEqualTo(2);
  }

  @Test
  void an_append_gives_its_own_events_without_their_links() {
    assertThat(log().appendGlobal("a", events("1", "2"))).isEqualTo(log().read("a").toList()).hasSize(2);
    assertThat(log().global().stream()).isEqualTo(Event.GLOBAL);
  }

  @Test
  void a_conflict_takes_no_position() {
    append("a");
    store.commit(Commit.builder().streamAt("a", 0).append("a", event("x")).global().build());
    log().appendGlobal("a", events("y"));
    assertThat(log().global().read().map(Linked::position)).containsExactly(1L);
  }

  @Test
  void reading_ends_exactly_at_the_end_whatever_the_page_border() {
    for (var size : new int[]{Pages.SIZE - 1, 1, 1, Pages.SIZE}) {
      log().appendGlobal("s", Collections.nCopies(size, event("x")));
      var last = log().global().position();
      assertThat(log().global().read().map(Linked::position))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
      assertThat(log().global().readFrom(last).map(Linked::position)).containsExactly(last);
    }
  }

  @Test
  void it_survives_restart_and_compaction_of_its_streams() {
    log().appendGlobal("a", events("1", "2"));
    log().appendGlobal("b", events("3"));
    log().truncate("a", 1);
    restart();
    assertThat(log().global().read().map(Linked::position)).containsExactly(1L, 2L, 3L);
    assertThat(log().global().read().limit(1)).containsExactly(new Linked.Compacted(1, "a", 1));
    log().appendGlobal("a", events("4"));
    assertThat(TYPES.resume(log().global(), new State<>("1", 1)).value()).isEqualTo("1234");
  }

  @Test
  void it_is_the_commit_order_without_gaps_however_many_write() throws Exception {
    Race.of(8, writer -> {
      for (var i = 0; i < 40; i++) {
        store.commit(Commit.builder()
            .append("s" + writer % 3, event("x"))
            .global()
            .append("s" + (writer + 1) % 3, event("y"))
            .global()
            .build());
      }
      return writer;
    });
    var all = log().global().read().map(GlobalRules::event).toList();
    assertThat(all).hasSize(8 * 40 * 2).doesNotHaveDuplicates();
    var lastSeqs = new HashMap<String, Long>();
    for (var event : all) {
      assertThat(event.seq()).isEqualTo(lastSeqs.merge(event.stream(), 1L, Long::sum));
    }
  }

  @Test
  @Rule("G5")
  void who_follows_it_never_skips_an_event_that_commits_later() throws Exception {
    var writers = 4;
    var each = 100;
    var followed = Race.onPlatformThreads(writers + 1, racer -> {
      var seen = new ArrayList<Event>();
      if (racer < writers) {
        for (var i = 0; i < each; i++) {
          log().appendGlobal("s" + racer, events("x"));
        }
      } else {
        while (seen.size() < writers * each) {
          log().global().readFrom(seen.size() + 1).map(GlobalRules::event).forEach(seen::add);
        }
      }
      return (List<Event>) seen;
    }).getLast();
    assertThat(followed).isEqualTo(log().global().read().map(GlobalRules::event).toList()).doesNotHaveDuplicates();
  }
}
