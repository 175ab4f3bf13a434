package dev.persist.conformance;

import static dev.persist.conformance.FollowPrefixRules.built;
import static dev.persist.conformance.FollowPrefixRules.linked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.log.Linked;
import dev.persist.log.Prefix;
import dev.persist.spi.PrefixRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Linking what was there before a prefix was registered, while writers go on (rule G3). */
@Rule("G3")
abstract class BuildPrefixRules extends Suite {
  BuildPrefixRules(ConformanceKit kit) {
    super(kit);
  }

  /** Each event of each stream of "s" exactly once, in order within its stream, whatever the order of the streams. */
  private void requireComplete() {
    requireCompleteBut("");
  }

  private void requireCompleteBut(String type) {
    var found = new TreeMap<String, List<Long>>();
    log().timeline(log().prefix("s").stream())
        .read()
        .map(linked -> ((Linked.Present) linked).event())
        .forEach(event -> found.computeIfAbsent(event.stream(), stream -> new ArrayList<>()).add(event.seq()));
    var expected = new HashMap<String, List<Long>>();
    store.catalog()
        .streams()
        .filter(stream -> stream.startsWith("s"))
        .forEach(stream -> expected.put(stream, log().read(stream)
            .filter(event -> !event.type().equals(type))
            .map(Event::seq)
            .toList()));
    assertThat(found).isEqualTo(expected);
  }

  /** A store that does {@code before} ahead of each commit of a build. */
  private Persist building(Runnable before) {
    return Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        before.run();
        return backend.commit(commit);
      }
    });
  }

  @Test
  @Rule("G8")
  void a_build_goes_on_where_it_stopped() {
    log().append("s/1", Collections.nCopies(450, event("x")));
    log().append("s/2", events("x", "y"));
    var steps = new ArrayList<Prefix.Progress>();
    do {
      restart();
      steps.add(log().prefix("s").build(200));
      append("s/1");
    } while (!(steps.getLast() instanceof Prefix.Built) && steps.size() < 10);
    assertThat(steps).hasSize(3).startsWith(new Prefix.Building(""), new Prefix.Building(""));
    requireComplete();
    assertThat(log().prefix("s").build(1)).isEqualTo(new Prefix.Built());
    requireComplete();
  }

  /** The stream comes before the one that the build is in the middle of. */
  @Test
  void a_stream_that_a_link_creates_during_a_build_is_linked() {
    log().append("s/2", Collections.nCopies(6, event("x")));
    var old = log().append("t", events("x")).getFirst();
    assertThat(log().prefix("s").build(5)).isEqualTo(new Prefix.Building(""));

    store.commit(Commit.builder().append("t", event("x")).link("s/1").build());
    store.commit(Commit.builder().link("s/0", old).build());
    log().append("s/1", Collections.nCopies(7, event("x")));
    log().append("s/0", events("x"));
    assertThat(log().prefix("s").build(3)).isInstanceOf(Prefix.Built.class);
    append("s/1");

    requireCompleteBut(Event.LINK);
  }

  @Test
  void an_append_between_reading_and_linking_is_linked_once_and_in_order() {
    log().append("s/1", events("x", "y"));
    log().append("s/2", events("x"));
    var appends = new AtomicInteger();
    var racing = building(() -> {
      if (appends.getAndIncrement() < 6) {
        append("s/1");
        append("s/2");
      }
    });
    built(racing, "s");
    assertThat(appends.get()).isGreaterThan(6);
    append("s/2");
    requireComplete();
  }

  @Test
  void a_stream_that_is_created_during_a_build_is_linked_at_once_and_later() {
    log().append("s/1", events("x", "y"));
    log().append("s/3", events("x"));
    var prefix = log().prefix("s");
    assertThat(prefix.build(1)).isEqualTo(new Prefix.Building(""));
    for (var stream : List.of("s/0", "s/2", "s/4", "s/2", "s/0")) {
      append(stream);
    }
    store.commit(Commit.builder().append("s/5", event("x")).append("s/5", event("y")).build());
    assertThat(prefix.build(1)).isEqualTo(new Prefix.Building("s/0"));
    append("s/2");
    append("s/0");
    assertThat(prefix.build(100)).isEqualTo(new Prefix.Built());
    append("s/2");
    requireComplete();
  }

  @Test
  void a_build_that_is_killed_before_or_after_any_of_its_commits_goes_on() {
    for (var after : List.of(false, true)) {
      var killed = true;
      for (var last = 0; killed; last++) {
        startOver();
        log().append("s/1", Collections.nCopies(5, event("x")));
        log().append("s/2", events("x"));
        log().append("s/3", events("x"));
        killed = killedAt(last, after);
        append("s/1");
        append("s/4");
        built(store, "s");
        append("s/3");
        requireComplete();
        assertThat(last).isLessThan(50);
      }
    }
  }

  private boolean killedAt(int last, boolean after) {
    var commits = new AtomicInteger();
    var dying = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        var dies = commits.getAndIncrement() == last;
        if (dies && !after) {
          throw new StoreException.UnknownOutcome("killed before", new IllegalStateException());
        }
        var result = backend.commit(commit);
        if (dies) {
          throw new StoreException.UnknownOutcome("killed after", new IllegalStateException());
        }
        return result;
      }
    });
    assertThatThrownBy(() -> {
      FollowPrefixRules.built(dying.log().prefix("s"), 2);
      throw new StoreException.UnknownOutcome("not killed", new IllegalStateException());
    }).isInstanceOf(StoreException.UnknownOutcome.class);
    return commits.get() > last;
  }

  @Test
  void any_number_build_and_write_at_a_time() throws Exception {
    for (var i = 0; i < 20; i++) {
      log().append("s" + i, Collections.nCopies(10, event("x")));
    }
    Race.of(6, racer -> {
      if (racer < 2) {
        FollowPrefixRules.built(log().prefix("s"), 7);
      } else {
        for (var i = 0; i < 40; i++) {
          store.commit(Commit.builder()
              .append("s" + (racer * 7 + i) % 23, event("x"))
              .append("s" + (racer + i) % 23, event("x"))
              .build());
        }
      }
      return racer;
    });
    requireComplete();
  }

  @Test
  void a_registration_and_what_is_appended_in_the_same_moment_fit_together() throws Exception {
    for (var round = 0; round < 10; round++) {
      startOver();
      Race.of(4, racer -> {
        if (racer == 0) {
          built(store, "s");
        } else {
          append("s" + racer);
          append("s" + racer);
          append("s");
        }
        return racer;
      });
      requireComplete();
    }
  }

  @Test
  @Rule("P3")
  void compaction_waits_for_what_a_build_has_not_linked() {
    log().append("s/1", events("x", "y"));
    log().append("s/2", events("x"));
    log().prefix("s").build(1);
    assertThat(counts("main").compact("s/1").through()).isZero();
    assertThat(counts("main").compact("s/2").heldBackBy()).hasSize(1);
    built(store, "s");
    assertThat(counts("main").compact("s/2").heldBackBy()).isEmpty();
    assertThat(linkedCompacted()).isEqualTo(1);
  }

  private long linkedCompacted() {
    return log().timeline(log().prefix("s").stream())
        .read()
        .filter(linked -> linked instanceof Linked.Compacted)
        .count();
  }

  @Test
  void any_sequence_of_appends_steps_and_restarts_links_each_event_once() {
    for (var seed : Seeds.upTo(3)) {
      startOver();
      var draw = new Draw(seed);
      for (var step = 0; step < 60; step++) {
        switch (draw.below(8)) {
          case 0 -> log().prefix("s").build(1 + draw.below(5));
          case 1 -> restart();
          default -> {
            var commit = Commit.builder();
            for (var i = draw.below(4); i >= 0; i--) {
              commit.append("s" + draw.below(12), event("x"));
            }
            store.commit(commit.build());
          }
        }
      }
      built(store, "s");
      append("s3");
      requireComplete();
    }
  }

  @Test
  void the_rule_is_stored_as_this() {
    append("s/1");
    append("s/2");
    log().prefix("s").build(1);
    assertThat(PrefixRules.KEY).isEqualTo("$[\"\",\"prefixes\"]");
    assertThat(backend.get(PrefixRules.KEY))
        .contains(json(Map.of("s", Map.of("built", false, "through", "", "seq", 1))));
    append("s/3");
    assertThat(backend.get("$[\"s/3\",\"linked\",\"s\"]")).isPresent();
    built(store, "s");
    assertThat(linked(store, "s")).hasSize(3);
    assertThat(log().prefix("s").stream()).isEqualTo("$[\"s\",\"prefix\"]");
    assertThat(backend.keys("$[\"s/3\",\"linked\"", "", 1)).isEmpty();
  }
}
