package dev.persist.example.bookings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Pinned;
import dev.persist.conformance.Race;
import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyBooked;
import dev.persist.example.bookings.domain.BookingOutcome.Busy;
import dev.persist.example.bookings.domain.BookingOutcome.Full;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.BookingOutcome.Stale;
import dev.persist.example.bookings.domain.Roster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the version on persist can do; the first four are the counterparts of the flaws of the version before. */
class OnlyAfterTest extends EveryEngineTest {
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
  void the_last_seat_is_sold_once() throws Exception {
    open(1);
    var processes = processesThatDecideAtATime();
    var outcomes = Race.of(2, i -> processes.get(i).book("talk", "actor-" + i, AT));
    assertThat(outcomes).filteredOn(SeatBooked.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new Full(1)::equals).hasSize(1);
    assertThat(roster().seatsLeft(AT)).isZero();
  }

  @Test
  void a_request_sent_again_takes_one_seat_and_is_charged_once() throws Exception {
    open(2);
    var processes = processesThatDecideAtATime();
    var outcomes = Race.of(2, i -> processes.get(i).book("talk", "alice", AT));
    assertThat(outcomes).containsExactlyInAnyOrder(new SeatBooked("alice", 1), new AlreadyBooked("alice", 1));

    var charged = new ArrayList<String>();
    var charges = store.subscription("charges", "occurrence/talk");
    try (var runner = charges.each(InstantSource.fixed(AT), (event, commit) -> {
      if (Bookings.TYPES.read(event) instanceof Booked(var actor, var seat)) {
        charged.add(actor); // in earnest with a key for the provider, made of stream and seq: a crash here tries again
      }
    })) {
      runner.catchUp();
      book("alice");
      runner.catchUp();
    }
    assertThat(charged).containsExactly("alice");
    assertThat(book("bob")).isEqualTo(new SeatBooked("bob", 2));
  }

  @Test
  void a_restart_forgets_no_booking() {
    open(2);
    book("alice");
    var before = bookings.roster("talk");
    restart();
    create();
    assertThat(bookings.roster("talk")).isEqualTo(before);
    assertThat(book("bob")).isEqualTo(new SeatBooked("bob", 2));
  }

  @Test
  void anybody_can_say_who_held_a_seat_last_week() {
    var now = AT.plus(Duration.ofDays(7));
    var lastWeek = AT;

    var bookings = new Bookings(store);
    bookings.open("talk", "A talk", 1, lastWeek);
    bookings.book("talk", "alice", lastWeek);

    bookings.cancel("talk", "alice", now);
    var said = switch (bookings.book("talk", "bob", now)) {
      case SeatBooked(var actor, var seat) -> actor + " has seat " + seat;
      case AlreadyBooked(var actor, var seat) -> actor + " has had seat " + seat + " before";
      case Full(var capacity) -> "all " + capacity + " seats are taken";
      case BookingOutcome other -> "nothing was booked: " + other;
    };

    var seats = bookings.roster("talk").value().seats(); // {bob=1}
    var then = bookings.roster("talk", lastWeek).value().seats(); // {alice=1}

    assertThat(said).isEqualTo("bob has seat 1");
    assertThat(seats).isEqualTo(Map.of("bob", 1));
    assertThat(then).isEqualTo(Map.of("alice", 1));
  }

  @Test
  void the_roster_of_a_moment_ends_before_the_first_event_dated_later() {
    var at = IntStream.range(0, 6).mapToObj(AT::plusSeconds).toList();
    bookings.open("talk", "A talk", 2, at.get(1));
    bookings.book("talk", "alice", at.get(2));
    bookings.book("talk", "bob", at.get(4));
    bookings.cancel("talk", "alice", at.get(3)); // by a clock that is behind
    assertThat(at.stream().map(each -> bookings.roster("talk", each).seq())).containsExactly(0L, 1L, 2L, 2L, 4L,
        4L);
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
        .withMessageContaining("event 1 of stream \"occurrence/talk\" was truncated");
  }

  @Test
  void the_audit_says_who_took_and_gave_back_a_seat_and_when() {
    open(1);
    bookings.book("talk", "alice", AT.plusSeconds(1));
    bookings.book("talk", "bob", AT.plusSeconds(2)); // full
    bookings.cancel("talk", "alice", AT.plusSeconds(3));
    bookings.book("talk", "bob", AT.plusSeconds(4));
    assertThat(store.log()
        .readWindow("occurrence/talk", AT.plusSeconds(1), AT.plusSeconds(3))
        .map(event -> Map.entry(event.at(), Bookings.TYPES.read(event))))
        .containsExactly(
            Map.entry(AT.plusSeconds(1), new Booked("alice", 1)),
            Map.entry(AT.plusSeconds(3), new BookingEvent.Cancelled("alice")));
  }

  @Test
  void what_changes_nothing_leaves_no_trace() {
    book("alice");
    cancel("alice");
    assertThat(store.catalog().count()).isZero();
    open(1);
    book("alice");
    book("alice");
    book("bob");
    assertThat(store.log().count("occurrence/talk")).isEqualTo(2);
  }

  @Test
  void the_roster_is_in_booking_order() {
    open(4);
    book("alice");
    book("bob");
    cancel("alice");
    book("carol");
    book("alice");
    book("dave");
    assertThat(roster().seats().keySet()).containsExactly("bob", "carol", "alice", "dave");
  }

  @Test
  void of_a_thousand_racing_exactly_capacity_get_a_seat_each_its_own_and_all_others_are_told_full() throws Exception {
    var capacity = 100;
    open(capacity);
    var outcomes = Race.of(1_000, i -> {
      var outcome = book("actor-" + i);
      while (outcome instanceof Busy) {
        outcome = book("actor-" + i);
      }
      return outcome;
    });
    assertThat(outcomes).filteredOn(new Full(capacity)::equals).hasSize(900);
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
  void occurrences_are_listed_in_name_order_and_nothing_else_is() {
    for (var occurrence : List.of("walk", "talk", "")) {
      bookings.open(occurrence, "Another", 1, AT);
    }
    for (var stream : List.of("a", "occurrence", "occurrence!", "occurrences", "z")) {
      store.log().append(stream, "other", AT, Map.of());
    }
    assertThat(bookings.occurrences()).containsExactly("", "talk", "walk");
  }

  @Test
  void the_storage_format_stays() {
    open(2);
    book("alice");
    cancel("alice");
    assertThat(store.log().read("occurrence/talk").map(event -> event.type() + event.data())).isEqualTo(Pinned.events(
        "opened{\"capacity\":2,\"title\":\"A talk\"}", "booked{\"actor\":\"alice\",\"seat\":1}",
        "cancelled{\"actor\":\"alice\"}"));
  }

  /** As two processes, which have both decided, on the same roster, before either may write: those of one take turns. */
  private List<Bookings> processesThatDecideAtATime() {
    var two = new CyclicBarrier(2);
    var commits = new AtomicInteger();
    var together = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        try {
          if (commits.incrementAndGet() <= 2) {
            two.await(10, TimeUnit.SECONDS);
          }
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException("no second one came to write", e);
        }
        return super.commit(commit);
      }
    });
    return List.of(new Bookings(together), new Bookings(together));
  }
}
