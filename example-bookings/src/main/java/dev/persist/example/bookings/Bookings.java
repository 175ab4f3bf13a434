package dev.persist.example.bookings;

import dev.persist.Persist;
import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.List;
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
  private static final Projection<Roster> ROSTER = Projection.of(BookingEvent.TYPES, Roster.NONE, Roster::evolve);

  private final Persist store;
  private final OptionalLong required;

  /** Creates the bookings over {@code store}, which the caller closes. */
  public Bookings(Persist store) {
    this(store, OptionalLong.empty());
  }

  private Bookings(Persist store, OptionalLong required) {
    this.store = store;
    this.required = required;
  }

  /** Returns these bookings for a caller who has seen {@code seq} of an occurrence: any other seq is stale. */
  public Bookings ifAt(OptionalLong seq) {
    return new Bookings(store, seq);
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
    return ROSTER.project(store.log(), stream(occurrence));
  }

  private BookingOutcome command(String occurrence, Instant at, Function<Roster, BookingOutcome> decide) {
    var stream = stream(occurrence);
    var seen = roster(occurrence);
    while (true) {
      if (required.isPresent() && required.getAsLong() != seen.seq()) {
        return new BookingOutcome.Stale(required.getAsLong(), seen.seq());
      }
      var outcome = decide.apply(seen.value());
      var events = outcome.event().map(event -> List.of(BookingEvent.TYPES.write(event, at))).orElse(List.of());
      switch (store.log().appendExpect(stream, seen.seq(), events)) {
        case Appended appended -> {
          return outcome;
        }
        case Conflict overtaken -> seen = ROSTER.resume(store.log(), stream, seen);
      }
    }
  }

  private static String stream(String occurrence) {
    return "occurrence/" + occurrence;
  }
}
