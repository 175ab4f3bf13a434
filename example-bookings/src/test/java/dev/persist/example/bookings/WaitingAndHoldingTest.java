package dev.persist.example.bookings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Pinned;
import dev.persist.conformance.Race;
import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Expired;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Imported;
import dev.persist.example.bookings.domain.BookingEvent.Joined;
import dev.persist.example.bookings.domain.BookingEvent.Left;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.BookingEvent.Released;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyBooked;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyHeld;
import dev.persist.example.bookings.domain.BookingOutcome.Full;
import dev.persist.example.bookings.domain.BookingOutcome.NothingDue;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.BookingOutcome.SeatCancelled;
import dev.persist.example.bookings.domain.BookingOutcome.Settled;
import dev.persist.example.bookings.domain.BookingOutcome.Stale;
import dev.persist.example.bookings.domain.BookingOutcome.Waiting;
import dev.persist.example.bookings.domain.BookingOutcome.WaitingEnded;
import dev.persist.example.bookings.domain.Roster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waiting lists and holds in the store; {@link dev.persist.example.bookings.domain.RosterTest} has the rules. */
class WaitingAndHoldingTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final Instant UNTIL = AT.plusSeconds(60);

  private Bookings bookings;

  @BeforeEach
  void create() {
    bookings = new Bookings(store);
  }

  private void open(int capacity) {
    bookings.open("talk", "A talk", capacity, AT);
  }

  private List<BookingEvent> happened() {
    return store.log().read("occurrence/talk").map(Bookings.TYPES::read).toList();
  }

  private Roster roster() {
    return bookings.roster("talk").value();
  }

  @Test
  void who_waited_longest_has_the_seat_in_the_commit_that_frees_it() {
    var commits = new ArrayList<Commit>();
    var bookings = new Bookings(Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        commits.add(commit);
        return super.commit(commit);
      }
    }));
    bookings.open("talk", "A talk", 1, AT);
    bookings.book("talk", "alice", AT);
    assertThat(bookings.join("talk", "bob", AT)).isEqualTo(new Waiting("bob", 1));
    assertThat(bookings.join("talk", "carol", AT)).isEqualTo(new Waiting("carol", 2));

    bookings.cancel("talk", "alice", AT);
    assertThat(commits.getLast().ops()).hasSize(2);
    bookings.open("talk", "A talk", 2, AT);
    assertThat(commits.getLast().ops()).hasSize(2);
    assertThat(happened().subList(4, 8)).containsExactly(
        new Cancelled("alice"), new Booked("bob", 1), new Opened("A talk", 2), new Booked("carol", 2));
  }

  @Test
  void what_time_brought_is_settled_in_a_commit_of_its_own_before_the_next_command() {
    open(1);
    bookings.hold("talk", "alice", UNTIL, AT);
    bookings.join("talk", "bob", AT);
    assertThat(bookings.book("talk", "carol", UNTIL.minusNanos(1))).isEqualTo(new Full(1));
    assertThat(happened()).hasSize(3);
    assertThat(bookings.book("talk", "carol", UNTIL)).isEqualTo(new Full(1));
    assertThat(happened().subList(3, 5)).containsExactly(new Expired("alice"), new Booked("bob", 1));
    assertThat(bookings.cancel("talk", "bob", UNTIL)).isEqualTo(new SeatCancelled("bob", 1, List.of()));
  }

  @Test
  void a_timer_can_settle_without_a_command() {
    open(1);
    bookings.hold("talk", "alice", UNTIL, AT);
    bookings.join("talk", "bob", AT);
    assertThat(bookings.settle("talk", AT)).isEqualTo(new NothingDue());
    assertThat(bookings.settle("talk", UNTIL))
        .isEqualTo(new Settled(List.of(new Expired("alice"), new Booked("bob", 1))));
    assertThat(bookings.settle("talk", UNTIL)).isEqualTo(new NothingDue());
    assertThat(bookings.settle("nowhere", UNTIL)).isEqualTo(new NothingDue());
    assertThat(happened()).hasSize(5);
  }

  @Test
  void a_seat_that_many_settle_at_once_is_given_on_once() throws Exception {
    open(1);
    bookings.hold("talk", "alice", UNTIL, AT);
    bookings.join("talk", "bob", AT);
    var outcomes = Race.of(16, i -> bookings.settle("talk", UNTIL));
    assertThat(outcomes).filteredOn(Settled.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new NothingDue()::equals).hasSize(15);
    assertThat(happened()).hasSize(5);
  }

  @Test
  void a_clock_that_is_behind_takes_back_no_seat_that_was_given_on() {
    open(1);
    bookings.hold("talk", "alice", UNTIL, AT);
    bookings.join("talk", "bob", AT);
    bookings.settle("talk", UNTIL);
    assertThat(bookings.book("talk", "alice", AT)).isEqualTo(new Full(1));
    assertThat(bookings.hold("talk", "alice", UNTIL, AT)).isEqualTo(new Full(1));
    assertThat(bookings.book("talk", "bob", AT)).isEqualTo(new AlreadyBooked("bob", 1));
    assertThat(roster().seatsLeft(AT)).isZero();
  }

  @Test
  void a_caller_is_stale_by_what_others_did_and_not_by_the_time_that_passed() {
    open(1);
    bookings.hold("talk", "alice", UNTIL, AT);
    var seen = OptionalLong.of(2);
    assertThat(bookings.ifAt(seen).book("talk", "bob", UNTIL)).isEqualTo(new SeatBooked("bob", 1));
    assertThat(bookings.ifAt(seen).book("talk", "carol", UNTIL)).isEqualTo(new Stale(2, 4));
    assertThat(happened().subList(2, 4)).containsExactly(new Expired("alice"), new Booked("bob", 1));
  }

  @Test
  void a_caller_who_is_overtaken_after_settling_is_told_what_the_caller_had_seen() {
    open(1);
    bookings.hold("talk", "alice", UNTIL, AT);
    var overtaking = new AtomicBoolean();
    var overtaken = new Bookings(Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        var result = super.commit(commit);
        if (!overtaking.getAndSet(true)) {
          bookings.book("talk", "carol", UNTIL);
        }
        return result;
      }
    }));
    assertThat(overtaken.ifAt(OptionalLong.of(2)).book("talk", "bob", UNTIL)).isEqualTo(new Stale(2, 4));
    assertThat(happened().subList(2, 4)).containsExactly(new Expired("alice"), new Booked("carol", 1));
  }

  @Test
  void the_roster_of_a_moment_has_no_hold_that_was_over() {
    open(2);
    bookings.hold("talk", "alice", UNTIL, AT);
    assertThat(bookings.roster("talk", UNTIL.minusNanos(1)).value().holds().keySet()).containsExactly("alice");
    assertThat(bookings.roster("talk", UNTIL).value().holds()).isEmpty();
    assertThat(bookings.roster("talk", UNTIL).seq()).isEqualTo(2);
    assertThat(roster().holds().keySet()).containsExactly("alice"); // as of no time
    assertThat(roster().seatsLeft(UNTIL)).isEqualTo(2);
  }

  @Test
  void a_restart_forgets_neither_holds_nor_who_waits() {
    open(2);
    bookings.book("talk", "alice", AT);
    bookings.hold("talk", "bob", UNTIL, AT);
    bookings.join("talk", "carol", AT);
    bookings.join("talk", "dave", AT);
    var before = bookings.roster("talk");
    restart();
    create();
    assertThat(bookings.roster("talk")).isEqualTo(before);
    assertThat(bookings.hold("talk", "bob", UNTIL.plusSeconds(1), AT))
        .isEqualTo(new AlreadyHeld(new Held("bob", 2, UNTIL)));
    assertThat(bookings.cancel("talk", "carol", AT)).isEqualTo(new WaitingEnded("carol", 1));
    assertThat(bookings.book("talk", "bob", AT)).isEqualTo(new SeatBooked("bob", 2));
    assertThat(bookings.cancel("talk", "bob", AT))
        .isEqualTo(new SeatCancelled("bob", 2, List.of(new Booked("dave", 2))));
  }

  @Test
  void of_many_who_join_at_once_each_has_a_place_of_its_own_and_gets_a_seat_in_that_order() throws Exception {
    var racers = 32;
    open(1);
    bookings.book("talk", "alice", AT);
    var places = Race.of(racers, i -> bookings.join("talk", "actor-" + i, AT));
    var inOrder = new String[racers];
    for (var outcome : places) {
      assertThat(outcome).isInstanceOfSatisfying(
          Waiting.class, waiting -> inOrder[waiting.place() - 1] = waiting.actor());
    }
    bookings.open("talk", "A talk", 1 + racers, AT);
    assertThat(roster().seats().keySet()).containsExactlyElementsOf(
        Stream.concat(Stream.of("alice"), Stream.of(inOrder)).toList());
    assertThat(roster().waiting()).isEmpty();
  }

  @Test
  void bad_input_is_refused_before_anything_is_written() {
    assertThatIllegalArgumentException().isThrownBy(() -> bookings.hold("talk", "alice", AT, AT))
        .withMessage("the hold ends at 1970-01-01T00:00:00Z, not after 1970-01-01T00:00:00Z; give a later end");
    for (var actor : List.of("", " ", "a".repeat(501))) {
      for (var command : List.<Command>of(bookings::book, bookings::join, bookings::cancel,
          (occurrence, who, at) -> bookings.hold(occurrence, who, UNTIL, at))) {
        assertThatIllegalArgumentException().isThrownBy(() -> command.run("talk", actor, AT))
            .withMessageStartingWith("the actor is \"" + actor + "\"; give a name");
      }
    }
    assertThat(store.catalog().count()).isZero();
  }

  private interface Command {
    BookingOutcome run(String occurrence, String actor, Instant at);
  }

  @Test
  void the_storage_format_stays() {
    var stored = Map.of(
        new Imported("A talk", 2, List.of(new Booked("bob", 2), new Booked("alice", 1))),
        "imported{\"booked\":[{\"actor\":\"bob\",\"seat\":2},{\"actor\":\"alice\",\"seat\":1}],"
            + "\"capacity\":2,\"title\":\"A talk\"}",
        new Held("alice", 1, UNTIL.plusNanos(1)),
        "held{\"actor\":\"alice\",\"seat\":1,\"until\":\"1970-01-01T00:01:00.000000001Z\"}",
        new Released("alice"), "released{\"actor\":\"alice\"}",
        new Expired("alice"), "expired{\"actor\":\"alice\"}",
        new Joined("alice"), "joined{\"actor\":\"alice\"}",
        new Left("alice"), "left{\"actor\":\"alice\"}");
    stored.forEach((event, text) -> {
      var written = store.log().append("occurrence/talk", List.of(Bookings.TYPES.write(event, AT))).getLast();
      assertThat(List.of(written.type() + written.data())).isEqualTo(Pinned.events(text));
    });
    assertThat(happened()).containsExactlyInAnyOrderElementsOf(stored.keySet());
  }
}
