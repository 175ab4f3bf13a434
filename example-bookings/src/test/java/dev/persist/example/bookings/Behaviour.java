package dev.persist.example.bookings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What booking does for one caller at a time, before and after the migration, in the answers that callers always had. */
public abstract class Behaviour {
  /** Opens it or changes its capacity, and returns whether that changed anything; throws when it cannot be. */
  protected abstract boolean open(String occurrence, int capacity);

  /** Books and returns the seat, 0 when all are taken; throws when it was never opened. */
  protected abstract int book(String occurrence, String actor);

  /** Gives back the seat, and returns whether there was one. */
  protected abstract boolean cancel(String occurrence, String actor);

  /** Returns who has which seat, in the order of the seats; null when it was never opened. */
  protected abstract @Nullable Map<Integer, String> roster(String occurrence);

  @Test
  void seats_are_given_from_1_until_all_are_taken() {
    open("talk", 2);
    assertThat(book("talk", "alice")).isEqualTo(1);
    assertThat(roster("talk")).isEqualTo(Map.of(1, "alice"));
    assertThat(book("talk", "bob")).isEqualTo(2);
    assertThat(book("talk", "carol")).isZero();
    assertThat(roster("talk")).isEqualTo(Map.of(1, "alice", 2, "bob"));
  }

  @Test
  void booking_twice_keeps_the_seat_also_when_full() {
    open("talk", 1);
    book("talk", "alice");
    assertThat(book("talk", "alice")).isEqualTo(1);
    assertThat(roster("talk")).isEqualTo(Map.of(1, "alice"));
  }

  @Test
  void what_was_never_opened_cannot_be_booked() {
    assertThatIllegalStateException().isThrownBy(() -> book("talk", "alice"));
    assertThat(cancel("talk", "alice")).isFalse();
    assertThat(roster("talk")).isNull();
  }

  @Test
  void a_cancelled_seat_is_the_next_to_be_given() {
    open("talk", 3);
    book("talk", "alice");
    book("talk", "bob");
    assertThat(cancel("talk", "alice")).isTrue();
    assertThat(cancel("talk", "alice")).isFalse();
    assertThat(roster("talk")).isEqualTo(Map.of(2, "bob"));
    assertThat(book("talk", "carol")).isEqualTo(1);
    assertThat(book("talk", "alice")).isEqualTo(3);
    assertThat(roster("talk").values()).containsExactly("carol", "bob", "alice");
  }

  @Test
  void opening_again_changes_title_and_capacity_but_takes_no_seat_away() {
    assertThat(open("talk", 2)).isTrue();
    assertThat(open("talk", 2)).isFalse();
    assertThat(roster("talk")).isEmpty();
    book("talk", "alice");
    book("talk", "bob");
    cancel("talk", "alice");
    assertThatIllegalArgumentException().isThrownBy(() -> open("talk", 1)).withMessageContaining("2");
    assertThat(open("talk", 3)).isTrue();
    assertThat(roster("talk")).isEqualTo(Map.of(2, "bob"));
    assertThat(book("talk", "carol")).isEqualTo(1);
    assertThat(book("talk", "dave")).isEqualTo(3);
    assertThat(book("talk", "erin")).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> open("talk", 0)).withMessageContaining("0");
  }

  @Test
  void occurrences_are_isolated() {
    open("talk", 1);
    open("other", 1);
    book("talk", "alice");
    assertThat(book("other", "alice")).isEqualTo(1);
  }
}
