package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.internal.Pages;
import dev.persist.log.Linked;
import dev.persist.view.Projection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Reading streams and their list (rules L1, L2, L4, L12 to L15, P9, P13). */
abstract class LogRules extends Suite {
  LogRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule({"L12", "L13"})
  void a_truncated_prefix_is_absent_and_the_rest_keeps_its_seqs() {
    log().append("s", events("a", "b", "c", "d"));
    log().truncate("s", 2);
    log().truncate("s", 1);
    restart();
    assertThat(log().read("s").map(Event::seq)).containsExactly(3L, 4L);
    assertThat(log().readFrom("s", 4).map(Event::type)).containsExactly("d");
    assertThat(log().lastSeq("s")).isEqualTo(4);
    assertThat(log().count("s")).isEqualTo(2);
  }

  @Test
  @Rule("L1")
  void a_read_ends_exactly_at_the_end_whatever_the_page_border() {
    for (var size : new int[]{Pages.SIZE - 1, Pages.SIZE, Pages.SIZE + 1, 2 * Pages.SIZE}) {
      var stream = "s" + size;
      log().append(stream, Collections.nCopies(size, event("x")));
      assertThat(log().read(stream).map(Event::seq))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, size).boxed().toList());
    }
  }

  @Test
  @Rule("L1")
  void a_page_holds_at_most_its_limit_and_starts_where_asked() {
    log().append("s", events("a", "b", "c", "d"));
    assertThat(backend.read("s", 2, 2)).extracting(Event::seq).containsExactly(2L, 3L);
    assertThat(backend.read("s", -5, 1)).extracting(Event::seq).containsExactly(1L);
    assertThat(backend.read("s", Long.MIN_VALUE, 1)).extracting(Event::seq).containsExactly(1L);
    assertThat(backend.read("s", Long.MAX_VALUE, 1)).isEmpty();
    assertThat(backend.read("never written", 0, 1)).isEmpty();
    assertThat(backend.read("never written", Long.MIN_VALUE, 1)).isEmpty();
  }

  @Test
  @Rule("L1")
  void a_read_between_two_seqs_reads_no_other_event() {
    var size = 2 * Pages.SIZE;
    log().append("s", Collections.nCopies(size, event("x")));
    var read = new AtomicInteger();
    var counting = Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        var events = super.read(stream, fromSeq, limit);
        read.addAndGet(events.size());
        return events;
      }
    }).log();
    for (var range : new long[][]{{1, 10}, {3, Pages.SIZE + 2}, {4, size - 1}, {-5, 2}, {size, Long.MAX_VALUE}, {5, 4},
        {0, 0}, {7, Long.MIN_VALUE}, {Long.MIN_VALUE, Long.MAX_VALUE}, {size + 1, size + 9}}) {
      read.set(0);
      var seqs = LongStream.rangeClosed(Math.max(1, range[0]), Math.min(size, range[1])).boxed().toList();
      assertThat(counting.readBetween("s", range[0], range[1]).map(Event::seq)).containsExactlyElementsOf(seqs);
      assertThat(read).hasValue(seqs.size());
    }
    log().truncate("s", 10);
    assertThat(log().readBetween("s", 1, 10)).isEmpty();
    assertThat(log().readBetween("s", 9, 12).map(Event::seq)).containsExactly(11L, 12L);
  }

  @Test
  @Rule("L1")
  void streams_whose_names_are_prefixes_of_each_other_do_not_mix() {
    for (var stream : List.of("a", "a\0", "a\0\0", "a\u0001", "ab", "a/b", "aé")) {
      log().append(stream, events(stream));
    }
    assertThat(log().read("a").map(Event::type)).containsExactly("a");
    assertThat(log().read("a\0").map(Event::type)).containsExactly("a\0");
    assertThat(log().read("ab").map(Event::type)).containsExactly("ab");
    assertThat(store.catalog().streams()).containsExactly("a", "a\0", "a\0\0", "a\u0001", "a/b", "ab", "aé");
  }

  @Test
  @Rule({"L2", "L14"})
  void streams_come_in_code_point_order_page_by_page() {
    var names = List.of("A", "a", "aa", "b", "\uffff", "\ud83d\ude00");
    names.reversed().forEach(this::append);
    assertThat(store.catalog().streams()).containsExactlyElementsOf(names);
    assertThat(backend.streams("", 2)).containsExactly("A", "a");
    assertThat(backend.streams("a", 2)).containsExactly("aa", "b");
    assertThat(backend.streams("abc", 1)).containsExactly("b");
    assertThat(backend.streams("\ud83d\ude00", 5)).isEmpty();
  }

  @Test
  @Rule("L2")
  void many_streams_are_listed_whole() {
    var commit = Commit.builder();
    for (var i = 0; i < 2 * Pages.SIZE + 1; i++) {
      commit.append("s" + i, event("x"));
    }
    store.commit(commit.build());
    assertThat(store.catalog().count()).isEqualTo(2 * Pages.SIZE + 1);
  }

  @Test
  @Rule("L15")
  void reserved_names_are_refused_to_callers_and_hidden_from_them() {
    backend.commit(Commit.builder().append("$global", event("x")).append("s", event("x")).put("$k", json(1)).build());
    assertThat(store.catalog().streams()).containsExactly("s");
    assertThat(kv().keys("")).isEmpty();
    assertThat(backend.streams("", 10)).containsExactly("$global", "s");
    assertThatIllegalArgumentException().isThrownBy(() -> append("$global")).withMessageContaining("$global");
    assertThatIllegalArgumentException().isThrownBy(() -> log().append("s", events("$link")));
    assertThatIllegalArgumentException().isThrownBy(() -> log().read("$global"));
    assertThatIllegalArgumentException().isThrownBy(() -> log().truncate("$global", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> kv().put("$k", json(2)));
    var linked = Commit.builder().append("s", event("x")).link("$other").build();
    assertThatIllegalArgumentException().isThrownBy(() -> store.commit(linked));
    for (var guarded : List.of(
        Commit.builder().streamAt("$global", 1), Commit.builder().keyIs("$k", json(1)),
        Commit.builder().keyAbsent("$other"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.commit(guarded.build()));
    }
    var named = Commit.builder().id(CommitId.of("$global", "k", Json.NULL)).build();
    assertThatIllegalArgumentException().isThrownBy(() -> store.commit(named));
  }

  @Test
  @Rule("L4")
  void time_data_and_metadata_are_the_callers() {
    var before1970 = AT.minusNanos(1);
    var event = new NewEvent("x", before1970, Json.parse("{\"a\":[1,null]}"), Json.parse("{\"trace\":\"t\"}"));
    log().append("s", List.of(event));
    restart();
    assertThat(log().read("s"))
        .containsExactly(new Event("s", 1, "x", before1970, event.data(), event.meta()));
  }

  @Test
  @Rule("P9")
  void a_fold_that_would_miss_truncated_events_is_refused() {
    log().append("s", events("a", "b", "c"));
    var seen = COUNT.project(log(), "s");
    log().append("s", events("d", "e"));
    log().truncate("s", 3);
    assertThat(COUNT.resume(log(), "s", seen)).isEqualTo(new Projection.State<>(5, 5));
    for (var through : new long[]{4, 5}) {
      log().truncate("s", through);
      assertThatIllegalStateException().isThrownBy(() -> COUNT.project(log(), "s"))
          .withMessageContaining("events 1 to " + through);
      assertThatIllegalStateException().isThrownBy(() -> COUNT.resume(log(), "s", seen))
          .withMessageContaining(through == 4 ? "event 4 of" : "events 4 to " + through);
    }
  }

  @Test
  @Rule("P13")
  void a_link_to_a_dropped_event_reads_as_compacted_in_its_place() {
    store.commit(Commit.builder()
        .append("a", event("a1"))
        .link("all")
        .append("b", event("b1"))
        .link("all")
        .append("a", event("a2"))
        .link("all")
        .build());
    log().truncate("a", 1);
    assertThat(log().timeline("all").read()).containsExactly(
        new Linked.Compacted(1, "a", 1),
        new Linked.Present(2, log().read("b").findFirst().orElseThrow()),
        new Linked.Present(3, log().read("a").findFirst().orElseThrow()));
    assertThat(log().timeline("all").readFrom(3)).hasSize(1);
  }
}
