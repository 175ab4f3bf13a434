package dev.persist.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GivenTest {
  private final Given<Integer, Integer> given = Given.seed(0, Integer::sum).events(1, 2);
  private final Given<String, String> texts = Given.seed("", (String all, String each) -> all + each);

  @Test
  void what_a_decision_comes_to_is_checked() {
    given.when(sum -> Verdict.of("three", sum)).then("three", 3);
    given.when(sum -> Verdict.of("three", sum)).then(String.class, 3);
    given.when(sum -> Verdict.of("three", sum)).thenHappens(3);
    given.when(sum -> Verdict.<Integer, String>of("nothing")).then("nothing");
  }

  @Test
  void another_result_or_other_events_are_an_error_that_shows_both() {
    var when = given.when(sum -> Verdict.<Integer, Object>of("three", sum));
    assertThatThrownBy(() -> when.then("four", 3)).isInstanceOf(AssertionError.class)
        .hasMessage("expected four and [3], but it came to three and [3]");
    assertThatThrownBy(() -> when.then("three")).isInstanceOf(AssertionError.class)
        .hasMessage("expected three and [], but it came to three and [3]");
    assertThatThrownBy(() -> when.then(Integer.class, 3)).isInstanceOf(AssertionError.class)
        .hasMessage("expected some Integer and [3], but it came to three and [3]");
    assertThatThrownBy(() -> when.then(String.class, 4)).isInstanceOf(AssertionError.class)
        .hasMessage("expected some String and [4], but it came to three and [3]");
    assertThatThrownBy(when::thenHappens).isInstanceOf(AssertionError.class)
        .hasMessage("expected any result and [], but it came to three and [3]");
  }

  @Test
  void events_are_folded_oldest_first_onto_the_seed_and_compared_in_their_order() {
    var when = texts.events("a").events("b").when(all -> Verdict.ofAll(all, List.of("c", "d")));
    when.then("ab", "c", "d");
    assertThatThrownBy(() -> when.then("ab", "d", "c")).isInstanceOf(AssertionError.class)
        .hasMessage("expected ab and [d, c], but it came to ab and [c, d]");
    texts.events("a", "b").when(all -> Verdict.of("all", all)).then("all", "ab");
    texts.when(all -> Verdict.of("all", all)).then("all", "");
  }

  @Test
  void the_next_command_is_decided_on_the_state_after_the_events_of_the_last() {
    var after = given.when(sum -> Verdict.of("three", 4)).then("three", 4).when(sum -> Verdict.of("sum", sum));
    assertThat(after.then("sum", 7).state()).isEqualTo(14);
    assertThat(after.verdict().events()).containsExactly(7);
    assertThat(given.state()).isEqualTo(3);
  }

  @Test
  void a_decision_that_comes_to_something_else_the_second_time_is_an_error() {
    var calls = new AtomicInteger();
    assertThatThrownBy(() -> given.when(sum -> Verdict.of(calls.incrementAndGet(), sum)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("decided twice on one state, it came to 1 and [3], then to 2 and [3]");
    assertThatThrownBy(() -> given.when(sum -> Verdict.of("sum", calls.incrementAndGet())))
        .isInstanceOf(AssertionError.class)
        .hasMessage("decided twice on one state, it came to sum and [3], then to sum and [4]");
  }
}
