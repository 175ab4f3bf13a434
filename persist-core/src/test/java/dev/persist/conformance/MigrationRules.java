package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Genesis.Imported;
import dev.persist.migrate.Genesis.Opening;
import dev.persist.migrate.Parity;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way from an old system: import (M1), dual run (M2), cut-over and roll-back (M3). */
abstract class MigrationRules extends Suite {
  private static final InstantSource CLOCK = InstantSource.fixed(AT);
  private static final Map<String, Integer> DUMP = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));

  MigrationRules(ConformanceKit kit) {
    super(kit);
  }

  /** The seam: counters by name. */
  private interface Counters {
    int add(String name, int amount);

    int read(String name);
  }

  /** The calls on it. */
  private sealed interface Call {
    Integer on(Counters counters);

    record Add(String name, int amount) implements Call {
      @Override
      public Integer on(Counters counters) {
        return counters.add(name, amount);
      }
    }

    record Read(String name) implements Call {
      @Override
      public Integer on(Counters counters) {
        return counters.read(name);
      }
    }
  }

  /** Refuses to add 13. */
  private static class InMemory implements Counters {
    final Map<String, Integer> counts = new TreeMap<>();

    @Override
    public int add(String name, int amount) {
      if (amount == 13) {
        throw new IllegalArgumentException("13 is refused");
      }
      return counts.merge(name, amount, Integer::sum);
    }

    @Override
    public int read(String name) {
      return counts.getOrDefault(name, 0);
    }
  }

  private static Opening opening(String name, int count) {
    return new Opening("counter/" + name, json(count),
        commit -> commit.append("counter/" + name, event("opened")).put("count/" + name, json(count)).global());
  }

  private static Stream<Opening> openings(Map<String, Integer> dump) {
    return dump.entrySet().stream().map(each -> opening(each.getKey(), each.getValue()));
  }

  private Imported genesis(Persist store) {
    return new Genesis(store, "counters").run(openings(DUMP));
  }

  @Rule("M1")
  @Test
  void an_import_run_twice_is_one_that_was_run_once() {
    assertThat(genesis(store)).isEqualTo(new Imported(3, 0, List.of(), List.of()));
    var once = Contents.of(store);
    assertThat(once).hasSize(3 + 3 + 3);
    restart();
    assertThat(genesis(store)).isEqualTo(new Imported(0, 3, List.of(), List.of()));
    assertThat(Contents.of(store)).isEqualTo(once);
  }

  @Rule("M1")
  @Test
  void an_import_that_was_cut_off_anywhere_goes_on_where_it_was() {
    genesis(store);
    var once = Contents.of(store);
    for (var loss : LossyBackend.Loss.values()) {
      for (var commits = 0; commits < DUMP.size(); commits++) {
        startOver();
        var cut = Persist.over(new LossyBackend(backend, loss, commits));
        assertThatThrownBy(() -> genesis(cut)).isInstanceOf(StoreException.UnknownOutcome.class);
        restart();
        assertThat(genesis(store).complete()).isTrue();
        assertThat(Contents.of(store)).isEqualTo(once);
      }
    }
  }

  @Rule("M1")
  @Test
  void what_happened_to_a_stream_after_its_import_stays() {
    genesis(store);
    append("counter/a");
    kv().put("count/a", json(2));
    assertThat(genesis(store)).isEqualTo(new Imported(0, 3, List.of(), List.of()));
    assertThat(log().count("counter/a")).isEqualTo(2);
    assertThat(kv().get("count/a")).contains(json(2));
  }

  @Rule("M4")
  @Test
  void what_the_old_one_changed_since_is_named_and_left_as_it_was_imported() {
    genesis(store);
    var later = new TreeMap<>(DUMP);
    later.put("b", 7);
    later.put("d", 4);
    var again = new Genesis(store, "counters").run(openings(later));
    assertThat(again).isEqualTo(new Imported(1, 2, List.of("counter/b"), List.of()));
    assertThat(again.complete()).isFalse();
    assertThat(kv().get("count/b")).contains(json(2));
    assertThat(kv().get("count/d")).contains(json(4));
  }

  @Rule("M4")
  @Test
  void a_stream_that_has_events_of_its_own_is_named_and_left_as_it_is() {
    append("counter/b");
    var imported = genesis(store);
    assertThat(imported).isEqualTo(new Imported(2, 0, List.of(), List.of("counter/b")));
    assertThat(imported.complete()).isFalse();
    assertThat(log().count("counter/b")).isEqualTo(1);
    assertThat(kv().get("count/b")).isEmpty();
  }

  @Rule("M1")
  @Test
  void an_opening_without_an_event_for_its_stream_is_refused_and_what_comes_before_it_is_opened() {
    var openings = Stream.of(opening("a", 1), new Opening("counter/b", json(0), commit -> commit.put("k", json(1))));
    assertThatIllegalArgumentException().isThrownBy(() -> new Genesis(store, "counters").run(openings))
        .withMessageContaining("counter/b");
    assertThat(log().count("counter/a")).isEqualTo(1);
    assertThat(kv().has("k")).isFalse();
  }

  @Rule("M1")
  @Test
  void an_opening_with_an_id_of_its_own_is_refused() {
    var own = new Genesis.Opening("own", json(1),
        commit -> commit.append("own", event("x")).id(CommitId.of("own", "mine", json(1))));
    assertThatIllegalArgumentException().isThrownBy(() -> new Genesis(store, "g").run(Stream.of(own)))
        .withMessageContaining("\"own\"")
        .withMessageContaining("id of its own");
    assertThat(log().lastSeq("own")).isZero();
  }

  @Rule("M1")
  @Test
  void an_opening_that_is_over_a_limit_is_refused_with_its_stream() {
    var opening = new Opening("counter/big", json(0), commit -> {
      IntStream.range(0, 5_000).forEach(i -> commit.append("counter/big", event("opened")));
      return commit;
    });
    assertThatIllegalArgumentException().isThrownBy(() -> new Genesis(store, "counters").run(Stream.of(opening)))
        .withMessageContaining("counter/big")
        .withMessageContaining("4096");
    assertThat(log().count("counter/big")).isZero();
  }

  /** Both versions, and the run of both. */
  private final class Both {
    final InMemory old = new InMemory();
    final InMemory candidate;
    DualRun<Counters, Call> run;

    Both(InMemory candidate) {
      this.candidate = candidate;
      this.run = new DualRun<>(store, "counters", CLOCK, old, candidate);
    }

    int add(String name, int amount) {
      return run.command(new Call.Add(name, amount), Call.Add::on);
    }

    int read(String name) {
      return run.query(new Call.Read(name), Call.Read::on);
    }
  }

  /** Adds twice to "b". */
  private static InMemory planted() {
    return new InMemory() {
      @Override
      public int add(String name, int amount) {
        var once = super.add(name, amount);
        return name.equals("b") ? super.add(name, amount) : once;
      }
    };
  }

  @Rule({"M5", "M6"})
  @Test
  void the_candidate_follows_and_the_old_one_answers() {
    var both = new Both(planted());
    assertThat(both.run.oldServes()).isTrue();
    assertThat(both.add("a", 1)).isEqualTo(1);
    assertThat(both.run.differences()).isEmpty();
    assertThat(both.add("b", 3)).isEqualTo(3);
    assertThat(both.read("b")).isEqualTo(3);
    assertThat(both.candidate.counts).isEqualTo(Map.of("a", 1, "b", 6));
    assertThat(log().count("migration/counters")).as("before anybody asks").isEqualTo(2);
    assertThat(both.run.differences()).containsExactly(
        new Difference("Add[name=b, amount=3]", "3", "6"), new Difference("Read[name=b]", "3", "6"));
  }

  @Rule("M6")
  @Test
  void a_difference_is_recorded_once_and_no_more_than_a_thousand_are() {
    var both = new Both(planted());
    both.add("b", 1);
    IntStream.range(0, 5).forEach(i -> both.read("b"));
    assertThat(both.run.differences()).hasSize(2);
    IntStream.range(0, 1_010).forEach(i -> both.add("b", 1));
    assertThat(both.run.differences()).hasSize(1_000);
    assertThat(log().count("migration/counters")).isEqualTo(1_000);
  }

  /** As a method that returns void, and has nothing to compare. */
  private static @Nullable Void forget(Call.Read call, Counters counters) {
    ((InMemory) counters).counts.remove(call.name());
    return null;
  }

  @Rule("M2")
  @Test
  void a_call_that_answers_nothing_is_made_on_both() {
    var both = new Both(new InMemory());
    both.add("a", 1);
    both.run.command(new Call.Read("a"), MigrationRules::forget);
    assertThat(both.old.counts).isEmpty();
    assertThat(both.candidate.counts).isEmpty();
    assertThat(both.run.differences()).isEmpty();
    var throwing = new Both(new InMemory() {
      @Override
      public int add(String name, int amount) {
        throw new IllegalStateException("no " + name);
      }
    });
    throwing.run.command(new Call.Add("a", 1), (call, counters) -> {
      counters.add(call.name(), call.amount());
      return null;
    });
    assertThat(throwing.run.differences()).containsExactly(new Difference("Add[name=a, amount=1]", "null",
        "threw java.lang.IllegalStateException: no a"));
  }

  @Rule("M2")
  @Test
  void what_is_too_long_to_be_read_is_cut_and_what_is_no_character_is_replaced() {
    var both = new Both(planted());
    var most = "\ud83d\ude00".repeat(10_000);
    assertThat(new Difference(most, "", "").call()).isEqualTo(most);
    both.run.command(new Call.Add("b", 1), (call, counters) -> most + "x".repeat(counters.add("b", 1)) + "\ud83d");
    both.run.command(new Call.Add("b", 1), (call, counters) -> counters.add("b", 1) + "\ud83d");
    assertThat(both.run.differences()).containsExactly(new Difference("Add[name=b, amount=1]", most + "…", most + "…"),
        new Difference("Add[name=b, amount=1]", "2?", "4?"));
  }

  @Rule({"M5", "M6"})
  @Test
  void a_candidate_that_throws_is_a_difference_and_costs_the_caller_nothing() {
    var both = new Both(new InMemory() {
      @Override
      public int read(String name) {
        throw new IllegalStateException("no " + name);
      }
    });
    assertThat(both.read("a")).isZero();
    assertThat(both.run.differences()).containsExactly(
        new Difference("Read[name=a]", "0", "threw java.lang.IllegalStateException: no a"));
  }

  /** Neither its text can be had, nor can it be compared. */
  private static final class Unspeakable {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("not to be compared");
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Rule("M5")
  @Test
  void whatever_the_one_that_follows_does_costs_the_caller_nothing() {
    var both = new Both(new InMemory());
    for (var fault : List.of(new AssertionError("a"), new StackOverflowError(), new OutOfMemoryError("planted"))) {
      assertThat(both.run.<Call, Integer>query(new Call.Read("a"), (call, counters) -> {
        if (counters.equals(both.candidate)) {
          throw fault;
        }
        return 1;
      })).isEqualTo(1);
    }
    assertThat(both.run.<Call, Object>query(new Call.Read("a"),
        (call, counters) -> counters.equals(both.candidate) ? new Unspeakable() : 1)).isEqualTo(1);
    assertThat(both.run.<Call, Object>query(new Call.Read("a"),
        (call, counters) -> counters.equals(both.candidate) ? 2 : new Unspeakable())).isInstanceOf(Unspeakable.class);
    assertThat(both.run.differences().stream().map(Difference::candidate)).containsExactly(
        "threw java.lang.AssertionError: a", "threw java.lang.StackOverflowError",
        "threw java.lang.OutOfMemoryError: planted",
        "something whose text cannot be had: java.lang.IllegalStateException", "2");
  }

  @Rule("M10")
  @Test
  void when_the_one_that_serves_throws_the_other_is_not_called() {
    var both = new Both(new InMemory());
    assertThatIllegalArgumentException().isThrownBy(() -> both.add("a", 13));
    assertThat(both.candidate.counts).isEmpty();
    both.run.cutOver();
    assertThatIllegalArgumentException().isThrownBy(() -> both.add("a", 13));
    assertThat(both.old.counts).isEmpty();
    assertThat(both.run.differences()).isEmpty();
  }

  @Rule("M2")
  @Test
  void an_intended_difference_is_not_recorded() {
    var both = new Both(planted());
    both.run = both.run.intending(difference -> difference.call().contains("name=b"));
    both.add("b", 1);
    assertThat(both.run.differences()).isEmpty();
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Done());
  }

  @Rule({"M5", "M6"})
  @Test
  void a_store_that_fails_keeps_the_old_one_from_nothing_and_what_differs_meanwhile_is_recorded_later() {
    var lossy = new LossyBackend(backend, LossyBackend.Loss.BEFORE_THE_COMMIT);
    var failing = new ArrayList<>(List.of(false));
    var switching = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        return failing.getFirst() ? lossy.commit(commit) : super.commit(commit);
      }

      @Override
      public long lastSeq(String stream) {
        if (failing.getFirst()) {
          throw new StoreException.Unavailable("no answer", new IOException());
        }
        return super.lastSeq(stream);
      }
    });
    var both = new Both(planted());
    both.run = new DualRun<>(switching, "counters", CLOCK, both.old, both.candidate);
    failing.set(0, true);
    assertThat(both.add("b", 3)).isEqualTo(3);
    assertThat(both.read("b")).isEqualTo(3);
    assertThatThrownBy(both.run::differences).isInstanceOf(StoreException.class);
    assertThatThrownBy(both.run::cutOver).isInstanceOf(StoreException.class);
    failing.set(0, false);
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Differing(List.of(
        new Difference("Add[name=b, amount=3]", "3", "6"), new Difference("Read[name=b]", "3", "6"))));
    assertThat(both.run.oldServes()).isTrue();
  }

  @Rule("M2")
  @Test
  void of_commands_and_queries_at_the_same_time_both_versions_see_one_order() throws Exception {
    var both = new Both(new InMemory());
    Race.of(8, racer -> {
      for (var i = 0; i < 20; i++) {
        both.add("a", racer);
        both.read("a");
      }
      return racer;
    });
    assertThat(both.run.differences()).isEmpty();
    assertThat(both.candidate.counts).isEqualTo(both.old.counts).isEqualTo(Map.of("a", 20 * 28));
  }

  @Rule("M2")
  @Test
  void recorded_calls_run_on_two_versions_find_what_differs() {
    var both = new Both(new InMemory());
    var tape = new ArrayList<Call>();
    both.run = both.run.recording(tape::add);
    both.add("a", 1);
    both.add("b", 2);
    both.read("b");
    assertThatIllegalArgumentException().isThrownBy(() -> both.add("b", 13));
    assertThat(tape).hasSize(4);
    assertThat(Parity.of(tape.stream(), Call::on, new InMemory(), new InMemory()))
        .isEqualTo(new Parity(4, List.of()));
    assertThat(Parity.of(tape.stream(), Call::on, new InMemory(), planted())).isEqualTo(new Parity(4, List.of(
        new Difference("Add[name=b, amount=2]", "2", "4"), new Difference("Read[name=b]", "2", "4"))));
    var tolerant = new InMemory() {
      @Override
      public int add(String name, int amount) {
        return amount == 13 ? 0 : super.add(name, amount);
      }
    };
    assertThat(Parity.of(tape.stream(), Call::on, new InMemory(), tolerant).differences()).containsExactly(
        new Difference("Add[name=b, amount=13]", "threw java.lang.IllegalArgumentException: 13 is refused", "0"));
  }

  @Rule("M2")
  @Test
  void a_tape_that_throws_keeps_the_call_from_both() {
    var both = new Both(new InMemory());
    both.run = both.run.recording(call -> {
      throw new IllegalStateException("full");
    });
    assertThatIllegalStateException().isThrownBy(() -> both.add("a", 1));
    assertThat(both.old.counts).isEmpty();
    assertThat(both.candidate.counts).isEmpty();
  }

  @Rule("M3")
  @Test
  void a_cut_over_is_refused_while_there_are_differences_and_the_old_one_goes_on_serving() {
    var both = new Both(planted());
    both.add("b", 1);
    assertThat(both.run.cutOver())
        .isEqualTo(new CutOver.Differing(List.of(new Difference("Add[name=b, amount=1]", "1", "2"))));
    assertThat(both.run.oldServes()).isTrue();
    assertThat(both.read("b")).isEqualTo(1);
    both.run.clear();
    assertThat(both.run.differences()).isEmpty();
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Done());
  }

  @Rule({"M7", "M8"})
  @Test
  void after_a_cut_over_the_candidate_serves_and_the_old_one_follows_until_a_roll_back() throws Exception {
    var both = new Both(new InMemory());
    both.add("a", 1);
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Done());
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Done());
    assertThat(both.run.oldServes()).isFalse();
    Race.of(1, elsewhere -> both.add("a", 1));
    assertThat(both.old.counts).isEqualTo(Map.of("a", 2));
    both.candidate.counts.put("a", 10);
    assertThat(both.read("a")).isEqualTo(10);
    assertThat(both.run.differences()).containsExactly(new Difference("Read[name=a]", "2", "10"));
    both.run.rollBack();
    both.run.rollBack();
    assertThat(both.run.oldServes()).isTrue();
    assertThat(both.read("a")).isEqualTo(2);
    assertThat(log().read("migration/counters").map(Event::type))
        .containsExactly("cut-over", "differed", "rolled-back");
  }

  @Rule("M9")
  @Test
  void who_serves_holds_through_a_restart_and_for_every_process() {
    var both = new Both(new InMemory());
    var elsewhere = new Both(new InMemory());
    both.run.cutOver();
    assertThat(elsewhere.run.oldServes()).isFalse();
    elsewhere.run.rollBack();
    assertThat(both.run.oldServes()).isTrue();
    both.run.cutOver();
    restart();
    assertThat(new Both(new InMemory()).run.oldServes()).isFalse();
  }
}
