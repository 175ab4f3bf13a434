package dev.persist.example.bookings;

import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.Settled;
import dev.persist.example.bookings.domain.BookingOutcome.Stale;
import dev.persist.example.bookings.domain.Roster;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Capacity-safe bookings, on persist. Of this example, only this class touches the store.
 *
 * <p>Each occurrence has a stream of its events. The roster is the state that they fold into. Each command is decided
 * on a roster and its seq. Its events are appended only if the stream is still at that seq. So when two callers race
 * for the last seat, one wins, and the other decides again on a roster that has the winner in it. Safe for use by any
 * thread.
 */
public final class Bookings {
  /** How events are stored. */
  public static final EventTypes<BookingEvent> TYPES = EventTypes.of(BookingEvent.class);

  private static final String OCCURRENCES = "occurrence/";
  private static final int LONGEST_NAME = 500;

  private final Persist store;
  private final Decider<Roster, BookingEvent> rosters;
  private final OptionalLong required;

  /** Creates the bookings over {@code store}, which the caller closes. */
  public Bookings(Persist store) {
    this(store, new Decider<>(store, TYPES, Roster.NONE, Roster::evolve), OptionalLong.empty());
  }

  private Bookings(Persist store, Decider<Roster, BookingEvent> rosters, OptionalLong required) {
    this.store = store;
    this.rosters = rosters;
    this.required = required;
  }

  /**
   * Returns these bookings for a caller that has seen {@code seq} of an occurrence. A command then ends as {@link
   * Stale} unless the occurrence is still at {@code seq}. Without a seq, no command is stale.
   */
  public Bookings ifAt(OptionalLong seq) {
    return new Bookings(store, rosters, seq);
  }

  /** Opens {@code occurrence} for booking, or changes title and capacity (1 or more) of an open one. */
  public BookingOutcome open(String occurrence, String title, int capacity, Instant at) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity is " + capacity + "; give 1 or more");
    }
    return command(occurrence, at, roster -> roster.open(title, capacity));
  }

  /** Books the seat that is held for {@code actor}, else the lowest free seat. An actor that has a seat keeps it. */
  public BookingOutcome book(String occurrence, String actor, Instant at) {
    return command(occurrence, actor, at, Roster::book);
  }

  /**
   * Keeps the lowest free seat for {@code actor} until just before {@code until}. An actor that holds a seat keeps that
   * hold as it is.
   *
   * @throws IllegalArgumentException when {@code until} is not after {@code at}
   */
  public BookingOutcome hold(String occurrence, String actor, Instant until, Instant at) {
    if (!until.isAfter(at)) {
      throw new IllegalArgumentException("the hold ends at " + until + ", not after " + at + "; give a later end");
    }
    return command(occurrence, actor, at, (roster, who) -> roster.hold(who, until));
  }

  /**
   * Books as {@link #book} when there is a free seat; otherwise {@code actor} waits for one, at the end of the list.
   */
  public BookingOutcome join(String occurrence, String actor, Instant at) {
    return command(occurrence, actor, at, Roster::join);
  }

  /** Gives back what {@code actor} has: the seat, the held seat, or the place on the waiting list. */
  public BookingOutcome cancel(String occurrence, String actor, Instant at) {
    return command(occurrence, actor, at, Roster::cancel);
  }

  /** Gives back the seat that is held for {@code actor}. A booked seat and a place on the waiting list stay. */
  public BookingOutcome release(String occurrence, String actor, Instant at) {
    return command(occurrence, actor, at, Roster::release);
  }

  /**
   * Lets holds that are over at {@code at} expire, and gives their seats to the actors who wait. Each command does that
   * before it is decided; this method is for a timer. It does up to a thousand at a time: call it until nothing is due.
   */
  public BookingOutcome settle(String occurrence, Instant at) {
    return answer(rosters.on(stream(occurrence)).ifAt(required).decide(at, roster -> roster.settle(at)));
  }

  /** Returns the name of the stream of {@code occurrence}: for a subscription, a view, an import. */
  public static String stream(String occurrence) {
    return OCCURRENCES + occurrence;
  }

  /** Returns all occurrences that were ever opened, in name order. */
  public Stream<String> occurrences() {
    return store.catalog()
        .streams("occurrence")
        .dropWhile(stream -> !stream.startsWith(OCCURRENCES))
        .takeWhile(stream -> stream.startsWith(OCCURRENCES))
        .map(stream -> stream.substring(OCCURRENCES.length()));
  }

  /** Returns who has which seat, and the seq of that state. Holds that are over are in it until they are settled. */
  public Projection.State<Roster> roster(String occurrence) {
    return rosters.state(stream(occurrence));
  }

  /**
   * Returns who had which seat as of {@code at}, as a command would have found it then, and the seq of that state. Costs a
   * pass over the events of the occurrence.
   *
   * @throws IllegalStateException when some of these events were truncated
   */
  public Projection.State<Roster> roster(String occurrence, Instant at) {
    var then = rosters.asOf(stream(occurrence), at);
    return new Projection.State<>(then.value().settled(at), then.seq());
  }

  private BookingOutcome command(
      String occurrence,
      String actor,
      Instant at,
      BiFunction<Roster, String, Verdict<BookingEvent, BookingOutcome>> decide) {
    if (actor.isBlank() || actor.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("the actor is \"" + actor + "\"; give a name of 1 to " + LONGEST_NAME
          + " characters that are not all blank");
    }
    return command(occurrence, at, roster -> decide.apply(roster, actor));
  }

  /** Settles what is due in a commit of its own. That does not make the caller stale, since no other caller did it. */
  private BookingOutcome command(
      String occurrence, Instant at, Function<Roster, Verdict<BookingEvent, BookingOutcome>> decide) {
    var seen = required;
    while (true) {
      var decided = rosters.on(stream(occurrence)).ifAt(seen).decide(at, roster -> {
        var due = roster.settle(at);
        return due.events().isEmpty() ? decide.apply(roster) : due;
      });
      if (!(decided instanceof Decided.Now(Settled settled, var events, var after))) {
        return answer(decided);
      }
      seen = seen.isPresent() ? OptionalLong.of(after.seq()) : seen;
    }
  }

  private BookingOutcome answer(Decided.IfAt<Roster, BookingOutcome> decided) {
    return switch (decided) {
      case Decided.Now(var outcome, var events, var after) -> outcome;
      case Decided.Stale(var expected, var actual) -> new Stale(required.getAsLong(), actual);
      case Decided.Contended(var attempts) -> new BookingOutcome.Busy();
    };
  }
}
