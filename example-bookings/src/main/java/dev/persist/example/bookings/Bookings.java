package dev.persist.example.bookings;

import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import dev.persist.log.EventLog;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Capacity-safe booking, on persist. The one class of this example that touches the store.
 *
 * <p>An occurrence's events are its stream; the roster is the stream replayed. Each command is decided on an observed
 * (roster, seq) and appended only if the stream is still at that seq. So of two callers racing for the last seat one
 * wins, and the other decides again on the roster that has the winner in it. Safe for use by any thread.
 */
public final class Bookings {
  /** How events are stored. */
  public static final EventTypes<BookingEvent> TYPES = EventTypes.of(BookingEvent.class);

  private final EventLog log;
  private final Decider<Roster, BookingEvent> rosters;
  private final OptionalLong required;

  /** Creates the bookings over {@code store}, which the caller closes. */
  public Bookings(Persist store) {
    this(
        store.log(), new Decider<>(store, TYPES, Roster.NONE, Roster::evolve), OptionalLong.empty());
  }

  private Bookings(EventLog log, Decider<Roster, BookingEvent> rosters, OptionalLong required) {
    this.log = log;
    this.rosters = rosters;
    this.required = required;
  }

  /** Returns these bookings for a caller who has seen {@code seq} of an occurrence: any other seq is stale. */
  public Bookings ifAt(OptionalLong seq) {
    return new Bookings(log, rosters, seq);
  }

  /** Opens {@code occurrence} for booking, or changes title and capacity (1 or more) of an open one. */
  public BookingOutcome open(String occurrence, String title, int capacity, Instant at) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity is " + capacity + "; it is 1 or more");
    }
    return command(occurrence, at, roster -> roster.open(title, capacity));
  }

  /** Books the lowest free seat for {@code actor}; one who has a seat keeps it. */
  public BookingOutcome book(String occurrence, String actor, Instant at) {
    return command(occurrence, at, roster -> roster.book(actor));
  }

  /** Gives back the seat of {@code actor}. */
  public BookingOutcome cancel(String occurrence, String actor, Instant at) {
    return command(occurrence, at, roster -> roster.cancel(actor));
  }

  /** Returns who sits where, and the seq that says so. */
  public Projection.State<Roster> roster(String occurrence) {
    return rosters.state(stream(occurrence));
  }

  /**
   * Returns who sat where at {@code at}, that is before the first event dated later, and the seq that says so. Costs a
   * pass over the events of the occurrence.
   *
   * @throws IllegalStateException when some of them were truncated
   */
  public Projection.State<Roster> roster(String occurrence, Instant at) {
    var now = rosters.projection();
    var then = new Projection<>(new Projection.State<>(now.seed(), 0), (state, event) -> {
      var passed = event.at().isAfter(at) || event.seq() > state.seq() + 1; // since the first, which left a gap
      return passed ? state : new Projection.State<>(now.step().apply(state.value(), event), event.seq());
    });
    return then.fold(log, stream(occurrence));
  }

  private BookingOutcome command(String occurrence, Instant at, Function<Roster, BookingOutcome> decide) {
    var decided = rosters.on(stream(occurrence)).ifAt(required).decide(at, roster -> {
      var outcome = decide.apply(roster);
      return Verdict.ofAll(outcome, outcome.event().stream().toList());
    });
    return switch (decided) {
      case Decided.Now(var outcome, var events, var after) -> outcome;
      case Decided.Stale(var expected, var actual) -> new BookingOutcome.Stale(expected, actual);
      case Decided.Contended(var attempts) -> new BookingOutcome.Busy();
      case Decided.Before(var events) -> throw new IllegalStateException("bookings have no ids, yet one was known");
      case Decided.IdReused(var key) -> throw new IllegalStateException("bookings have no ids, yet one was " + key);
    };
  }

  private static String stream(String occurrence) {
    return "occurrence/" + occurrence;
  }
}
