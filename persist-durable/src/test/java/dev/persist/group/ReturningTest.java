package dev.persist.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long the writer waits for the callers that it has answered. */
class ReturningTest {
  private final Returning returning = new Returning();

  @Test
  void it_waits_an_eighth_of_the_last_write() {
    returning.written(3, 800);
    assertThat(returning.nanos(2)).isEqualTo(100);
    assertThat(returning.callers()).isEqualTo(3);
  }

  @Test
  void it_does_not_wait_when_all_are_there_or_nothing_was_written() {
    assertThat(returning.nanos(1)).isZero();
    returning.written(3, 800);
    assertThat(returning.nanos(3)).isZero();
    assertThat(returning.nanos(4)).isZero();
  }

  @Test
  void it_waits_no_longer_than_five_milliseconds_after_a_slow_write() {
    returning.written(2, TimeUnit.SECONDS.toNanos(30));
    assertThat(returning.nanos(1)).isEqualTo(5_000_000);
  }

  @Test
  void after_each_wait_in_vain_it_leaves_out_more() {
    returning.written(4, 800);
    var leftOut = IntStream.range(0, 9).map(i -> {
      returning.waited(1, 2);
      return leftOut();
    });
    assertThat(leftOut).containsExactly(1, 3, 7, 15, 31, 63, 63, 63, 63);
  }

  @Test
  void it_waits_each_time_while_half_of_them_return() {
    returning.written(5, 800);
    returning.waited(1, 2);
    returning.waited(1, 3);
    assertThat(leftOut()).isZero();
    returning.waited(1, 2);
    assertThat(leftOut()).as("it begins anew").isEqualTo(1);
  }

  /** Returns how many groups are taken without a wait before one is waited for. */
  private int leftOut() {
    var count = 0;
    while (returning.nanos(1) == 0) {
      count++;
    }
    return count;
  }
}
