package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.CommitId;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the decision loop promises on top of commits (rule D1). */
@Rule("D1")
abstract class DecideRules extends Suite {
  private static final int SEATS = 5;

  sealed interface Seating {
    record Taken(String by) implements Seating {}

    record Left(String by) implements Seating {}
  }

  private static final EventTypes<Seating> TYPES = EventTypes.of(Seating.class);

  private Decider<List<String>, Seating> decider;

  DecideRules(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void newDecider() {
    decider = another();
  }

  /** As another process would have: it keeps states of its own. */
  private Decider<List<String>, Seating> another() {
    return new Decider<>(store, TYPES, List.of(), DecideRules::evolve);
  }

  private static List<String> evolve(List<String> seated, Seating event) {
    var after = new ArrayList<>(seated);
    switch (event) {
      case Seating.Taken(var by) -> after.add(by);
      case Seating.Left(var by) -> after.remove(by);
    }
    return List.copyOf(after);
  }

  private static Verdict<Seating, String> take(List<String> seated, String by) {
    if (seated.contains(by)) {
      return Verdict.of("has one");
    }
    return seated.size() < SEATS ? Verdict.of("taken", new Seating.Taken(by)) : Verdict.of("full");
  }

  /** Returns {@code decided}, which was decided and not refused. */
  private static <R> Decided.Now<List<String>, R> now(Decided<List<String>, R> decided) {
    assertThat(decided).isInstanceOf(Decided.Now.class);
    return (Decided.Now<List<String>, R>) decided;
  }

  private static CommitId id(String key, String asked) {
    return CommitId.of("s", key, json(asked));
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
  void all_of_a_verdict_takes_effect_in_one_commit() {
    var now = now(decider.on("s")
        .decide(
            AT,
            seated -> Verdict.<Seating, String>ofAll("both", List.of(new Seating.Taken("ann"), new Seating.Left("ann")))
                .also(commit -> commit.link("all"))
                .also(commit -> commit.put("k", json(1)))));
    assertThat(now.events()).hasSize(3);
    assertThat(now.after()).isEqualTo(new State<>(List.of(), 2));
    assertThat(log().lastSeq("all")).isEqualTo(1);
    assertThat(kv().get("k")).contains(json(1));
  }

  @Test
  void what_others_wrote_is_in_the_state_decided_on_also_when_nothing_happens() {
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    another().on("s").decide(AT, seated -> take(seated, "bob"));
    assertThat(now(decider.on("s").decide(AT, seated -> Verdict.of(seated))).result()).isEqualTo(List.of("ann", "bob"));
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
    assertThat(now(decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann"))).result())
        .isEqualTo("full");
    decider.on("s").decide(AT, seated -> Verdict.of("left", new Seating.Left("r0")));
    assertThat(now(decider.on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann"))).result())
        .isEqualTo("taken");
  }

  @Test
  void twins_with_one_id_take_effect_once() throws Exception {
    var results = Race.of(8, racer -> another().on("s").once(id("k", "ann")).decide(AT, seated -> take(seated, "ann")));
    assertThat(results.stream().filter(result -> result instanceof Decided.Now)).hasSize(1);
    assertThat(results.stream().filter(result -> result instanceof Decided.Before)).hasSize(7);
    assertThat(log().lastSeq("s")).isEqualTo(1);
  }

  @Test
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
  void one_who_is_overtaken_each_time_is_told_after_so_many_attempts() {
    var pauses = new ArrayList<Integer>();
    var overtaken = new AtomicInteger();
    var decided = decider.retrying(3, attempt -> {
      pauses.add(attempt);
      return Duration.ZERO;
    }).on("s").decide(AT, seated -> {
      append("s", "left", "r" + overtaken.incrementAndGet());
      return take(seated, "ann");
    });
    assertThat(decided).isEqualTo(new Decided.Contended<>(3));
    assertThat(pauses).containsExactly(1, 2, 3);
    assertThat(log().lastSeq("s")).isEqualTo(3);
  }

  private void append(String stream, String type, String by) {
    log().append(stream, type, AT, Map.of("by", by));
  }

  @Test
  void a_state_begins_with_its_snapshot_and_outlives_compaction() {
    var types = Codec.of(String[].class);
    var codec = new Codec<List<String>>(seated -> types.encode().apply(seated.toArray(String[]::new)),
        json -> List.of(types.decode().apply(json)));
    var snapshots = store.snapshots("seated", 1, decider.projection(), codec);
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    snapshots.compact("s");
    assertThat(now(another().startingFrom(snapshots).on("s").decide(AT, seated -> take(seated, "bob"))).after())
        .isEqualTo(new State<>(List.of("ann", "bob"), 2));
    assertThat(now(decider.on("s").decide(AT, seated -> take(seated, "ann"))).result()).isEqualTo("has one");
  }
}
