package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.decide.Decided;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often a command is decided, and how long it waits (rule D1). */
@Rule("D1")
abstract class PatienceRules extends SeatingSuite {
  PatienceRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("D16")
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

  @Test
  @Rule("D16")
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
        .withMessageContaining("is 0");
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
    assertDecided(decided).after(List.of("bob", "ann"), 2);
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
}
