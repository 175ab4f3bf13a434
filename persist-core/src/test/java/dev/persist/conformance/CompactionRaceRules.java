package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.decide.Tagging;
import dev.persist.feed.Subscription;
import dev.persist.view.Compaction;
import dev.persist.view.Lagging;
import dev.persist.view.Projection.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What comes, goes or is set back beside a compaction loses no event to it (rule P3). */
@Rule("P3")
abstract class CompactionRaceRules extends LinkedSuite {
  CompactionRaceRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void a_stream_may_have_more_streams_of_links_than_a_commit_has_guards() throws Exception {
    for (var i = 0; i < 3; i++) {
      var commit = Commit.builder().append("s", event("x"));
      IntStream.range(i * 1_500, (i + 1) * 1_500).forEach(each -> commit.link("links" + each));
      store.commit(commit.build());
    }
    var view = counts("all").view("links4000");
    assertThat(compactWhile("s", view::register).through()).isEqualTo(2);
    view.refresh();
    var copy = store.subscription("copy", "links4001");
    copying(copy);
    assertThat(compactWhile("s", () -> copy.reset("links4001", 0)).through()).isEqualTo(2);
    copying(copy);
    assertThat(compact("s").heldBackBy()).isEmpty();
  }

  @Test
  void links_that_come_during_a_compaction_hold_it_back() {
    for (var links : List.of("ledger", Event.GLOBAL)) {
      startOver();
      var old = append("s");
      store.commit(Commit.builder().link(links, old).build());
      var view = counts("all").view(links);
      view.refresh();
      var compaction = compactWhile("s", () -> store.commit(Commit.builder().link(links, old).build()));
      assertThat(compaction.heldBackBy())
          .containsExactly(new Lagging("view all version 1 of \"" + links + "\"", 0));
      assertThat(view.refresh()).isEqualTo(new State<>(2, 2));
    }
  }

  @Test
  void a_view_of_a_tag_that_comes_during_a_compaction_loses_nothing() {
    say("words", "x");
    var view = counts("all").view(words("words").stream("x"));
    assertThat(compactWhile("words", view::register).heldBackBy()).extracting(Lagging::seq).containsExactly(0L);
    assertThat(view.refresh()).isEqualTo(new State<>(1, 1));
  }

  @Test
  void the_links_of_a_retag_that_goes_on_during_a_compaction_are_followed_to_the_end() throws Exception {
    for (var i = 0; i < 5; i++) {
      say("words", "x");
    }
    var next = store.boundary("words", 2, TYPES, said -> Set.of("y"));
    next.retag(1);
    var copy = store.subscription("copy", next.stream("y"));
    copying(copy);
    var once = new AtomicBoolean();
    var racing = Persist.over(new DelegatingBackend(backend) {
      @Override
      public Optional<Json> get(String key) {
        if (key.contains("\"tagged\"") && !once.getAndSet(true)) {
          next.retag(3);
        }
        return backend.get(key);
      }
    });
    assertThat(racing.snapshots("main", 1, COUNT, Codec.of(Integer.class)).compact("words").through()).isEqualTo(1);
    assertThat(once).isTrue();
    while (next.retag(100) instanceof Tagging.Behind) {}
    copying(copy);
    assertThat(seen()).isEqualTo(all("words", 1, 5));
  }

  @Test
  void a_subscription_that_is_reset_during_a_compaction_has_all_events_again() throws Exception {
    for (var stream : List.of("s", "ledger")) {
      startOver();
      linked("s", "ledger");
      var copy = store.subscription("copy", stream);
      copying(copy);
      assertThat(compactWhile("s", () -> copy.reset(stream, 0)).through()).isZero();
      copying(copy);
      assertThat(seen()).containsExactly("s1", "s1");
      assertThat(compact("s").through()).isEqualTo(1);
    }
  }

  @Test
  void a_subscription_that_is_retired_while_it_starts_is_registered_all_the_same() throws Exception {
    append("s");
    var once = new AtomicBoolean();
    var racing = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (!commit.ops().toString().contains("consumers") && !once.getAndSet(true)) {
          store.subscription("copy", "s").retire();
        }
        return backend.commit(commit);
      }
    });
    copying(racing.subscription("copy", "s"));
    append("s");
    assertThat(compact("s").heldBackBy()).containsExactly(new Lagging("subscription copy", 1));
  }

  @Test
  void a_subscription_that_comes_during_a_compaction_loses_nothing() throws Exception {
    log().append("s/1", events("x", "y"));
    var links = FollowPrefixRules.built(store, "s/").stream();
    var copy = store.subscription("copy", links);
    var compaction = compactWhile("s/1", () -> register(copy));
    assertThat(compaction.heldBackBy()).extracting(Lagging::seq).containsExactly(0L);
    copying(copy);
    assertThat(seen()).containsExactly("s/11", "s/12");
  }

  /** Compacts {@code stream}, and does {@code meanwhile} when it is about to commit. */
  private Compaction<Integer> compactWhile(String stream, Runnable meanwhile) {
    var once = new AtomicBoolean();
    var racing = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (!once.getAndSet(true)) {
          meanwhile.run();
        }
        return backend.commit(commit);
      }
    });
    return racing.snapshots("main", 1, COUNT, Codec.of(Integer.class)).compact(stream);
  }

  private void register(Subscription copy) {
    try {
      catchUp(copy.each(clock, (event, commit) -> copy.pause())); // which takes the lease from it, so nothing is handled
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    copy.resume();
  }
}
