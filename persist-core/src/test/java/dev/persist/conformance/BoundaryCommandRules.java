package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.CommitId;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.decide.Decided;
import dev.persist.decide.Verdict;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What becomes of a command on a boundary. */
@Rule("D2")
abstract class BoundaryCommandRules extends BoundarySuite {
  BoundaryCommandRules(ConformanceKit kit) {
    super(kit);
  }

  private static Verdict<Said, String> say(String text, String word, String... tags) {
    return Verdict.of(text, new Said(word, Set.of(tags)));
  }

  @Test
  void a_verdict_is_written_with_the_tags_of_its_events_and_its_state_is_returned() {
    said("a", "x");
    var decided = on("x", "y").decide(
        AT,
        text -> Verdict
            .<Said, String>ofAll("said", List.of(new Said("b", Set.of("z")), new Said("c", Set.of("x", "y"))))
            .also(commit -> boundary.append(commit, new Said("d", Set.of("y")), AT).put("k", json(1))));
    var now = assertDecided(decided).now();
    assertThat(now.after()).as("what has none of the tags is not folded").isEqualTo(new State<>("acd", 4));
    assertThat(now.events()).hasSize(3 + 4);
    assertThat(see("x", "y").state()).isEqualTo(now.after());
    assertThat(see("z").state()).isEqualTo(new State<>("b", 2));
    assertThat(kv().get("k")).contains(json(1));
  }

  @Test
  void one_who_is_overtaken_folds_what_is_new_and_decides_again() {
    said("a", "x");
    var folded = new AtomicInteger();
    var command = boundary.on(Set.of("x", "y"), "", (String text, Said said) -> {
      folded.incrementAndGet();
      return text + said.word();
    });
    var decided = command.decide(AT, text -> {
      if (text.length() < 3) {
        said("b", "y");
      }
      return say(text, "c", "x");
    });
    assertDecided(decided).result("abb");
    assertThat(folded).hasValue(4);
    assertThat(
        boundary.retrying(3, attempt -> Duration.ZERO).on(Set.of("x"), "", BoundaryRules::evolve).decide(AT, text -> {
          said("d", "x");
          return Verdict.of("nothing happens");
        })).isEqualTo(new Decided.Contended<>(3));
  }

  @Test
  void a_command_with_an_id_takes_effect_once() {
    var id = CommitId.of("words", "k", json("asked"));
    var first = on("x").once(id).decide(AT, text -> say(text, "a", "x"));
    said("b", "x");
    for (var again : List.<Function<String, Verdict<Said, String>>>of(text -> say(text, "a", "x"), Verdict::of)) {
      assertThat(on("x").once(id).decide(AT.plusSeconds(1), again))
          .isEqualTo(new Decided.Before<>(assertDecided(first).now().events()));
    }
    assertThat(on("x").once(CommitId.of("words", "k", json("other"))).decide(AT, Verdict::of))
        .isEqualTo(new Decided.IdReused<>("k"));
    var lost = over(Persist.over(new LossyBackend(backend, LossyBackend.Loss.AFTER_THE_COMMIT)));
    var other = CommitId.of("words", "other", json("asked"));
    assertThatThrownBy(() -> lost.on(Set.of("x"), "", BoundaryRules::evolve)
        .once(other)
        .decide(AT, text -> say(text, "c", "x"))).isInstanceOf(StoreException.UnknownOutcome.class);
    assertThat(on("x").once(other).decide(AT, text -> say(text, "c", "x"))).isInstanceOf(Decided.Before.class);
    assertThat(see("x").state()).isEqualTo(new State<>("abc", 3));
  }

  @Test
  @Rule("D15")
  void a_caller_who_has_seen_another_seq_is_stale() {
    said("a", "x");
    said("b", "y");
    assertThat(on("x").ifAt(OptionalLong.of(2)).decide(AT, text -> say(text, "c", "x")))
        .isEqualTo(new Decided.Stale<>(2, 1));
    assertThat(on("x").ifAt(OptionalLong.of(1)).decide(AT, text -> say(text, "c", "x")))
        .isInstanceOf(Decided.Now.class);
  }

  @Test
  void racers_on_boundaries_that_overlap_never_break_an_invariant() throws Exception {
    var most = 5;
    var tags = List.of("a", "b", "c", "d");
    var said = Race.of(8, racer -> {
      var own = over(store);
      var times = 0;
      for (var i = 0; i < 24; i++) {
        var pair = Set.of(tags.get((i + racer) % 4), tags.get((i + racer + 1 + i / 4 % 3) % 4));
        var decided = own.on(pair, Map.<String, Integer>of(), BoundaryRules::count).decide(AT, counts -> {
          var full = pair.stream().anyMatch(tag -> counts.getOrDefault(tag, 0) >= most);
          return full ? Verdict.of(0) : Verdict.of(1, new Said("x", pair));
        });
        times += assertDecided(decided).now().result();
      }
      return times;
    });
    var counts = boundary.see(Set.copyOf(tags), Map.<String, Integer>of(), BoundaryRules::count).state();
    assertThat(counts.value().values()).allMatch(count -> count <= most)
        .filteredOn(count -> count < most)
        .hasSizeLessThan(2);
    assertThat(said.stream().mapToLong(times -> times).sum()).isEqualTo(counts.seq()).isEqualTo(log().lastSeq("words"));
  }
}
