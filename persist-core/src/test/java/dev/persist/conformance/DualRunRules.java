package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Parity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What two versions behind one seam promise. */
abstract class DualRunRules extends MigrationSuite {
  DualRunRules(ConformanceKit kit) {
    super(kit);
  }

  /** As a method that returns void, and has nothing to compare. */
  private static @Nullable Void forget(Call.Read call, Counters counters) {
    ((InMemory) counters).counts.remove(call.name());
    return null;
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

  @Rule("M2")
  @Test
  void a_call_that_answers_nothing_is_made_on_both() {
    var both = new Both(new InMemory());
    both.add("a", 1);
    both.run.command(new Call.Read("a"), DualRunRules::forget);
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
        "a value whose text cannot be read: java.lang.IllegalStateException", "2");
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
}
