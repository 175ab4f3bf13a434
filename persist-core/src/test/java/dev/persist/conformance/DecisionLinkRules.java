package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.log.Linked;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What links the events of a verdict: the decider, each of them, none when there is none (rule D3). */
@Rule("D3")
abstract class DecisionLinkRules extends Suite {
  record Said(String word) {}

  private static final EventTypes<Said> TYPES = EventTypes.of(Said.class);

  private Decider<Integer, Said> decider;

  DecisionLinkRules(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void newDecider() {
    decider = new Decider<>(store, TYPES, 0, (count, said) -> count + 1);
  }

  private static Verdict<Said, String> say(String... words) {
    return Verdict.ofAll("said", Stream.of(words).map(Said::new).toList());
  }

  private Decided<Integer, String> decide(Decider<Integer, Said> by, String stream, String... words) {
    return by.on(stream).decide(AT, count -> say(words));
  }

  /** Returns what the links of {@code stream} point to. */
  private List<String> linked(String stream) {
    return log().timeline(stream)
        .read()
        .map(link -> ((Linked.Present) link).event())
        .map(event -> event.stream() + "/" + event.seq() + " " + TYPES.read(event).word)
        .toList();
  }

  @Test
  @SuppressWarnings("NullAway") // what callers do all the same
  void a_function_that_gives_null_is_refused_saying_what_to_return() {
    assertThatNullPointerException().isThrownBy(() -> decide(decider.linking(said -> null), "s", "a"))
        .withMessageContaining("links")
        .withMessageContaining("Said[word=a]")
        .withMessageContaining("empty set");
    assertThat(log().read("s")).isEmpty();
  }

  @Test
  void each_event_of_each_verdict_is_linked_and_none_when_there_is_none() {
    var linking = decider.linking("all", Event.GLOBAL);
    decide(linking, "s", "a", "b");
    assertThat(decide(linking, "s")).isEqualTo(new Decided.Now<>("said", List.of(), decider.state("s")));
    decide(linking, "t", "c");
    restart();
    assertThat(linked("all")).containsExactly("s/1 a", "s/2 b", "t/1 c").isEqualTo(linked(Event.GLOBAL));
  }

  @Test
  void the_stream_of_a_link_may_depend_on_the_event() {
    var linking = decider.linking(said -> Set.of("by/" + said.word, "all")).linking("all");
    decide(linking, "s", "a", "b", "a");
    assertThat(linked("by/a")).containsExactly("s/1 a", "s/3 a");
    assertThat(linked("by/b")).containsExactly("s/2 b");
    assertThat(linked("all")).as("once, though named twice").containsExactly("s/1 a", "s/2 b", "s/3 a");
  }

  @Test
  void a_decider_that_is_changed_goes_on_linking() {
    var snapshots = store.snapshots("count", 1, decider.projection(), Codec.of(Integer.class));
    decide(decider.linking("all").retrying(2, attempt -> Duration.ZERO).startingFrom(snapshots), "s", "a");
    assertThat(linked("all")).hasSize(1);
  }

  @Test
  void a_retry_links_no_more_than_the_first_attempt_did() {
    var command = decider.linking("all").on("s").once(CommitId.of("s", "k", json(1)));
    command.decide(AT, count -> say("a", "b"));
    assertThat(command.decide(AT, count -> say("a", "b"))).isInstanceOf(Decided.Before.class);
    assertThat(linked("all")).hasSize(2);
  }

  @Test
  void all_of_many_racers_have_their_events_linked_in_order() throws Exception {
    var linking = decider.linking("all");
    Race.of(6, racer -> decide(linking, "s", "r" + racer, "again"));
    assertThat(linked("all")).hasSize(12)
        .isEqualTo(log().read("s").map(event -> "s/" + event.seq() + " " + TYPES.read(event).word).toList());
  }

  @Test
  void a_boundary_links_each_event_beside_its_tags() {
    var boundary = store.boundary("words", 1, TYPES, said -> Set.of("word:" + said.word)).linking("all", "more");
    for (var words : List.of(List.of("a", "b"), List.<String>of(), List.of("c"))) {
      boundary.on(Set.of("word:a"), 0, (count, said) -> count + 1)
          .decide(AT, count -> say(words.toArray(String[]::new)));
    }
    assertThat(linked("all")).containsExactly("words/1 a", "words/2 b", "words/3 c").isEqualTo(linked("more"));
    assertThat(boundary.see(Set.of("word:b"), 0, (count, said) -> count + 1).state().value()).isEqualTo(1);
  }

  @Test
  @Rule("D9")
  void a_link_that_a_verdict_adds_by_hand_is_refused_at_once_however_many_events_there_are() {
    for (var misplaced : List.<UnaryOperator<Commit.Builder>>of(commit -> commit.link("all"), Commit.Builder::global)) {
      for (var events : IntStream.range(0, 3).mapToObj(n -> Stream.of("a", "b").limit(n)).toList()) {
        var verdict = say(events.toArray(String[]::new)).also(misplaced);
        assertThatIllegalArgumentException().isThrownBy(() -> decider.on("s").decide(AT, count -> verdict))
            .withMessageContaining("append the event first")
            .withMessageContaining("Decider.linking");
      }
    }
    assertThat(store.catalog().streamsAll()).isEmpty();
  }

  @Test
  void an_event_that_a_verdict_adds_may_have_links_of_its_own() {
    decider.linking("all")
        .on("s")
        .decide(AT, count -> say("a", "b")
            .also(commit -> commit.put("k", json(1)).append("t", TYPES.write(new Said("c"), AT)).link("others")));
    assertThat(linked("all")).containsExactly("s/1 a", "s/2 b");
    assertThat(linked("others")).containsExactly("t/1 c");
    assertThat(kv().get("k")).contains(json(1));
  }

  @Test
  @Rule("D9")
  void a_commit_refuses_a_link_before_its_event_when_the_link_is_added() {
    for (var misplaced : List.<UnaryOperator<Commit.Builder>>of(commit -> commit.link("all"), Commit.Builder::global)) {
      var commit = Commit.builder().put("k", json(1));
      assertThatIllegalArgumentException().isThrownBy(() -> misplaced.apply(commit))
          .withMessageContaining("append the event first");
    }
  }

  @Test
  void a_stream_that_callers_cannot_link_into_is_refused_when_it_is_named() {
    assertThatIllegalArgumentException().isThrownBy(() -> decider.linking("$other")).withMessageContaining("$other");
  }
}
