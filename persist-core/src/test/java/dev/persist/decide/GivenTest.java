package dev.persist.decide;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GivenTest {
  private final Given<Integer> given = Given.events(0, Integer::sum, List.of(1, 2));

  @Test
  void what_a_decision_comes_to_is_checked() {
    given.when(sum -> Verdict.of("three", sum)).then("three", List.of(3));
    given.when(sum -> Verdict.<Integer, String>of("nothing")).then("nothing", List.of());
  }

  @Test
  void another_result_or_other_events_are_an_error_that_shows_both() {
    var when = given.when(sum -> Verdict.of("three", sum));
    assertThatThrownBy(() -> when.then("four", List.of(3))).isInstanceOf(AssertionError.class)
        .hasMessage("expected four and [3], but it came to three and [3]");
    assertThatThrownBy(() -> when.then("three", List.of())).isInstanceOf(AssertionError.class)
        .hasMessage("expected three and [], but it came to three and [3]");
  }

  @Test
  void events_are_folded_oldest_first_onto_the_seed_and_compared_in_their_order() {
    var given = Given.events("", (String all, String each) -> all + each, List.of("a", "b"));
    given.when(all -> Verdict.ofAll(all, List.of("c", "d"))).then("ab", List.of("c", "d"));
    assertThatThrownBy(() -> given.when(all -> Verdict.ofAll(all, List.of("c", "d"))).then("ab", List.of("d", "c")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected ab and [d, c], but it came to ab and [c, d]");
    Given.events("seed", (String all, String each) -> all + each, List.of())
        .when(all -> Verdict.<String, String>of(all))
        .then("seed", List.of());
  }
}
