package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.decide.Decided;
import dev.persist.decide.Verdict;
import dev.persist.view.Projection.State;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the decision loop promises on top of commits (rule D1): what becomes of a verdict. */
@Rule("D1")
abstract class DecideRules extends SeatingSuite {
  DecideRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void a_verdict_is_written_and_its_state_is_returned() {
    var decided = decider.on("s").decide(AT, seated -> take(seated, "ann"));
    assertThat(decided).isEqualTo(
        new Decided.Now<>("taken", log().read("s").toList(), new State<>(List.of("ann"), 1)));
    assertThat(log().read("s").map(TYPES::read)).containsExactly(new Seating.Taken("ann"));
    assertThat(decider.on("s").decide(AT, seated -> take(seated, "ann")))
        .isEqualTo(new Decided.Now<>("has one", List.of(), new State<>(List.of("ann"), 1)));
    assertThat(log().lastSeq("s")).isEqualTo(1);
  }

  @Test
  @Rule("D6")
  void all_of_a_verdict_takes_effect_in_one_commit() {
    var now = assertDecided(decider.linking("all")
        .on("s")
        .decide(
            AT,
            seated -> Verdict.ofAll("both", List.of(new Seating.Taken("ann"), new Seating.Left("ann")))
                .also(commit -> commit.put("k", json(1)))
                .also(commit -> commit.put("l", json(2)))))
        .now();
    assertThat(now.events()).hasSize(4);
    assertThat(now.after()).isEqualTo(new State<>(List.of(), 2));
    assertThat(log().lastSeq("all")).isEqualTo(2);
    assertThat(List.of(kv().get("k"), kv().get("l"))).containsExactly(Optional.of(json(1)), Optional.of(json(2)));
  }

  @Test
  void what_others_wrote_is_in_the_state_decided_on_also_when_nothing_happens() {
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    another().on("s").decide(AT, seated -> take(seated, "bob"));
    assertDecided(decider.on("s").decide(AT, seated -> Verdict.of(seated))).result(List.of("ann", "bob"));
    another().on("s").decide(AT, seated -> take(seated, "cem"));
    assertThat(decider.state("s")).isEqualTo(new State<>(List.of("ann", "bob", "cem"), 3));
  }

  @Test
  void racers_for_the_last_seats_never_take_more_than_there_are() throws Exception {
    var deciders = IntStream.range(0, 3).mapToObj(i -> another()).toList();
    var results = Race.of(12, racer -> deciders.get(racer % 3).on("s").decide(AT, seated -> take(seated, "r" + racer)));
    assertThat(results).allMatch(result -> result instanceof Decided.Now);
    assertThat(results.stream().filter(result -> ((Decided.Now<?, ?>) result).result().equals("taken"))).hasSize(SEATS);
    assertThat(new HashSet<>(another().state("s").value())).hasSize(SEATS);
    assertThat(log().lastSeq("s")).isEqualTo(SEATS);
  }

  @Test
  void an_event_that_is_linked_into_the_stream_is_in_the_state_after_it() {
    var now = assertDecided(decider.on("s")
        .decide(AT, seated -> Verdict.<Seating, String>of("linked")
            .also(commit -> commit.append("t", TYPES.write(new Seating.Taken("ann"), AT)).link("s"))))
        .now();
    assertThat(now.after()).isEqualTo(new State<>(List.of("ann"), 1)).isEqualTo(another().state("s"));
  }

  @Test
  void a_guard_of_the_verdict_that_fails_is_decided_again() {
    kv().put("open", json(true));
    var decided = decider.on("s").decide(AT, seated -> {
      var open = kv().get("open").orElseThrow();
      kv().put("open", json(false));
      return open.equals(json(true))
          ? take(seated, "ann").also(commit -> commit.keyIs("open", open))
          : Verdict.of("closed");
    });
    assertDecided(decided).result("closed");
    assertThat(log().lastSeq("s")).isZero();
  }
}
