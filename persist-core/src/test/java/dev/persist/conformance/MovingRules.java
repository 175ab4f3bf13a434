package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import dev.persist.spi.Outcome;
import dev.persist.spi.StreamHead;
import dev.persist.verify.Verify;
import dev.persist.view.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is in a store can leave it and enter another, whole: rules E1 to E3. */
abstract class MovingRules extends Suite {
  private static final int STEPS = 200;

  MovingRules(ConformanceKit kit) {
    super(kit);
  }

  /** All that is in a store. */
  private record Whole(List<StreamHead> heads, List<Event> events, List<Outcome> outcomes, List<Entry<Json>> entries) {
    static Whole of(Movable store) {
      try (var contents = store.contents()) {
        return of(contents);
      }
    }

    static Whole of(Contents contents) {
      return new Whole(contents.streams().toList(), contents.events().toList(), contents.outcomes().toList(),
          contents.entries().toList());
    }
  }

  /** Makes the same drawn commits in this store and in {@code other}; each answer is the same in both. */
  private void commitDrawn(Draw draw, Model model, Persist other) {
    for (var step = 0; step < STEPS; step++) {
      var commit = draw.commit(model);
      model.commit(commit);
      assertThat(store.commit(commit)).isEqualTo(other.commit(commit));
    }
  }

  @Test
  @Rule({"E1", "E8"})
  void the_contents_are_the_same_in_every_engine_in_the_same_order() {
    var memory = new MemoryBackend();
    commitDrawn(new Draw(Seeds.upTo(1).getFirst()), new Model(), Persist.over(memory));
    assertThat(Whole.of(movable())).isEqualTo(Whole.of(memory));
    try (var contents = movable().contents()) {
      Verify.each(contents, Optional.empty(), problem -> fail(problem));
    }
  }

  @Test
  @Rule("E13")
  void verify_compares_snapshots_with_folds_of_their_events() {
    var types = store.snapshots("types", 1, SnapshotRules.TYPES, Codec.of(String.class));
    log().append("s", events("a", "b"));
    types.keep("s");
    log().append("s", events("c"));
    assertThat(problems(types)).isEmpty();
    var key = backend.keys("$[\"s\",\"snapshot\",", "", 1).getFirst();
    backend.commit(Commit.builder().put(key, json(Map.of("seq", 2, "value", "az"))).build());
    assertThat(problems(types)).containsExactly(
        "snapshot \"types\" version 1 of stream \"s\" is az at event 2, and a fold of its events gives ab");
  }

  private List<String> problems(Snapshots<?> known) {
    var problems = new ArrayList<String>();
    try (var contents = movable().contents()) {
      Verify.each(contents, Optional.empty(), List.of(known), problems::add);
    }
    return problems;
  }

  @Test
  @Rule("E1")
  void the_contents_are_those_of_one_moment_whatever_is_written_meanwhile() {
    var draw = new Draw(1);
    var model = new Model();
    commitDrawn(draw, model, Persist.over(new MemoryBackend()));
    try (var contents = movable().contents()) {
      var before = Whole.of(contents);
      log().append("a", "later", AT, Map.of());
      log().truncate("a", log().lastSeq("a"));
      log().truncate("ab", log().lastSeq("ab"));
      kv().put("a", json("later"));
      kv().delete("ab");
      append("created later");
      log().appendOnce("created later", "k", event("x"));
      log().forgetKeys("a", log().lastSeq("a"));
      assertThat(Whole.of(contents)).isEqualTo(before).isNotEqualTo(Whole.of(movable()));
    }
  }

  @Test
  @Rule("E1")
  void pages_of_any_size_make_the_same_contents() {
    commitDrawn(new Draw(2), new Model(), Persist.over(new MemoryBackend()));
    try (var contents = movable().contents()) {
      var whole = Whole.of(contents);
      for (var limit : List.of(1, 2, 7)) {
        assertThat(paged(contents, limit)).isEqualTo(whole);
      }
      whole.heads().forEach(head -> assertThat(contents.head(head.stream())).contains(head));
      assertThat(contents.head("none")).isEmpty();
      whole.entries().forEach(entry -> assertThat(contents.value(entry.key())).contains(entry.value()));
      assertThat(contents.value("none")).isEmpty();
    }
  }

  private static Whole paged(Contents contents, int limit) {
    var heads = new ArrayList<>(contents.streams("", limit));
    for (var more = heads.size(); more > 0;) {
      var page = contents.streams(heads.getLast().stream(), limit);
      more = page.size();
      heads.addAll(page);
    }
    var events = new ArrayList<>(contents.events("", 0, limit));
    for (var more = events.size(); more > 0;) {
      var page = contents.events(events.getLast().stream(), events.getLast().seq(), limit);
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      more = page.size();
      events.addAll(page);
    }
    var outcomes = new ArrayList<>(contents.outcomes("", "", limit));
    for (var more = outcomes.size(); more > 0;) {
      var id = outcomes.getLast().id();
      var page = contents.outcomes(id.stream(), id.key(), limit);
      more = page.size();
      outcomes.addAll(page);
    }
    var entries = new ArrayList<>(contents.entries("", limit));
    for (var more = entries.size(); more > 0;) {
      var page = contents.entries(entries.getLast().key(), limit);
      more = page.size();
      entries.addAll(page);
    }
    return new Whole(heads, events, outcomes, entries);
  }

  @Test
  @Rule("E2")
  void a_store_that_is_loaded_with_the_contents_of_another_goes_on_as_the_other() {
    var other = new MemoryBackend();
    var draw = new Draw(3);
    var model = new Model();
    commitDrawn(draw, model, Persist.over(other));
    var whole = Whole.of(other);
    startOver();
    var loaded = movable();
    for (var head : whole.heads()) { // in many parts, the truncation of a stream apart from its events
      loaded.load(delta(List.of(), head.truncated() > 0 ? Map.of(head.stream(), head.truncated()) : Map.of()));
      loaded.load(
          delta(whole.events().stream().filter(event -> event.stream().equals(head.stream())).toList(), Map.of()));
    }
    loaded.load(new Delta(List.of(), Map.of(), whole.entries()
        .stream()
        .collect(Collectors.toMap(Entry::key, entry -> Optional.of(entry.value()))), Map.of(), whole.outcomes()));
    restart();
    assertThat(Whole.of(movable())).isEqualTo(whole);
    commitDrawn(draw, model, Persist.over(other));
    assertThat(Whole.of(movable())).isEqualTo(Whole.of(other));
  }

  private static Delta delta(List<Event> events, Map<String, Long> truncated) {
    return new Delta(events, truncated, Map.of(), Map.of(), List.of());
  }

  @Test
  @Rule("E3")
  void a_store_that_is_not_whole_says_so_when_it_is_opened() {
    var mark = new Loading("export 1", 7);
    movable()
        .load(new Delta(List.of(), Map.of(), Map.of(Loading.KEY, Optional.of(mark.json())), Map.of(), List.of()));
    restart();
    assertThat(Loading.of(backend)).contains(mark);
    assertThatThrownBy(() -> Loading.requireWhole(backend)).isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("export 1")
        .hasMessageContaining("7 parts");
    assertThatThrownBy(() -> backend.lastSeq("a")).isInstanceOf(StoreException.Closed.class);
  }
}
