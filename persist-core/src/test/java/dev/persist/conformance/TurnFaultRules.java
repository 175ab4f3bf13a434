package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.StoreException;
import dev.persist.decide.Decided;
import dev.persist.decide.Verdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What befalls one of several commands that are sent together (rule D5). */
@Rule("D5")
abstract class TurnFaultRules extends TurnSuite {
  TurnFaultRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("D14")
  void what_one_throws_is_its_own() throws Exception {
    says("ann");
    var failing = decides(said -> {
      throw new IllegalStateException("planted");
    });
    var after = says("cem");
    var reserved = decides(said -> Verdict.of("", new Speech.Said("dan"))
        .also(commit -> commit.put("$own", json(1))));
    var unfoldable = decides(said -> Verdict.of("", new Speech.Said("what cannot be folded")));
    first.countDown();
    assertThatThrownBy(failing::get).hasRootCauseMessage("planted");
    assertThatThrownBy(reserved::get).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(unfoldable::get).hasRootCauseMessage("what cannot be folded");
    assertThat(result(after)).isEqualTo("ann");
    assertThat(said()).as("nothing of those that failed").containsExactly("ann", "cem");
  }

  @Test
  void an_unknown_outcome_is_told_to_each() throws Exception {
    says("ann");
    var callers = List.of(says("bob"), says("cem"));
    answer = results -> {
      if (sent.size() == 2) {
        throw new StoreException.UnknownOutcome("planted", new IllegalStateException());
      }
      return results;
    };
    first.countDown();
    for (var caller : callers) {
      assertThatThrownBy(caller::get).hasCauseInstanceOf(StoreException.UnknownOutcome.class);
    }
    assertThat(result(says("dan"))).as("the next finds out").isEqualTo("ann bob cem");
  }

  private void secondMeets(StoreException fault) {
    beforeEach = () -> {
      if (sent.size() == 2) {
        throw fault;
      }
    };
    first.countDown();
  }

  @Test
  void a_store_that_does_not_answer_is_told_to_each() throws Exception {
    says("ann");
    var callers = List.of(says("bob"), says("cem"));
    secondMeets(new StoreException.Unavailable("planted"));
    for (var caller : callers) {
      assertThatThrownBy(caller::get).hasCauseInstanceOf(StoreException.Unavailable.class);
    }
    assertThat(result(says("dan"))).isEqualTo("ann");
    assertThat(sent).as("nothing that did not come is expected any more").hasSize(3);
  }

  @Test
  @Rule("D14")
  void a_commit_that_is_refused_is_one_callers() throws Exception {
    says("ann");
    var callers = List.of(says("bob"), says("cem"), says("dan"));
    secondMeets(new StoreException.Refused("planted", new IllegalStateException()));
    assertThatThrownBy(callers.getFirst()::get).hasCauseInstanceOf(StoreException.Refused.class);
    assertThat(callers.get(1).get()).isInstanceOf(Decided.Now.class);
    assertThat(callers.get(2).get()).isInstanceOf(Decided.Now.class);
    assertThat(said()).startsWith("ann").containsExactlyInAnyOrder("ann", "cem", "dan");
  }

  @Test
  void an_error_in_the_thread_that_sends_leaves_nobody_waiting() throws Exception {
    says("ann");
    var callers = List.of(says("bob"), says("cem"));
    beforeEach = () -> {
      if (sent.size() == 2) {
        throw new OutOfMemoryError("planted");
      }
    };
    first.countDown();
    assertThatThrownBy(callers.getFirst()::get).hasCauseInstanceOf(StoreException.UnknownOutcome.class);
    assertThatThrownBy(callers.getLast()::get).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(result(says("dan"))).isEqualTo("ann");
  }

  @Test
  void those_who_throw_do_not_keep_what_was_decided_from_being_sent() throws Exception {
    says("ann");
    says("bob");
    for (var i = 0; i < 300; i++) {
      decides(said -> {
        throw new IllegalStateException("planted");
      });
    }
    var last = says("cem");
    first.countDown();
    assertThat(result(last)).isEqualTo("ann bob");
    assertThat(sent).extracting(List::size).as("after so many turns").containsExactly(1, 1, 1);
  }

  @Test
  void what_is_damaged_for_one_is_one_callers() throws Exception {
    says("ann");
    var callers = List.of(says("bob"), says("cem"));
    secondMeets(new StoreException.Damaged("planted"));
    assertThatThrownBy(callers.getFirst()::get).hasCauseInstanceOf(StoreException.Damaged.class);
    assertThat(result(callers.getLast())).isEqualTo("ann");
  }

  @Test
  void an_exception_that_nobody_declared_leaves_nobody_waiting() throws Exception {
    says("ann");
    var callers = List.of(says("bob"), says("cem"));
    beforeEach = () -> {
      if (sent.size() == 2) {
        TurnFaultRules.<RuntimeException>sneak(new IOException("planted"));
      }
    };
    first.countDown();
    assertThatThrownBy(callers.getFirst()::get).hasCauseInstanceOf(StoreException.UnknownOutcome.class);
    assertThatThrownBy(callers.getLast()::get).hasCauseInstanceOf(IOException.class);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
