package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.internal.OwnKeys;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Codec<List<String>> SEATED = new Codec<>(Json::of, json -> List.of(json.as(String[].class)));

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
    var now = now(decider.linking("all")
        .on("s")
        .decide(
            AT,
            seated -> Verdict.<Seating, String>ofAll("both", List.of(new Seating.Taken("ann"), new Seating.Left("ann")))
                .also(commit -> commit.put("k", json(1)))
                .also(commit -> commit.put("l", json(2)))));
    assertThat(now.events()).hasSize(4);
    assertThat(now.after()).isEqualTo(new State<>(List.of(), 2));
    assertThat(log().lastSeq("all")).isEqualTo(2);
    assertThat(List.of(kv().get("k"), kv().get("l"))).containsExactly(Optional.of(json(1)), Optional.of(json(2)));
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
    assertThat(pauses).as("none after the last").containsExactly(1, 2);
    assertThat(log().lastSeq("s")).isEqualTo(3);
  }

  private void append(String stream, String type, String by) {
    log().append(stream, type, AT, Map.of("by", by));
  }

  @Test
  void a_kept_state_that_compaction_went_past_begins_again_with_the_snapshot() {
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    another().on("s").decide(AT, seated -> take(seated, "bob"));
    var snapshots = store.snapshots("seated", 1, decider.projection(), SEATED);
    var behind = another().startingFrom(snapshots);
    assertThat(behind.state("s").seq()).isEqualTo(2);
    another().on("s").decide(AT, seated -> take(seated, "cem"));
    another().on("s").decide(AT, seated -> take(seated, "dan"));
    snapshots.compact("s");
    assertThat(now(behind.on("s").decide(AT, seated -> take(seated, "eve"))).after())
        .isEqualTo(new State<>(List.of("ann", "bob", "cem", "dan", "eve"), 5));
    assertThatIllegalStateException().isThrownBy(() -> decider.state("s")).withMessageContaining("events 2 to 4");
  }

  @Test
  void an_event_that_is_linked_into_the_stream_is_in_the_state_after_it() {
    var now = now(decider.on("s")
        .decide(AT, seated -> Verdict.<Seating, String>of("linked")
            .also(commit -> commit.append("t", TYPES.write(new Seating.Taken("ann"), AT)).link("s"))));
    assertThat(now.after()).isEqualTo(new State<>(List.of("ann"), 1)).isEqualTo(another().state("s"));
  }

  @Test
  void a_state_begins_with_its_snapshot_and_outlives_compaction() {
    var snapshots = store.snapshots("seated", 1, decider.projection(), SEATED);
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    snapshots.compact("s");
    assertThat(now(another().startingFrom(snapshots).on("s").decide(AT, seated -> take(seated, "bob"))).after())
        .isEqualTo(new State<>(List.of("ann", "bob"), 2));
    assertThat(now(decider.on("s").decide(AT, seated -> take(seated, "ann"))).result()).isEqualTo("has one");
  }

  /** A decider over {@code over} that says how many events it folded. */
  private static Decider<List<String>, Seating> counting(Persist over, AtomicInteger folded) {
    return new Decider<>(over, TYPES, List.of(), (seated, event) -> {
      folded.incrementAndGet();
      return evolve(seated, event);
    });
  }

  @Test
  void a_decision_on_a_kept_state_reads_and_folds_no_stream() {
    var folded = new AtomicInteger();
    var reads = new AtomicInteger();
    var decider = counting(Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        reads.incrementAndGet();
        return super.read(stream, fromSeq, limit);
      }
    }), folded);
    append("s", "taken", "ann");
    decider.on("s").decide(AT, seated -> take(seated, "bob"));
    assertThat(folded).as("one that was there, one decided").hasValue(2);
    reads.set(0);
    decider.on("s").decide(AT, seated -> take(seated, "cem"));
    assertThat(folded).hasValue(3);
    assertThat(reads).hasValue(0);
  }

  @Test
  void the_states_of_the_streams_decided_on_last_are_kept() {
    var folded = new AtomicInteger();
    var decider = counting(store, folded);
    append("s", "taken", "ann");
    decider.state("s");
    IntStream.range(0, 999).forEach(i -> decider.state("t" + i));
    assertThat(decider.state("s").value()).containsExactly("ann");
    assertThat(folded).hasValue(1);
    IntStream.range(0, 1_000).forEach(i -> decider.state("t" + i));
    assertThat(decider.state("s").value()).containsExactly("ann");
    assertThat(folded).as("the thousand others are used later").hasValue(2);
  }

  @Test
  void a_fold_that_was_overtaken_does_not_take_the_kept_state_back() {
    var folded = new AtomicInteger();
    var overtaken = new ArrayList<Decider<List<String>, Seating>>();
    var decider = new Decider<>(store, TYPES, List.<String>of(), (List<String> seated, Seating event) -> {
      if (folded.incrementAndGet() == 1) {
        append("s", "taken", "bob");
        assertThat(overtaken.getFirst().state("s").seq()).isEqualTo(2);
      }
      return evolve(seated, event);
    });
    overtaken.add(decider);
    append("s", "taken", "ann");
    assertThat(decider.state("s")).isEqualTo(new State<>(List.of("ann"), 1));
    folded.set(1);
    assertThat(decider.state("s")).isEqualTo(new State<>(List.of("ann", "bob"), 2));
    assertThat(folded).as("no event again").hasValue(1);
  }

  @Test
  void what_a_caller_has_seen_is_compared_with_the_stream_and_not_with_a_kept_state() {
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    append("s", "taken", "bob");
    assertThat(now(decider.on("s").ifAt(OptionalLong.of(2)).decide(AT, seated -> Verdict.of(seated))).result())
        .containsExactly("ann", "bob");
    append("s", "taken", "cem");
    assertThat(decider.on("s").ifAt(OptionalLong.of(2)).decide(AT, seated -> Verdict.of(seated)))
        .isEqualTo(new Decided.Stale<>(2, 3));
    assertThat(now(decider.on("s").ifAt(OptionalLong.empty()).decide(AT, seated -> Verdict.of(seated))).result())
        .hasSize(3);
  }

  @Test
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
  void who_gives_up_leaves_nothing_and_its_id_free() {
    var impatient = decider.retrying(1, attempt -> Duration.ZERO);
    var command = impatient.on("s").once(id("k", "ann"));
    assertThat(command.decide(AT, seated -> {
      append("s", "taken", "bob");
      return take(seated, "ann").also(commit -> commit.put("k", json(1)));
    })).isEqualTo(new Decided.Contended<>(1));
    assertThat(log().read("s").map(TYPES::read)).containsExactly(new Seating.Taken("bob"));
    assertThat(kv().get("k")).isEmpty();
    assertThat(now(command.decide(AT, seated -> take(seated, "ann"))).after())
        .isEqualTo(new State<>(List.of("bob", "ann"), 2));
  }

  @Test
  void without_another_patience_a_command_is_decided_a_hundred_times() {
    assertThat(decider.on("s").decide(AT, seated -> {
      append("s", "left", "nobody");
      return take(seated, "ann");
    })).isEqualTo(new Decided.Contended<>(100));
    assertThat(log().lastSeq("s")).isEqualTo(100);
  }

  @Test
  void fewer_attempts_than_one_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> decider.retrying(0, attempt -> Duration.ZERO))
        .withMessageContaining("are 0");
  }

  @Test
  void an_interrupt_ends_a_pause_is_kept_and_costs_no_attempt() {
    var attempts = new AtomicInteger();
    Thread.currentThread().interrupt();
    var decided = decider.retrying(2, attempt -> Duration.ofHours(1)).on("s").decide(AT, seated -> {
      if (attempts.incrementAndGet() == 1) {
        append("s", "taken", "bob");
      }
      return take(seated, "ann");
    });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(now(decided).after()).isEqualTo(new State<>(List.of("bob", "ann"), 2));
  }

  @Test
  void a_pause_lasts_as_long_as_it_says() {
    var pauses = new AtomicInteger();
    var before = System.nanoTime();
    decider.retrying(2, attempt -> Duration.ofMillis(20L * pauses.incrementAndGet())).on("s").decide(AT, seated -> {
      if (pauses.get() == 0) {
        append("s", "taken", "bob");
      }
      return take(seated, "ann");
    });
    assertThat(pauses).hasValue(1);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
  }

  @Test
  void a_guard_of_the_verdict_that_fails_is_decided_again() {
    kv().put("open", json(true));
    var decided = decider.on("s").decide(AT, seated -> {
      var open = kv().get("open").orElseThrow();
      kv().put("open", json(false));
      return open.equals(json(true))
          ? take(seated, "ann").also(commit -> commit.keyIs("open", open))
          : Verdict.<Seating, String>of("closed");
    });
    assertThat(now(decided).result()).isEqualTo("closed");
    assertThat(log().lastSeq("s")).isZero();
  }

  @Test
  void what_happens_without_an_event_takes_effect_once_too() {
    var command = decider.on("s").once(id("k", "note"));
    assertThat(now(command.decide(AT, seated -> Verdict.<Seating, String>of("noted")
        .also(commit -> commit.put("note", json(1))))).after()).isEqualTo(new State<>(List.of(), 0));
    kv().put("note", json(2));
    assertThat(command.decide(AT, seated -> Verdict.<Seating, String>of("noted")
        .also(commit -> commit.put("note", json(3))))).isEqualTo(new Decided.Before<>(List.of()));
    assertThat(kv().get("note")).contains(json(2));
  }

  @Test
  void a_snapshot_that_is_behind_is_folded_on_and_one_that_is_ahead_is_not_begun_with() {
    var snapshots = store.snapshots("seated", 1, decider.projection(), SEATED);
    append("s", "taken", "ann");
    snapshots.checkpoint("s");
    append("s", "taken", "bob");
    var folded = new AtomicInteger();
    var starting = counting(store, folded).startingFrom(snapshots);
    assertThat(starting.state("s")).isEqualTo(new State<>(List.of("ann", "bob"), 2));
    assertThat(folded).as("the tail").hasValue(1);
    var key = OwnKeys.key("t", "snapshot", "seated", 1);
    backend.commit(Commit.builder().put(key, json(Map.of("seq", 7, "value", List.of("ghost")))).build());
    append("t", "taken", "cem");
    assertThat(now(starting.on("t").decide(AT, seated -> take(seated, "dan"))).after())
        .isEqualTo(new State<>(List.of("cem", "dan"), 2));
  }

  @Test
  void another_patience_keeps_the_snapshot_to_begin_with() {
    var snapshots = store.snapshots("seated", 1, decider.projection(), SEATED);
    append("s", "taken", "ann");
    snapshots.compact("s");
    assertThat(another().startingFrom(snapshots).retrying(1, attempt -> Duration.ZERO).state("s"))
        .isEqualTo(new State<>(List.of("ann"), 1));
    assertThat(another().retrying(1, attempt -> Duration.ZERO).startingFrom(snapshots).on("s").decide(AT, seated -> {
      append("s", "taken", "bob");
      return take(seated, "cem");
    })).isEqualTo(new Decided.Contended<>(1));
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
