package dev.persist.example.bookings.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Expired;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Joined;
import dev.persist.example.bookings.domain.BookingEvent.Left;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.BookingEvent.Released;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyBooked;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyHeld;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyOpen;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyWaiting;
import dev.persist.example.bookings.domain.BookingOutcome.Full;
import dev.persist.example.bookings.domain.BookingOutcome.HoldReleased;
import dev.persist.example.bookings.domain.BookingOutcome.NotBooked;
import dev.persist.example.bookings.domain.BookingOutcome.NotOpen;
import dev.persist.example.bookings.domain.BookingOutcome.NothingDue;
import dev.persist.example.bookings.domain.BookingOutcome.Open;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.BookingOutcome.SeatCancelled;
import dev.persist.example.bookings.domain.BookingOutcome.SeatHeld;
import dev.persist.example.bookings.domain.BookingOutcome.Settled;
import dev.persist.example.bookings.domain.BookingOutcome.TooSmall;
import dev.persist.example.bookings.domain.BookingOutcome.Waiting;
import dev.persist.example.bookings.domain.BookingOutcome.WaitingEnded;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is decided on a roster; no store. */
class RosterTest {
  private static final Instant AT = Instant.EPOCH;
  private static final Instant UNTIL = AT.plusSeconds(60);
  private static final Instant BEFORE = UNTIL.minusNanos(1);

  private static Roster of(int capacity, BookingEvent... events) {
    return Stream.concat(Stream.of(new Opened("A talk", capacity)), Stream.of(events))
        .reduce(Roster.NONE, Roster::evolve, (one, other) -> other);
  }

  @Test
  void an_answer_says_whether_it_is_new() {
    var asked = new Opened("A talk", 1);
    assertThat(Roster.NONE.open("A talk", 1)).isEqualTo(new Open(asked, true, List.of()));
    assertThat(Roster.NONE.evolve(asked).open("A talk", 1)).isEqualTo(new AlreadyOpen());
    assertThat(of(2).open("A talk", 1)).isEqualTo(new Open(asked, false, List.of()));
    assertThat(of(2).open("Another title", 2)).isEqualTo(new Open(new Opened("Another title", 2), false, List.of()));
    assertThat(of(1).book("alice")).isEqualTo(new SeatBooked("alice", 1));
    assertThat(of(1, new Booked("alice", 1)).book("alice")).isEqualTo(new AlreadyBooked("alice", 1));
    assertThat(of(1, new Booked("alice", 1)).book("bob")).isEqualTo(new Full(1));
    assertThat(of(1, new Booked("alice", 1)).cancel("alice")).isEqualTo(new SeatCancelled("alice", 1, List.of()));
    assertThat(of(1).cancel("alice")).isEqualTo(new NotBooked("alice"));
    assertThat(Roster.NONE.cancel("alice")).isEqualTo(new NotBooked("alice"));
    assertThat(Roster.NONE.book("alice")).isEqualTo(new NotOpen());
  }

  @Test
  void who_has_to_wait_gets_a_place_after_who_waits_already() {
    var roster = of(1, new Booked("alice", 1));
    assertThat(roster.join("bob")).isEqualTo(new Waiting("bob", 1));
    assertThat(roster.join("bob").events()).containsExactly(new Joined("bob"));
    var waited = roster.evolve(new Joined("bob"));
    assertThat(waited.join("carol")).isEqualTo(new Waiting("carol", 2));
    assertThat(waited.join("bob")).isEqualTo(new AlreadyWaiting("bob", 1));
    assertThat(waited.join("bob").events()).isEmpty();
  }

  @Test
  void who_would_wait_though_there_is_a_seat_gets_it() {
    assertThat(of(1).join("alice")).isEqualTo(new SeatBooked("alice", 1));
    assertThat(of(1, new Booked("alice", 1)).join("alice")).isEqualTo(new AlreadyBooked("alice", 1));
    var held = new Held("alice", 1, UNTIL);
    assertThat(of(1, held).join("alice")).isEqualTo(new AlreadyHeld(held));
  }

  @Test
  void a_cancelled_seat_goes_to_who_waited_longest() {
    var roster = of(2, new Booked("alice", 1), new Booked("bob", 2), new Joined("carol"), new Joined("dave"));
    var outcome = roster.cancel("alice");
    assertThat(outcome).isEqualTo(new SeatCancelled("alice", 1, List.of(new Booked("carol", 1))));
    assertThat(outcome.events()).containsExactly(new Cancelled("alice"), new Booked("carol", 1));
    var after = of(2, new Booked("alice", 1), new Joined("carol"), new Booked("carol", 2));
    assertThat(after.waiting()).isEmpty();
    assertThat(after.seats()).isEqualTo(Map.of("alice", 1, "carol", 2));
  }

  @Test
  void booking_overtakes_nobody_who_waits() {
    var waiting = of(1, new Held("alice", 1, UNTIL), new Joined("bob"));
    assertThat(waiting.settled(BEFORE).book("carol")).isEqualTo(new Full(1));
    assertThat(waiting.settled(UNTIL).book("carol")).isEqualTo(new Full(1));
    assertThat(waiting.settled(UNTIL).hold("carol", UNTIL.plusSeconds(60))).isEqualTo(new Full(1));
    assertThat(waiting.settled(UNTIL).book("bob")).isEqualTo(new AlreadyBooked("bob", 1));
  }

  @Test
  void who_waits_can_leave_and_others_move_up() {
    var roster = of(1, new Booked("alice", 1), new Joined("bob"), new Joined("carol"));
    assertThat(roster.cancel("bob")).isEqualTo(new WaitingEnded("bob", 1));
    assertThat(roster.cancel("bob").events()).containsExactly(new Left("bob"));
    assertThat(roster.evolve(new Left("bob")).join("carol")).isEqualTo(new AlreadyWaiting("carol", 1));
    assertThat(roster.evolve(new Left("bob")).cancel("bob")).isEqualTo(new NotBooked("bob"));
  }

  @Test
  void more_capacity_promotes_as_many_as_there_are_new_seats() {
    var roster = of(1, new Booked("alice", 1), new Joined("bob"), new Joined("carol"), new Joined("dave"));
    assertThat(roster.open("A talk", 3).events())
        .containsExactly(new Opened("A talk", 3), new Booked("bob", 2), new Booked("carol", 3));
    assertThat(roster.open("Another title", 1).events()).containsExactly(new Opened("Another title", 1));
  }

  @Test
  void no_more_are_promoted_at_a_time_than_one_commit_takes() {
    var many = Roster.AT_ONCE + 1;
    var waiting = IntStream.range(0, many).mapToObj(i -> "actor-" + i).toList();
    var roster = Roster.of("A talk", 1, Map.of("alice", 1), Map.of(), waiting);
    var open = roster.open("A talk", many + 1);
    assertThat(open.events()).hasSize(1 + Roster.AT_ONCE);
    var after = open.events().stream().reduce(roster, Roster::evolve, (one, other) -> other);
    assertThat(after.settle(AT).events()).containsExactly(new Booked(waiting.getLast(), many + 1));
    assertThat(after.settled(AT).waiting()).isEmpty();
  }

  @Test
  void no_more_holds_expire_at_a_time_than_one_commit_takes() {
    var holds = IntStream.rangeClosed(1, Roster.AT_ONCE + 1)
        .mapToObj(seat -> new Held("actor-" + seat, seat, UNTIL))
        .collect(Collectors.toMap(Held::actor, held -> held));
    var roster = Roster.of("A talk", holds.size(), Map.of(), holds, List.of());
    assertThat(roster.settle(UNTIL).events()).hasSize(Roster.AT_ONCE);
    assertThat(roster.settled(UNTIL).holds()).isEmpty();
    assertThat(roster.seatsLeft(UNTIL)).isEqualTo(holds.size());
  }

  @Test
  void the_lowest_free_seat_is_held() {
    var roster = of(3, new Booked("alice", 1), new Held("bob", 2, UNTIL));
    var held = new Held("carol", 3, UNTIL);
    assertThat(roster.hold("carol", UNTIL)).isEqualTo(new SeatHeld(held));
    assertThat(roster.hold("carol", UNTIL).events()).containsExactly(held);
    assertThat(roster.hold("alice", UNTIL)).isEqualTo(new AlreadyBooked("alice", 1));
    assertThat(roster.evolve(held).hold("dave", UNTIL)).isEqualTo(new Full(3));
    assertThat(roster.evolve(held).book("dave")).isEqualTo(new Full(3));
  }

  @Test
  void holding_again_makes_no_hold_longer() {
    var held = new Held("alice", 1, UNTIL);
    assertThat(of(2, held).hold("alice", UNTIL.plusSeconds(60))).isEqualTo(new AlreadyHeld(held));
  }

  @Test
  void who_books_what_is_held_has_the_same_seat() {
    var roster = of(2, new Booked("alice", 1), new Held("bob", 2, UNTIL), new Cancelled("alice"));
    assertThat(roster.book("bob")).isEqualTo(new SeatBooked("bob", 2));
    var booked = roster.evolve(new Booked("bob", 2));
    assertThat(booked.holds()).isEmpty();
    assertThat(booked.settle(UNTIL)).isEqualTo(new NothingDue());
  }

  @Test
  void a_hold_that_is_given_back_goes_to_who_waited_longest() {
    var roster = of(1, new Held("alice", 1, UNTIL), new Joined("bob"));
    var outcome = roster.cancel("alice");
    assertThat(outcome).isEqualTo(new HoldReleased("alice", 1, List.of(new Booked("bob", 1))));
    assertThat(outcome.events()).containsExactly(new Released("alice"), new Booked("bob", 1));
    assertThat(of(1, new Held("alice", 1, UNTIL), new Released("alice")).book("bob"))
        .isEqualTo(new SeatBooked("bob", 1));
  }

  @Test
  void a_hold_is_over_at_its_end() {
    var roster = of(2, new Held("alice", 1, UNTIL), new Held("bob", 2, UNTIL.plusSeconds(1)), new Joined("carol"));
    assertThat(roster.settle(BEFORE)).isEqualTo(new NothingDue());
    assertThat(roster.settle(UNTIL))
        .isEqualTo(new Settled(List.of(new Expired("alice"), new Booked("carol", 1))));
    assertThat(roster.settled(UNTIL).settle(UNTIL)).isEqualTo(new NothingDue());
    assertThat(roster.settled(UNTIL).holds().keySet()).containsExactly("bob");
  }

  @Test
  void a_hold_that_is_over_is_not_shown_as_taken_unless_somebody_waits_for_the_seat() {
    var roster = of(2, new Held("alice", 1, UNTIL));
    assertThat(roster.seatsLeft(BEFORE)).isEqualTo(1);
    assertThat(roster.seatsLeft(UNTIL)).isEqualTo(2);
    var full = of(1, new Held("alice", 1, UNTIL), new Joined("bob"));
    assertThat(full.seatsLeft(UNTIL)).isZero();
    assertThat(full.settled(UNTIL).seats()).isEqualTo(Map.of("bob", 1));
  }

  @Test
  void who_comes_too_late_for_a_hold_is_one_of_many() {
    var roster = of(1, new Held("alice", 1, UNTIL), new Joined("bob")).settled(UNTIL);
    assertThat(roster.book("alice")).isEqualTo(new Full(1));
    assertThat(roster.join("alice")).isEqualTo(new Waiting("alice", 1));
    assertThat(of(1, new Held("alice", 1, UNTIL)).settled(UNTIL).book("alice")).isEqualTo(new SeatBooked("alice", 1));
  }

  @Test
  void the_capacity_goes_below_no_seat_that_is_booked_or_held() {
    var roster = of(5, new Booked("alice", 1), new Held("bob", 2, UNTIL), new Booked("carol", 3),
        new Cancelled("alice"));
    assertThat(roster.open("A talk", 2)).isEqualTo(new TooSmall(3));
    assertThat(roster.evolve(new Cancelled("carol")).open("A talk", 1)).isEqualTo(new TooSmall(2));
    assertThat(roster.evolve(new Cancelled("carol")).open("A talk", 2).events())
        .containsExactly(new Opened("A talk", 2));
  }

  @Test
  void what_was_never_opened_can_be_neither_held_nor_waited_for() {
    assertThat(Roster.NONE.hold("alice", UNTIL)).isEqualTo(new NotOpen());
    assertThat(Roster.NONE.join("alice")).isEqualTo(new NotOpen());
    assertThat(Roster.NONE.settle(UNTIL)).isEqualTo(new NothingDue());
  }

  @Test
  void an_occurrence_that_is_overbooked_gives_no_seat_until_there_is_one() {
    var roster = of(
        1, new Booked("erin", 3), new Booked("alice", 1), new Booked("bob", 2), new Joined("carol"));
    assertThat(roster.cancel("erin")).isEqualTo(new SeatCancelled("erin", 3, List.of()));
    assertThat(roster.evolve(new Cancelled("erin")).cancel("alice"))
        .isEqualTo(new SeatCancelled("alice", 1, List.of()));
    var after = roster.evolve(new Cancelled("erin")).evolve(new Cancelled("alice"));
    assertThat(after.book("alice")).isEqualTo(new Full(1));
    assertThat(after.cancel("bob")).isEqualTo(new SeatCancelled("bob", 2, List.of(new Booked("carol", 1))));
  }
}
