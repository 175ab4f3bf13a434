package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.decide.Seen;
import dev.persist.internal.Pages;
import dev.persist.log.Linked;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a read over tags sees, and what it guards. */
@Rule("D2")
abstract class BoundaryRules extends BoundarySuite {
  BoundaryRules(ConformanceKit kit) {
    super(kit);
  }

  /** Returns what was seen, which is right as long as none of {@code heads} moves and the tag rule stays. */
  private static Seen<String> seen(State<String> state, Guard... heads) {
    var rule = Guard.keyIs("$[\"words\",\"tag-rule\"]", json(Map.of("version", 1, "next", 0)));
    return new Seen<>(state, Stream.concat(Stream.of(heads), Stream.of(rule)).toList());
  }

  private Guard at(String tag, long seq) {
    return Guard.streamAt(boundary.stream(tag), seq);
  }

  @Test
  void a_read_over_several_tags_gives_each_event_once_in_commit_order() {
    said("a", "x");
    said("b", "y");
    said("c", "x", "y");
    said("d", "z");
    said("e");
    said("f", "y", "x", "z");
    restart();
    boundary = over(store);
    assertThat(see("x", "y")).isEqualTo(seen(new State<>("abcf", 6), at("x", 3), at("y", 3)));
    assertThat(see("x")).isEqualTo(seen(new State<>("acf", 6), at("x", 3)));
    assertThat(see("z", "y").state()).isEqualTo(new State<>("bcdf", 6));
    assertThat(see("never")).isEqualTo(seen(new State<>("", 0), at("never", 0)));
  }

  @Test
  void an_event_that_was_given_one_tag_twice_is_read_once() {
    var commit = boundary.append(Commit.builder(), new Said("a", Set.of("x")), AT).link(boundary.stream("x"));
    store.commit(boundary.append(commit, new Said("a", Set.of("x")), AT).build());
    assertThat(see("x")).isEqualTo(seen(new State<>("aa", 2), at("x", 3)));
  }

  @Test
  void tags_and_contexts_of_any_name_are_kept_apart() {
    var names = List.of("x", "X", "x\"", "x\",\"tag\",\"y", "[\"x\"]", "$x", "é".repeat(200), "é".repeat(201));
    names.forEach(name -> said(name.substring(0, 1), name));
    var others = store.boundary("words\",\"tag\",\"x", 1, TYPES, Said::tags);
    store.commit(others.append(Commit.builder(), new Said("other", Set.of("x")), AT).build());
    for (var name : names) {
      assertThat(see(name).state()).isEqualTo(new State<>(name.substring(0, 1), names.indexOf(name) + 1));
    }
    assertThat(others.see(Set.of("x"), "", BoundaryRules::evolve).state()).isEqualTo(new State<>("other", 1));
    assertThat(store.catalog().streams()).containsExactly("words", "words\",\"tag\",\"x");
    assertThat(store.catalog().totalEvents()).isEqualTo(names.size() + 1);
  }

  @Test
  @Rule("D8")
  void a_commit_guarded_by_what_was_seen_is_written_only_if_no_event_with_one_of_the_tags_came_since() {
    said("a", "x");
    for (var tag : List.of("x", "y", "never")) {
      var seen = see("x", "y", "never");
      said("b", "z", tag);
      assertThat(saidIf(seen.unchanged(), "c", "x")).isInstanceOf(CommitResult.Conflict.class);
    }
    var seen = see("x", "y");
    said("d", "z", "never");
    said("e");
    assertThat(saidIf(seen.unchanged(), "f", "x", "z")).isInstanceOf(CommitResult.Committed.class);
    assertThat(saidIf(seen.unchanged(), "g")).isInstanceOf(CommitResult.Conflict.class);
  }

  @Test
  void what_commits_while_a_read_is_under_way_is_left_out_of_all_of_it() {
    said("a", "x");
    said("b", "y");
    for (var meanwhile : List.of(List.of("y"), List.of("x"), List.of("x", "y"), List.of("z"))) {
      for (var tag : List.of("x", "y")) {
        var before = see("x", "y");
        var read = new AtomicInteger();
        var slow = over(Persist.over(new DelegatingBackend(backend) {
          @Override
          public List<Event> read(String stream, long fromSeq, int limit) {
            if (stream.equals(boundary.stream(tag)) && read.getAndIncrement() == 0) {
              said("c", meanwhile.toArray(String[]::new));
              said("d", "x", "y");
            }
            return super.read(stream, fromSeq, limit);
          }
        }));
        var seen = slow.see(Set.of("x", "y"), "", BoundaryRules::evolve);
        assertThat(seen).as("committed before %s was read", tag).isEqualTo(before);
        assertThat(saidIf(seen.unchanged(), "e", "x")).isInstanceOf(CommitResult.Conflict.class);
        assertThat(boundary.see(seen, BoundaryRules::evolve)).isEqualTo(see("x", "y"));
      }
    }
  }

  @Test
  void what_is_seen_later_is_folded_onto_what_was_seen_before_in_any_sequence() {
    var tags = List.of("x", "y", "z");
    for (var seed : Seeds.upTo(2)) {
      startOver();
      newBoundary();
      var draw = new Draw(seed);
      var expected = new StringBuilder();
      var seen = see("x", "y");
      for (var step = 0; step < 40; step++) {
        var commit = Commit.builder();
        for (var i = draw.once(10) ? Pages.SIZE + 1 : draw.below(4); i > 0; i--) {
          var carried = tags.stream().filter(tag -> draw.once(2)).collect(Collectors.toSet());
          var word = String.valueOf((char) ('a' + draw.below(26)));
          boundary.append(commit, new Said(word, carried), AT);
          expected.append(carried.contains("x") || carried.contains("y") ? word : "");
        }
        store.commit(commit.build());
        seen = draw.once(2) ? boundary.see(seen, BoundaryRules::evolve) : seen;
        if (draw.once(4)) {
          assertThat(see("x", "y").state().value()).as("seed %s, step %s", seed, step).isEqualTo(expected.toString());
          assertThat(boundary.see(seen, BoundaryRules::evolve)).isEqualTo(see("y", "x"));
        }
      }
    }
  }

  @Test
  void events_that_compaction_dropped_are_found_in_the_archive_or_the_read_is_refused() {
    said("a", "x");
    said("b", "y");
    var seen = see("x");
    var blobs = new MemoryBlobStore();
    store.archivingTo(blobs).snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact("words");
    said("c", "x");
    assertThatIllegalStateException().isThrownBy(() -> see("x", "y"))
        .withMessageContaining("event 1 of stream \"words\"")
        .withMessageContaining("archive");
    assertThat(boundary.see(seen, BoundaryRules::evolve).state()).isEqualTo(new State<>("ac", 3));
    assertThat(over(store.archivingTo(blobs)).see(Set.of("x", "y"), "", BoundaryRules::evolve).state())
        .isEqualTo(new State<>("abc", 3));
  }

  @Test
  void the_events_of_a_tag_can_be_followed() {
    var heard = new ArrayList<Event>();
    var hub = hub();
    hub.subscribe(boundary.stream("x"), heard::add);
    said("a", "y");
    var counting = counts("count").view(boundary.stream("x"));
    counting.attach(hub);
    hub.publish(boundary.append(Commit.builder(), new Said("b", Set.of("x")), AT).build());
    assertThat(heard).hasSize(1);
    assertThat(counting.peek()).isEqualTo(new State<>(1, 1));
    assertThat(log().timeline(boundary.stream("x")).read())
        .containsExactly(new Linked.Present(1, log().readFrom("words", 2).findFirst().orElseThrow()));
  }

  @Test
  void tags_are_hidden_and_written_by_tagging_alone() {
    said("a", "x");
    var tag = boundary.stream("x");
    assertThat(store.catalog().streams()).containsExactly("words");
    assertThat(store.catalog().exists(tag)).isFalse();
    for (var refused : List.of(
        Commit.builder().append(tag, event("x")),
        Commit.builder().truncate(tag, 1),
        Commit.builder().forget(tag, 1),
        Commit.builder().keyAbsent(tag),
        Commit.builder().put(tag, json(1)),
        Commit.builder().streamAt("$other", 0),
        Commit.builder().streamAt("$[\"words\",\"snapshot\"]", 0),
        Commit.builder().append("others", event("x")).link(tag),
        Commit.builder().append("words", event("x")).link("$[\"words\",\"snapshot\"]"),
        Commit.builder().id(CommitId.of(tag, "k", json(1))))) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.commit(refused.build()));
    }
    var append = new Op.Append("words", "x", AT, json(1), Json.EMPTY);
    for (var order : List.of(List.of(1, 0), List.of(0, 1), List.of(0))) {
      var ops = Stream.<Op>concat(Stream.of(append, append), order.stream().map(op -> new Op.Link(tag, op))).toList();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.commit(new Commit(Optional.empty(), List.of(), ops)))
          .withMessageContaining("tag an event right after it is appended");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> log().read(tag));
    assertThatIllegalArgumentException().isThrownBy(() -> counts("count").compact(tag))
        .withMessageContaining("compact the stream of the events");
    assertThat(log().lastSeq("words")).isEqualTo(1);
    assertThat(see("x").unchanged()).contains(at("x", 1));
  }

  @Test
  void misuse_is_refused_with_what_to_do() {
    assertThatIllegalArgumentException().isThrownBy(() -> see()).withMessageContaining("there are no tags");
    assertThatIllegalArgumentException().isThrownBy(() -> on()).withMessageContaining("there are no tags");
    assertThatIllegalArgumentException().isThrownBy(() -> store.boundary("$s", 1, TYPES, Said::tags));
    assertThatIllegalArgumentException().isThrownBy(() -> boundary.retrying(0, attempt -> Duration.ZERO));
    var elsewhere = new Seen<>(new State<>("", 0), List.of(Guard.streamAt("others", 0)));
    assertThatIllegalArgumentException().isThrownBy(() -> boundary.see(elsewhere, BoundaryRules::evolve))
        .withMessageContaining("continue from a state that this boundary returned");
  }
}
