package dev.persist.example.bookings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.bookings.BookingOutcome.AlreadyBooked;
import dev.persist.example.bookings.BookingOutcome.AlreadyOpen;
import dev.persist.example.bookings.BookingOutcome.Full;
import dev.persist.example.bookings.BookingOutcome.NotBooked;
import dev.persist.example.bookings.BookingOutcome.NotOpen;
import dev.persist.example.bookings.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.BookingOutcome.SeatCancelled;
import dev.persist.example.bookings.BookingOutcome.Stale;
import dev.persist.example.bookings.BookingOutcome.TooSmall;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BookingsTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;

  private Bookings bookings;

  @BeforeEach
  void create() {
    bookings = new Bookings(store);
  }

  private BookingOutcome open(int capacity) {
    return bookings.open("talk", "A talk", capacity, AT);
  }

  private BookingOutcome book(String actor) {
    return bookings.book("talk", actor, AT);
  }

  private BookingOutcome cancel(String actor) {
    return bookings.cancel("talk", actor, AT);
  }

  private Roster roster() {
    return bookings.roster("talk").value();
  }

  @Test
  void seats_are_given_from_1_until_all_are_taken() {
    open(2);
    assertThat(book("alice")).isEqualTo(new SeatBooked("alice", 1));
    assertThat(roster().seatsLeft()).isEqualTo(1);
    assertThat(book("bob")).isEqualTo(new SeatBooked("bob", 2));
    assertThat(book("carol")).isEqualTo(new Full(2));
    assertThat(roster().seats()).containsExactly(Map.entry("alice", 1), Map.entry("bob", 2));
    assertThat(roster().seatsLeft()).isZero();
  }

  @Test
  void booking_twice_keeps_the_seat_also_when_full() {
    open(1);
    book("alice");
    assertThat(book("alice")).isEqualTo(new AlreadyBooked("alice", 1));
    assertThat(store.log().count("occurrence/talk")).isEqualTo(2);
  }

  @Test
  void what_was_never_opened_cannot_be_booked_and_leaves_no_trace() {
    assertThat(book("alice")).isEqualTo(new NotOpen());
    assertThat(cancel("alice")).isEqualTo(new NotBooked("alice"));
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void a_cancelled_seat_is_the_next_to_be_given() {
    open(3);
    book("alice");
    book("bob");
    assertThat(cancel("alice")).isEqualTo(new SeatCancelled("alice", 1));
    assertThat(cancel("alice")).isEqualTo(new NotBooked("alice"));
    assertThat(book("carol")).isEqualTo(new SeatBooked("carol", 1));
    assertThat(book("alice")).isEqualTo(new SeatBooked("alice", 3));
    assertThat(roster().seats().keySet()).containsExactly("bob", "carol", "alice");
  }

  @Test
  void opening_again_changes_title_and_capacity_but_takes_no_seat_away() {
    assertThat(open(2)).isInstanceOfSatisfying(BookingOutcome.Open.class, open -> assertThat(open.first()).isTrue());
    assertThat(open(2)).isEqualTo(new AlreadyOpen());
    book("alice");
    book("bob");
    cancel("alice");
    assertThat(open(1)).isEqualTo(new TooSmall(2));
    assertThat(open(5)).isInstanceOfSatisfying(BookingOutcome.Open.class, open -> assertThat(open.first()).isFalse());
    assertThat(roster().seatsLeft()).isEqualTo(4);
    assertThatIllegalArgumentException().isThrownBy(() -> open(0)).withMessageContaining("0");
  }

  @Test
  void occurrences_are_isolated() {
    open(1);
    bookings.open("other", "Other", 1, AT);
    book("alice");
    assertThat(bookings.book("other", "alice", AT)).isEqualTo(new SeatBooked("alice", 1));
  }

  @Test
  void of_two_who_saw_the_same_free_seat_one_gets_it() throws Exception {
    for (var round = 0; round < 20; round++) {
      var occurrence = "last-seat-" + round;
      bookings.open(occurrence, "One seat", 1, AT);
      var outcomes = Race.of(2, i -> bookings.book(occurrence, "actor-" + i, AT));
      assertThat(outcomes).filteredOn(SeatBooked.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(new Full(1)::equals).hasSize(1);
    }
  }

  @Test
  void of_a_hundred_racing_exactly_capacity_get_a_seat_each_its_own_and_all_others_are_told_full() throws Exception {
    var capacity = 10;
    open(capacity);
    var outcomes = Race.of(100, i -> book("actor-" + i));
    assertThat(outcomes).filteredOn(new Full(capacity)::equals).hasSize(90);
    assertThat(outcomes.stream().filter(SeatBooked.class::isInstance).map(o -> ((SeatBooked) o).seat()).sorted())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, capacity).boxed().toList());
    assertThat(roster().seats()).hasSize(capacity);
  }

  @Test
  void an_actor_whose_request_is_sent_many_times_gets_one_seat() throws Exception {
    open(10);
    var outcomes = Race.of(64, i -> book("alice"));
    assertThat(outcomes).filteredOn(new SeatBooked("alice", 1)::equals).hasSize(1);
    assertThat(outcomes).filteredOn(new AlreadyBooked("alice", 1)::equals).hasSize(63);
  }

  @Test
  void the_roster_survives_a_restart() {
    open(2);
    book("alice");
    var before = bookings.roster("talk");
    restart();
    create();
    assertThat(bookings.roster("talk")).isEqualTo(before);
    assertThat(book("bob")).isEqualTo(new SeatBooked("bob", 2));
  }

  @Test
  void a_caller_who_has_seen_an_older_roster_changes_nothing() throws Exception {
    open(20);
    var seen = OptionalLong.of(1);
    var outcomes = Race.of(16, i -> bookings.ifAt(seen).book("talk", "actor-" + i, AT));
    assertThat(outcomes).filteredOn(SeatBooked.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new Stale(1, 2)::equals).hasSize(15);
    assertThat(bookings.ifAt(seen).cancel("talk", "nobody", AT)).isEqualTo(new Stale(1, 2));
    assertThat(bookings.roster("talk").seq()).isEqualTo(2);
  }

  @Test
  void the_roster_of_a_moment_ends_before_the_first_event_dated_later() {
    var at = IntStream.range(0, 6).mapToObj(AT::plusSeconds).toList();
    bookings.open("talk", "A talk", 2, at.get(1));
    bookings.book("talk", "alice", at.get(2));
    bookings.book("talk", "bob", at.get(4));
    bookings.cancel("talk", "alice", at.get(3)); // by a clock that is behind
    assertThat(at.stream().map(each -> bookings.roster("talk", each).seq())).containsExactly(0L, 1L, 2L, 2L, 4L, 4L);
    assertThat(bookings.roster("talk", at.getFirst()).value()).isEqualTo(Roster.NONE);
    assertThat(bookings.roster("talk", at.get(3)).value().seats()).isEqualTo(Map.of("alice", 1));
    assertThat(bookings.roster("talk", at.getLast())).isEqualTo(bookings.roster("talk"));
  }

  @Test
  void the_roster_of_a_moment_is_refused_when_events_are_gone() {
    open(1);
    book("alice");
    store.log().truncate("occurrence/talk", 1);
    assertThatIllegalStateException().isThrownBy(() -> bookings.roster("talk", AT))
        .withMessageContaining("events 1 to 1 of stream \"occurrence/talk\" were truncated");
  }

  @Test
  void the_storage_format_stays() {
    open(2);
    book("alice");
    cancel("alice");
    assertThat(store.log().read("occurrence/talk").map(event -> event.type() + event.data())).containsExactly(
        "opened{\"capacity\":2,\"title\":\"A talk\"}", "booked{\"actor\":\"alice\",\"seat\":1}",
        "cancelled{\"actor\":\"alice\"}");
  }
}
