package dev.persist.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final Duration EACH = Duration.ofSeconds(20);

  private Instant now = Instant.parse("2026-01-31T09:00:00Z");
  private final Throttle throttle = new Throttle(() -> now, 3, EACH, "tries");

  private void takeAll(String name) {
    for (var i = 0; i < 3; i++) {
      assertThat(throttle.take(name)).isEmpty();
    }
    assertThat(throttle.take(name)).isPresent();
  }

  @Test
  void some_are_there_at_once_and_then_one_each_while() {
    takeAll("ann");
    assertThat(throttle.take("ann")).hasValue(EACH);
    now = now.plus(EACH).minusMillis(1);
    assertThat(throttle.take("ann")).hasValue(Duration.ofMillis(1));
    now = now.plusMillis(1);
    assertThat(throttle.take("ann")).isEmpty();
    assertThat(throttle.take("ann")).hasValue(EACH);
    now = now.plus(Duration.ofHours(1));
    takeAll("ann");
  }

  @Test
  void each_name_has_its_own() {
    takeAll("ann");
    takeAll("bob");
  }

  @Test
  void what_was_taken_is_given_back() {
    takeAll("ann");
    throttle.giveBack("ann");
    assertThat(throttle.take("ann")).isEmpty();
    assertThat(throttle.take("ann")).isPresent();
    throttle.reset("ann");
    takeAll("ann");
  }

  @Test
  void giving_back_more_than_was_taken_gives_no_more() {
    throttle.giveBack("ann");
    assertThat(throttle.take("ann")).isEmpty();
    throttle.giveBack("ann");
    throttle.giveBack("ann");
    takeAll("ann");
  }

  @Test
  void it_forgets_the_names_that_were_used_least_lately_and_no_others() {
    takeAll("ann");
    for (var i = 1; i < 10_000; i++) {
      throttle.take("name" + i);
    }
    assertThat(throttle.take("ann")).as("among the last 10,000").isPresent();
    for (var i = 1; i < 10_000; i++) {
      throttle.take("other" + i);
    }
    assertThat(throttle.take("ann")).as("as long as it is used").isPresent();
    for (var i = 0; i < 10_000; i++) {
      throttle.take("another" + i);
    }
    takeAll("ann");
  }

  @Test
  void a_clock_that_was_set_back_makes_nobody_wait_for_it() {
    takeAll("ann");
    now = now.minus(Duration.ofDays(1));
    assertThat(throttle.take("ann")).hasValue(EACH);
    now = now.plus(EACH);
    assertThat(throttle.take("ann")).isEmpty();
  }
}
