package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.feed.Subscription;
import dev.persist.view.Compaction;
import dev.persist.view.Lagging;
import dev.persist.view.Projection.State;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A compaction spares the events that somebody needs who follows links to them, whatever links they are (rule P3). */
@Rule("P3")
abstract class LinkedCompactionRules extends LinkedSuite {
  LinkedCompactionRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void it_spares_what_a_subscription_to_a_stream_of_links_has_not_handled() throws Exception {
    linked("s", "ledger");
    append("s");
    var copy = store.subscription("copy", "ledger");
    copying(copy);
    linked("other", "ledger");
    linked("s", "ledger");
    append("s");
    restart();
    assertThat(compact("s")).isEqualTo(
        new Compaction<>(new State<>(4, 4), 2, List.of(new Lagging("subscription copy of \"ledger\"", 2))));
    copying(store.subscription("copy", "ledger"));
    assertThat(seen()).containsExactly("s1", "other1", "s3");
    assertThat(compact("s")).isEqualTo(new Compaction<>(new State<>(4, 4), 4, List.of()));
  }

  @Test
  void it_spares_what_a_view_of_a_stream_of_links_has_not_folded() {
    var view = counts("all").view("ledger");
    view.register();
    new Decider<>(store, TYPES, 0, (count, said) -> count + 1).linking("ledger")
        .on("s")
        .decide(AT, count -> Verdict.of("done", new Said("a", Set.of())));
    assertThat(compact("s").heldBackBy())
        .containsExactly(new Lagging("view all version 1 of \"ledger\"", 0));
    assertThat(view.refresh()).isEqualTo(new State<>(1, 1));
    append("ledger");
    assertThat(compact("s").heldBackBy()).isEmpty();
    linked("s", "ledger");
    view.retire();
    assertThat(compact("s").heldBackBy()).isEmpty();
  }

  @Test
  void each_of_the_streams_that_link_it_is_asked() {
    var streams = IntStream.range(0, 450).mapToObj(i -> "links" + i).toArray(String[]::new);
    linked("s", streams);
    counts("first").view("links0").register();
    counts("last").view("links449").register();
    linked("t", "links1");
    assertThat(compact("s").heldBackBy()).containsExactly(
        new Lagging("view first version 1 of \"links0\"", 0), new Lagging("view last version 1 of \"links449\"", 0));
    assertThat(compact("t").heldBackBy()).isEmpty();
  }

  @Test
  void events_that_are_linked_later_are_spared_too() {
    var old = append("s");
    append("s");
    counts("all").view("ledger").register();
    assertThat(store.commit(Commit.builder().link("ledger", old).build())).isInstanceOf(CommitResult.Committed.class);
    assertThat(compact("s").heldBackBy())
        .containsExactly(new Lagging("view all version 1 of \"ledger\"", 0));
  }

  @Test
  void it_spares_what_a_view_of_a_tag_has_not_folded() {
    for (var context : List.of("words", "w".repeat(300))) {
      startOver();
      say(context, "x");
      var links = words(context).stream("x");
      assertThat(counts("all").view(links).refresh()).isEqualTo(new State<>(1, 1));
      say(context, "y");
      assertThat(compact(context).through()).isEqualTo(2);
      say(context, "x");
      restart();
      assertThat(compact(context)).isEqualTo(
          new Compaction<>(new State<>(3, 3), 2, List.of(new Lagging("view all version 1 of \"" + links + "\"", 2))));
      assertThat(counts("all").view(links).refresh()).isEqualTo(new State<>(2, 2));
      assertThat(compact(context).heldBackBy()).isEmpty();
      say(context, "x");
      counts("all").view(links).retire();
      assertThat(compact(context).heldBackBy()).isEmpty();
    }
  }

  @Test
  void a_tag_that_nobody_follows_any_more_leaves_nothing_to_ask() {
    say("words", "x");
    var before = backend.keys("$", "", 100).size();
    var one = counts("one").view(words("words").stream("x"));
    var other = counts("other").view(words("words").stream("x"));
    one.register();
    other.register();
    one.retire();
    assertThat(compact("words").heldBackBy()).extracting(Lagging::seq).containsExactly(0L);
    other.retire();
    assertThat(compact("words").heldBackBy()).isEmpty();
    // What is new is the snapshot, that somebody came and went here, and who came or went last anywhere.
    assertThat(backend.keys("$", "", 100)).hasSize(before + 3);
  }

  @Test
  void a_stream_that_a_subscription_follows_no_longer_is_left() throws Exception {
    log().append("a", events("x", "y"));
    append("b");
    copying(store.subscription("copy", "a", "b"));
    append("a");
    append("b");
    var less = store.subscription("copy", "a");
    copying(less);
    assertThat(compact("b").heldBackBy()).containsExactly(new Lagging("subscription copy", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> less.leave("a")).withMessageContaining("follows");
    less.leave("b");
    assertThat(compact("b").heldBackBy()).isEmpty();
    append("a");
    assertThat(compact("a").heldBackBy()).containsExactly(new Lagging("subscription copy", 3));
    copying(less);
    assertThat(seen()).containsExactly("a1", "a2", "b1", "a3", "a4");
  }

  @Test
  void a_view_of_a_prefix_that_a_hub_refuses_holds_nothing_back() {
    append("s/1");
    var links = FollowPrefixRules.built(store, "s/").stream();
    assertThatIllegalArgumentException().isThrownBy(() -> counts("n").view(links).attach(hub()));
    assertThat(counts("main").compact("s/1").heldBackBy()).isEmpty();
  }

  @Test
  void compaction_spares_what_a_subscription_to_the_prefix_has_not_handled() throws Exception {
    log().append("s/1", events("x", "y"));
    var links = FollowPrefixRules.built(store, "s/").stream();
    var copy = store.subscription("copy", links);
    copying(copy);
    log().append("s/2", events("x"));
    log().append("s/1", events("z"));
    assertThat(counts("main").compact("s/1")).isEqualTo(new Compaction<>(new State<>(3, 3), 2,
        List.of(new Lagging("subscription copy of \"" + links + "\"", 2))));
    copying(copy);
    assertThat(seen()).containsExactly("s/11", "s/12", "s/21", "s/13");
    assertThat(counts("main").compact("s/1").heldBackBy()).isEmpty();
    copy.reset(links, 1);
    copying(copy);
    assertThat(copy.status().stopped()).map(Subscription.Stopped::seq).contains(2L);
  }

  @Test
  void compaction_spares_what_a_subscription_to_the_global_order_has_not_handled() throws Exception {
    log().appendGlobal("s", events("x"));
    var copy = store.subscription("copy", Event.GLOBAL);
    copying(copy);
    log().appendGlobal("s", events("y"));
    assertThat(counts("main").compact("s").through()).isEqualTo(1);
    copying(copy);
    assertThat(counts("main").compact("s").through()).isEqualTo(2);
    assertThat(seen()).containsExactly("s1", "s2");
  }
}
