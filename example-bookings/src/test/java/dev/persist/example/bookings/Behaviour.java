package dev.persist.example.bookings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyBooked;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyOpen;
import dev.persist.example.bookings.domain.BookingOutcome.Full;
import dev.persist.example.bookings.domain.BookingOutcome.NotBooked;
import dev.persist.example.bookings.domain.BookingOutcome.NotOpen;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.BookingOutcome.SeatCancelled;
import dev.persist.example.bookings.domain.BookingOutcome.TooSmall;
import dev.persist.example.bookings.domain.Roster;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What booking does for one caller at a time, before and after the migration. */
public abstract class Behaviour {
  protected static final Instant AT = Instant.EPOCH;

  protected abstract BookingOutcome open(String occurrence, int capacity);

  protected abstract BookingOutcome book(String occurrence, String actor);

  protected abstract BookingOutcome cancel(String occurrence, String actor);

  protected abstract Roster roster(String occurrence);

  @Test
  void seats_are_given_from_1_until_all_are_taken() {
    open("talk", 2);
    assertThat(book("talk", "alice")).isEqualTo(new SeatBooked("alice", 1));
    assertThat(roster("talk").seatsLeft(AT)).isEqualTo(1);
    assertThat(book("talk", "bob")).isEqualTo(new SeatBooked("bob", 2));
    assertThat(book("talk", "carol")).isEqualTo(new Full(2));
    assertThat(roster("talk").seats()).isEqualTo(Map.of("alice", 1, "bob", 2));
    assertThat(roster("talk").seatsLeft(AT)).isZero();
  }

  @Test
  void booking_twice_keeps_the_seat_also_when_full() {
    open("talk", 1);
    book("talk", "alice");
    assertThat(book("talk", "alice")).isEqualTo(new AlreadyBooked("alice", 1));
    assertThat(roster("talk").seats()).isEqualTo(Map.of("alice", 1));
  }

  @Test
  void what_was_never_opened_cannot_be_booked() {
    assertThat(book("talk", "alice")).isEqualTo(new NotOpen());
    assertThat(cancel("talk", "alice")).isEqualTo(new NotBooked("alice"));
    assertThat(roster("talk")).isEqualTo(Roster.NONE);
  }

  @Test
  void a_cancelled_seat_is_the_next_to_be_given() {
    open("talk", 3);
    book("talk", "alice");
    book("talk", "bob");
    assertThat(cancel("talk", "alice")).isEqualTo(new SeatCancelled("alice", 1, List.of()));
    assertThat(cancel("talk", "alice")).isEqualTo(new NotBooked("alice"));
    assertThat(book("talk", "carol")).isEqualTo(new SeatBooked("carol", 1));
    assertThat(book("talk", "alice")).isEqualTo(new SeatBooked("alice", 3));
  }

  @Test
  void opening_again_changes_title_and_capacity_but_takes_no_seat_away() {
    assertThat(open("talk", 2))
        .isInstanceOfSatisfying(BookingOutcome.Open.class, open -> assertThat(open.first()).isTrue());
    assertThat(open("talk", 2)).isEqualTo(new AlreadyOpen());
    book("talk", "alice");
    book("talk", "bob");
    cancel("talk", "alice");
    assertThat(open("talk", 1)).isEqualTo(new TooSmall(2));
    assertThat(open("talk", 5))
        .isInstanceOfSatisfying(BookingOutcome.Open.class, open -> assertThat(open.first()).isFalse());
    assertThat(roster("talk").seatsLeft(AT)).isEqualTo(4);
    assertThatIllegalArgumentException().isThrownBy(() -> open("talk", 0)).withMessageContaining("0");
  }

  @Test
  void occurrences_are_isolated() {
    open("talk", 1);
    open("other", 1);
    book("talk", "alice");
    assertThat(book("other", "alice")).isEqualTo(new SeatBooked("alice", 1));
  }
}
