package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.CommitId;
import dev.persist.decide.Decided;
import dev.persist.decide.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an id and a seq make of a command (rules D1, D7, D15, D16). */
@Rule("D1")
abstract class CommandRules extends SeatingSuite {
  CommandRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("D7")
  void a_command_with_an_id_takes_effect_once() {
    var first = decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann"));
    assertThat(first).isInstanceOf(Decided.Now.class);
    decider.on("s").decide(AT, seated -> Verdict.of("left", new Seating.Left("ann")));
    for (var each : List.of(decider, another())) {
      assertThat(each.on("s").once(id("k", "ann")).decide(AT.plusSeconds(1), seated -> take(seated, "ann")))
          .as("the original outcome, whatever the state says now")
          .isEqualTo(new Decided.Before<>(log().read("s").limit(1).toList()));
    }
    assertThat(decider.on("s").once(id("k", "bob")).decide(AT, seated -> take(seated, "bob")))
        .isEqualTo(new Decided.IdReused<>("k"));
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }

  @Test
  void a_retry_that_would_change_nothing_now_is_known_by_its_id() {
    decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann"));
    assertThat(decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann")))
        .isInstanceOf(Decided.Before.class);
  }

  @Test
  void a_command_that_changes_nothing_leaves_its_id_free() {
    IntStream.range(0, SEATS).forEach(i -> decider.on("s").decide(AT, seated -> take(seated, "r" + i)));
    assertDecided(decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann"))).result("full");
    decider.on("s").decide(AT, seated -> Verdict.of("left", new Seating.Left("r0")));
    assertDecided(decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann"))).result("taken");
  }

  @Test
  @Rule("D7")
  void twins_with_one_id_take_effect_once() throws Exception {
    var results = Race.of(8, racer -> another().on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann")));
    assertThat(results.stream().filter(result -> result instanceof Decided.Now)).hasSize(1);
    assertThat(results.stream().filter(result -> result instanceof Decided.Before)).hasSize(7);
    assertThat(log().lastSeq("s")).isEqualTo(1);
  }

  @Test
  @Rule("D15")
  void a_caller_who_has_seen_another_seq_is_stale_but_for_a_retry() {
    another().on("s").decide(AT, seated -> take(seated, "ann"));
    assertThat(decider.on("s").ifAt(OptionalLong.of(0)).decide(AT, seated -> take(seated, "bob")))
        .isEqualTo(new Decided.Stale<>(0, 1));
    var command = decider.on("s").once(id("k", "bob")).ifAt(OptionalLong.of(1));
    assertThat(command.decide(AT, seated -> take(seated, "bob"))).isInstanceOf(Decided.Now.class);
    assertThat(command.decide(AT, seated -> take(seated, "bob"))).isInstanceOf(Decided.Before.class);
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }

  @Test
  @Rule("D15")
  void what_a_caller_has_seen_is_compared_with_the_stream_and_not_with_a_kept_state() {
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    append("s", "taken", "bob");
    assertDecided(decider.on("s").ifAt(OptionalLong.of(2)).decide(AT, seated -> Verdict.of(seated)))
        .result(List.of("ann", "bob"));
    append("s", "taken", "cem");
    assertThat(decider.on("s").ifAt(OptionalLong.of(2)).decide(AT, seated -> Verdict.of(seated)))
        .isEqualTo(new Decided.Stale<>(2, 3));
    assertDecided(decider.on("s").ifAt(OptionalLong.empty()).decide(AT, seated -> Verdict.of(seated)))
        .result(List.of("ann", "bob", "cem"));
  }

  @Test
  @Rule("D15")
  void a_caller_who_is_overtaken_while_deciding_is_stale() {
    append("s", "taken", "ann");
    assertThat(decider.on("s").ifAt(OptionalLong.of(1)).decide(AT, seated -> {
      append("s", "taken", "bob");
      return take(seated, "cem");
    })).isEqualTo(new Decided.Stale<>(1, 2));
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }

  @Test
  void an_id_of_another_command_is_said_before_staleness_and_when_nothing_would_happen() {
    decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann"));
    var other = decider.on("s").once(id("k", "bob"));
    assertThat(other.ifAt(OptionalLong.of(0)).decide(AT, seated -> take(seated, "bob")))
        .isEqualTo(new Decided.IdReused<>("k"));
    assertThat(other.decide(AT, seated -> Verdict.of("nothing"))).isEqualTo(new Decided.IdReused<>("k"));
    assertThat(decider.on("s").once(id("l", "bob")).ifAt(OptionalLong.of(0)).decide(AT, seated -> take(seated, "bob")))
        .isEqualTo(new Decided.Stale<>(0, 1));
  }

  @Test
  @Rule("D16")
  void who_gives_up_leaves_nothing_and_its_id_free() {
    var impatient = decider.retrying(1, attempt -> Duration.ZERO);
    var command = impatient.on("s").once(id("k", "ann"));
    assertThat(command.decide(AT, seated -> {
      append("s", "taken", "bob");
      return take(seated, "ann").also(commit -> commit.put("k", json(1)));
    })).isEqualTo(new Decided.Contended<>(1));
    assertThat(log().read("s").map(TYPES::read)).containsExactly(new Seating.Taken("bob"));
    assertThat(kv().get("k")).isEmpty();
    assertDecided(command.decide(AT, seated -> take(seated, "ann"))).after(List.of("bob", "ann"), 2);
  }

  @Test
  void what_happens_without_an_event_takes_effect_once_too() {
    var command = decider.on("s").once(id("k", "note"));
    assertDecided(command.decide(AT, seated -> Verdict.<Seating, String>of("noted")
        .also(commit -> commit.put("note", json(1))))).after(List.of(), 0);
    kv().put("note", json(2));
    assertThat(command.decide(AT, seated -> Verdict.<Seating, String>of("noted")
        .also(commit -> commit.put("note", json(3))))).isEqualTo(new Decided.Before<>(List.of()));
    assertThat(kv().get("note")).contains(json(2));
  }

  @Test
  void an_id_in_what_a_verdict_adds_is_refused_with_what_to_do() {
    var added = CommitId.of("show", "k", json(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decider.on("show").decide(AT, seated -> take(seated, "ann").also(commit -> commit.id(added))))
        .withMessageContaining("once(...)");
    assertThat(log().lastSeq("show")).isZero();
  }
}
