package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.internal.OwnKeys;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which state a decision begins with (rule D1). */
@Rule("D1")
abstract class KeptStateRules extends SeatingSuite {
  KeptStateRules(ConformanceKit kit) {
    super(kit);
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
    assertDecided(behind.on("s").decide(AT, seated -> take(seated, "eve")))
        .after(List.of("ann", "bob", "cem", "dan", "eve"), 5);
    assertThatIllegalStateException().isThrownBy(() -> decider.state("s")).withMessageContaining("events 2 to 4");
  }

  @Test
  void a_state_begins_with_its_snapshot_and_outlives_compaction() {
    var snapshots = store.snapshots("seated", 1, decider.projection(), SEATED);
    decider.on("s").decide(AT, seated -> take(seated, "ann"));
    snapshots.compact("s");
    assertDecided(another().startingFrom(snapshots).on("s").decide(AT, seated -> take(seated, "bob")))
        .after(List.of("ann", "bob"), 2);
    assertDecided(decider.on("s").decide(AT, seated -> take(seated, "ann"))).result("has one");
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
  void a_snapshot_that_is_behind_is_folded_on_and_one_that_is_ahead_is_not_begun_with() {
    var snapshots = store.snapshots("seated", 1, decider.projection(), SEATED);
    append("s", "taken", "ann");
    snapshots.keep("s");
    append("s", "taken", "bob");
    var folded = new AtomicInteger();
    var starting = counting(store, folded).startingFrom(snapshots);
    assertThat(starting.state("s")).isEqualTo(new State<>(List.of("ann", "bob"), 2));
    assertThat(folded).as("the tail").hasValue(1);
    var key = OwnKeys.key("t", "snapshot", "seated", 1);
    backend.commit(Commit.builder().put(key, json(Map.of("seq", 7, "value", List.of("ghost")))).build());
    append("t", "taken", "cem");
    assertDecided(starting.on("t").decide(AT, seated -> take(seated, "dan"))).after(List.of("cem", "dan"), 2);
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

  /** A decider over {@code over} that says how many events it folded. */
  private static Decider<List<String>, Seating> counting(Persist over, AtomicInteger folded) {
    return new Decider<>(over, TYPES, List.of(), (seated, event) -> {
      folded.incrementAndGet();
      return evolve(seated, event);
    });
  }
}
