package dev.persist.example.bookings.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.decide.Given;
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
import dev.persist.example.bookings.domain.BookingOutcome.NotHeld;
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
import org.junit.jupiter.api.Test;

/** What is decided on a roster; no store. */
class RosterTest {
  private static final Instant AT = Instant.EPOCH;
  private static final Instant UNTIL = AT.plusSeconds(60);
  private static final Instant BEFORE = UNTIL.minusNanos(1);

  private static Given<Roster, BookingEvent> given(BookingEvent... events) {
    return Given.seed(Roster.NONE, Roster::evolve).events(events);
  }

  private static Opened open(int capacity) {
    return new Opened("A talk", capacity);
  }

  @Test
  void an_answer_says_whether_it_is_new() {
    given().when(roster -> roster.open("A talk", 1))
        .then(new Open(open(1), true, List.of()), open(1))
        .when(roster -> roster.open("A talk", 1))
        .then(new AlreadyOpen());
    given(open(2)).when(roster -> roster.open("A talk", 1)).then(new Open(open(1), false, List.of()), open(1));
    var another = new Opened("Another title", 2);
    given(open(2)).when(roster -> roster.open("Another title", 2))
        .then(new Open(another, false, List.of()), another);
    given(open(1)).when(roster -> roster.book("alice"))
        .then(new SeatBooked("alice", 1), new Booked("alice", 1))
        .when(roster -> roster.book("alice"))
        .then(new AlreadyBooked("alice", 1))
        .when(roster -> roster.book("bob"))
        .then(new Full(1))
        .when(roster -> roster.cancel("alice"))
        .then(new SeatCancelled("alice", 1, List.of()), new Cancelled("alice"))
        .when(roster -> roster.cancel("alice"))
        .then(new NotBooked("alice"));
  }

  @Test
  void what_was_never_opened_can_be_neither_taken_nor_given_back() {
    given().when(roster -> roster.book("alice")).then(new NotOpen());
    given().when(roster -> roster.hold("alice", UNTIL)).then(new NotOpen());
    given().when(roster -> roster.join("alice")).then(new NotOpen());
    given().when(roster -> roster.cancel("alice")).then(new NotBooked("alice"));
    given().when(roster -> roster.settle(UNTIL)).then(new NothingDue());
  }

  @Test
  void who_has_to_wait_gets_a_place_after_who_waits_already() {
    given(open(1), new Booked("alice", 1)).when(roster -> roster.join("bob"))
        .then(new Waiting("bob", 1), new Joined("bob"))
        .when(roster -> roster.join("carol"))
        .then(new Waiting("carol", 2), new Joined("carol"))
        .when(roster -> roster.join("bob"))
        .then(new AlreadyWaiting("bob", 1));
  }

  @Test
  void who_would_wait_though_there_is_a_seat_gets_it() {
    given(open(1)).when(roster -> roster.join("alice"))
        .then(new SeatBooked("alice", 1), new Booked("alice", 1))
        .when(roster -> roster.join("alice"))
        .then(new AlreadyBooked("alice", 1));
    var held = new Held("alice", 1, UNTIL);
    given(open(1), held).when(roster -> roster.join("alice")).then(new AlreadyHeld(held));
  }

  @Test
  void a_cancelled_seat_goes_to_who_waited_longest() {
    var after = given(open(2), new Booked("alice", 1), new Booked("bob", 2), new Joined("carol"), new Joined("dave"))
        .when(roster -> roster.cancel("alice"))
        .then(new SeatCancelled("alice", 1, List.of(new Booked("carol", 1))), new Cancelled("alice"),
            new Booked("carol", 1))
        .state();
    assertThat(after.waiting()).containsExactly("dave");
    assertThat(after.seats()).isEqualTo(Map.of("bob", 2, "carol", 1));
  }

  @Test
  void booking_overtakes_nobody_who_waits() {
    var waiting = given(open(1), new Held("alice", 1, UNTIL), new Joined("bob"));
    waiting.when(roster -> roster.settled(BEFORE).book("carol")).then(new Full(1));
    waiting.when(roster -> roster.settled(UNTIL).book("carol")).then(new Full(1));
    waiting.when(roster -> roster.settled(UNTIL).hold("carol", UNTIL.plusSeconds(60))).then(new Full(1));
    waiting.when(roster -> roster.settled(UNTIL).book("bob")).then(new AlreadyBooked("bob", 1));
  }

  @Test
  void who_waits_can_leave_and_others_move_up() {
    given(open(1), new Booked("alice", 1), new Joined("bob"), new Joined("carol"))
        .when(roster -> roster.cancel("bob"))
        .then(new WaitingEnded("bob", 1), new Left("bob"))
        .when(roster -> roster.join("carol"))
        .then(new AlreadyWaiting("carol", 1))
        .when(roster -> roster.cancel("bob"))
        .then(new NotBooked("bob"));
  }

  @Test
  void more_capacity_promotes_as_many_as_there_are_new_seats() {
    var full = given(open(1), new Booked("alice", 1), new Joined("bob"), new Joined("carol"), new Joined("dave"));
    full.when(roster -> roster.open("A talk", 3))
        .then(Open.class, open(3), new Booked("bob", 2), new Booked("carol", 3));
    full.when(roster -> roster.open("Another title", 1)).then(Open.class, new Opened("Another title", 1));
  }

  @Test
  void no_more_are_promoted_at_a_time_than_one_commit_takes() {
    var many = Roster.AT_ONCE + 1;
    var waiting = IntStream.range(0, many).mapToObj(i -> "actor-" + i).toList();
    var roster = Roster.of("A talk", 1, Map.of("alice", 1), Map.of(), waiting);
    var open = roster.open("A talk", many + 1).events();
    assertThat(open).hasSize(1 + Roster.AT_ONCE);
    var after = Given.seed(roster, Roster::evolve).events(open.toArray(BookingEvent[]::new));
    after.when(last -> last.settle(AT)).then(Settled.class, new Booked(waiting.getLast(), many + 1));
    assertThat(after.state().settled(AT).waiting()).isEmpty();
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
    var held = new Held("carol", 3, UNTIL);
    given(open(3), new Booked("alice", 1), new Held("bob", 2, UNTIL)).when(roster -> roster.hold("carol", UNTIL))
        .then(new SeatHeld(held), held)
        .when(roster -> roster.hold("alice", UNTIL))
        .then(new AlreadyBooked("alice", 1))
        .when(roster -> roster.hold("dave", UNTIL))
        .then(new Full(3))
        .when(roster -> roster.book("dave"))
        .then(new Full(3));
  }

  @Test
  void holding_again_makes_no_hold_longer() {
    var held = new Held("alice", 1, UNTIL);
    given(open(2), held).when(roster -> roster.hold("alice", UNTIL.plusSeconds(60))).then(new AlreadyHeld(held));
  }

  @Test
  void who_books_what_is_held_has_the_same_seat() {
    var booked = given(open(2), new Booked("alice", 1), new Held("bob", 2, UNTIL), new Cancelled("alice"))
        .when(roster -> roster.book("bob"))
        .then(new SeatBooked("bob", 2), new Booked("bob", 2));
    assertThat(booked.state().holds()).isEmpty();
    booked.when(roster -> roster.settle(UNTIL)).then(new NothingDue());
  }

  @Test
  void a_hold_that_is_given_back_goes_to_who_waited_longest() {
    given(open(1), new Held("alice", 1, UNTIL), new Joined("bob")).when(roster -> roster.cancel("alice"))
        .then(new HoldReleased("alice", 1, List.of(new Booked("bob", 1))), new Released("alice"), new Booked("bob", 1));
    given(open(1), new Held("alice", 1, UNTIL)).when(roster -> roster.cancel("alice"))
        .then(new HoldReleased("alice", 1, List.of()), new Released("alice"))
        .when(roster -> roster.book("bob"))
        .then(new SeatBooked("bob", 1), new Booked("bob", 1));
  }

  @Test
  void a_release_gives_back_a_held_seat_and_nothing_else() {
    given(open(1), new Held("alice", 1, UNTIL), new Joined("bob")).when(roster -> roster.release("bob"))
        .then(new NotHeld("bob"))
        .when(roster -> roster.release("alice"))
        .then(new HoldReleased("alice", 1, List.of(new Booked("bob", 1))), new Released("alice"), new Booked("bob", 1))
        .when(roster -> roster.release("bob"))
        .then(new NotHeld("bob"));
  }

  @Test
  void a_hold_is_over_at_its_end() {
    var expired = new Expired("alice");
    var booked = new Booked("carol", 1);
    var after = given(
        open(2), new Held("alice", 1, UNTIL), new Held("bob", 2, UNTIL.plusSeconds(1)), new Joined("carol"))
        .when(roster -> roster.settle(BEFORE))
        .then(new NothingDue())
        .when(roster -> roster.settle(UNTIL))
        .then(new Settled(List.of(expired, booked)), expired, booked)
        .when(roster -> roster.settle(UNTIL))
        .then(new NothingDue());
    assertThat(after.state().holds().keySet()).containsExactly("bob");
  }

  @Test
  void a_hold_that_is_over_is_not_shown_as_taken_unless_somebody_waits_for_the_seat() {
    var roster = given(open(2), new Held("alice", 1, UNTIL)).state();
    assertThat(roster.seatsLeft(BEFORE)).isEqualTo(1);
    assertThat(roster.seatsLeft(UNTIL)).isEqualTo(2);
    var full = given(open(1), new Held("alice", 1, UNTIL), new Joined("bob")).state();
    assertThat(full.seatsLeft(UNTIL)).isZero();
    assertThat(full.settled(UNTIL).seats()).isEqualTo(Map.of("bob", 1));
  }

  @Test
  void who_comes_too_late_for_a_hold_is_one_of_many() {
    var late = given(open(1), new Held("alice", 1, UNTIL), new Joined("bob"));
    late.when(roster -> roster.settled(UNTIL).book("alice")).then(new Full(1));
    late.when(roster -> roster.settled(UNTIL).join("alice")).then(new Waiting("alice", 1), new Joined("alice"));
    given(open(1), new Held("alice", 1, UNTIL)).when(roster -> roster.settled(UNTIL).book("alice"))
        .then(new SeatBooked("alice", 1), new Booked("alice", 1));
  }

  @Test
  void the_capacity_goes_below_no_seat_that_is_booked_or_held() {
    given(open(5), new Booked("alice", 1), new Held("bob", 2, UNTIL), new Booked("carol", 3), new Cancelled("alice"))
        .when(roster -> roster.open("A talk", 2))
        .then(new TooSmall(3))
        .events(new Cancelled("carol"))
        .when(roster -> roster.open("A talk", 1))
        .then(new TooSmall(2))
        .when(roster -> roster.open("A talk", 2))
        .then(Open.class, open(2));
  }

  @Test
  void an_occurrence_that_is_overbooked_gives_no_seat_until_there_is_one() {
    var promoted = new Booked("carol", 1);
    given(open(1), new Booked("erin", 3), new Booked("alice", 1), new Booked("bob", 2), new Joined("carol"))
        .when(roster -> roster.cancel("erin"))
        .then(new SeatCancelled("erin", 3, List.of()), new Cancelled("erin"))
        .when(roster -> roster.cancel("alice"))
        .then(new SeatCancelled("alice", 1, List.of()), new Cancelled("alice"))
        .when(roster -> roster.book("alice"))
        .then(new Full(1))
        .when(roster -> roster.cancel("bob"))
        .then(new SeatCancelled("bob", 2, List.of(promoted)), new Cancelled("bob"), promoted);
  }
}
