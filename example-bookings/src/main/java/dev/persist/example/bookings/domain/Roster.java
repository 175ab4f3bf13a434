package dev.persist.example.bookings.domain;

import dev.persist.decide.Verdict;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Expired;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Imported;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who sits where in one occurrence, for whom a seat is held, and who waits; the fold of its events.
 *
 * <p>Nobody waits while a seat is free. Only time can change that, when a hold is over. So what is due is settled
 * before anything else is decided.
 *
 * <p>A roster never changes. It shares nearly all of its data with the roster before it, so an event and a decision
 * cost about the same with a hundred or a hundred thousand seats taken. Comparing two rosters ignores the order of
 * booking.
 */
public final class Roster {
  /** An occurrence that was never opened. */
  public static final Roster NONE = new Roster("", 0, Seats.FREE, WaitingList.NONE);

  /** How many holds expire, and how many actors are promoted, at a time: one commit has a limit. */
  static final int AT_ONCE = 1_000;

  private final String title;
  private final int capacity;
  private final Seats seats;
  private final WaitingList waiting;

  private Roster(String title, int capacity, Seats seats, WaitingList waiting) {
    this.title = title;
    this.capacity = capacity;
    this.seats = seats;
    this.waiting = waiting;
  }

  /** Returns the roster with these seats, these holds by actor, and the actors {@code waiting}, the longest first. */
  public static Roster of(
      String title, int capacity, Map<String, Integer> seats, Map<String, Held> holds, List<String> waiting) {
    var booked = seats.entrySet().stream().map(each -> new Booked(each.getKey(), each.getValue())).toList();
    var events = Stream.of(Stream.of(new Imported(title, capacity, booked)), holds.values().stream(),
        waiting.stream().map(Joined::new)).flatMap(each -> each);
    return NONE.after(events.<BookingEvent>map(each -> each).toList());
  }

  /** Returns the title; empty before the occurrence is opened. */
  public String title() {
    return title;
  }

  /** Returns how many seats there are; 0 before the occurrence is opened. */
  public int capacity() {
    return capacity;
  }

  /** Returns the seat number by actor, in booking order. It is a copy, for a look at all of them. */
  public Map<String, Integer> seats() {
    return seats.inBookingOrder();
  }

  /** Returns the holds by actor. A hold that is over stays in it until it is settled. The map cannot be changed. */
  public Map<String, Held> holds() {
    return seats.held();
  }

  /** Returns the actors who wait, the longest first. It is a copy, for a look at all of them. */
  public List<String> waiting() {
    return waiting.toList();
  }

  /** Returns whether it was opened, and so can be booked. */
  public boolean isOpen() {
    return capacity > 0;
  }

  /** Returns how many seats can be booked at {@code at}. */
  public int seatsLeft(Instant at) {
    return settled(at).seatsLeft();
  }

  /** Returns this roster as a command at {@code at} finds it, with everything settled that is due. */
  public Roster settled(Instant at) {
    var due = settle(at).events();
    return due.isEmpty() ? this : after(due).settled(at);
  }

  /** Decides on what is due: holds that are over expire, and the actors who wait get their seats. */
  public Verdict<BookingEvent, BookingOutcome> settle(Instant at) {
    var events = new ArrayList<BookingEvent>();
    seats.over(at).limit(AT_ONCE).forEach(hold -> events.add(new Expired(hold.actor())));
    events.addAll(after(events).promotions());
    return events.isEmpty() ? Verdict.of(new NothingDue()) : Verdict.ofAll(new Settled(List.copyOf(events)), events);
  }

  /** Decides on opening it, or changing title and capacity. */
  public Verdict<BookingEvent, BookingOutcome> open(String title, int capacity) {
    var highest = seats.highest();
    if (capacity < highest) {
      return Verdict.of(new TooSmall(highest));
    }
    var asked = new Opened(title, capacity);
    return asked.equals(new Opened(this.title, this.capacity))
        ? Verdict.of(new AlreadyOpen())
        : promoting(asked, promoted -> new Open(asked, !isOpen(), promoted));
  }

  /** Decides on a seat for {@code actor}: the held seat, else the lowest free one. */
  public Verdict<BookingEvent, BookingOutcome> book(String actor) {
    var held = seats.held().get(actor);
    return held == null
        ? take(actor, seat -> booked(actor, seat), () -> Verdict.of(new Full(capacity)))
        : booked(actor, held.seat());
  }

  /** Decides on keeping the lowest free seat for {@code actor} until just before {@code until}. */
  public Verdict<BookingEvent, BookingOutcome> hold(String actor, Instant until) {
    var held = seats.held().get(actor);
    return held == null
        ? take(actor, seat -> held(new Held(actor, seat, until)), () -> Verdict.of(new Full(capacity)))
        : Verdict.of(new AlreadyHeld(held));
  }

  /** Decides on the lowest free seat for {@code actor}, or else a place on the waiting list. */
  public Verdict<BookingEvent, BookingOutcome> join(String actor) {
    var held = seats.held().get(actor);
    return held == null
        ? take(actor, seat -> booked(actor, seat), () -> enqueue(actor))
        : Verdict.of(new AlreadyHeld(held));
  }

  private Verdict<BookingEvent, BookingOutcome> take(
      String actor,
      IntFunction<Verdict<BookingEvent, BookingOutcome>> free,
      Supplier<Verdict<BookingEvent, BookingOutcome>> full) {
    var booking = seats.booked().get(actor);
    if (booking != null) {
      return Verdict.of(new AlreadyBooked(actor, booking.seat()));
    }
    if (!isOpen()) {
      return Verdict.of(new NotOpen());
    }
    return seatsLeft() > 0 ? free.apply(seats.lowest(1).getFirst()) : full.get();
  }

  private Verdict<BookingEvent, BookingOutcome> enqueue(String actor) {
    var place = waiting.place(actor);
    return place > 0
        ? Verdict.of(new AlreadyWaiting(actor, place))
        : Verdict.of(new Waiting(actor, waiting.size() + 1), new Joined(actor));
  }

  private static Verdict<BookingEvent, BookingOutcome> booked(String actor, int seat) {
    return Verdict.of(new SeatBooked(actor, seat), new Booked(actor, seat));
  }

  private static Verdict<BookingEvent, BookingOutcome> held(Held held) {
    return Verdict.of(new SeatHeld(held), held);
  }

  /** Returns the verdict that {@code event} happens, and that the actors who wait get the seats it leaves free. */
  private Verdict<BookingEvent, BookingOutcome> promoting(
      BookingEvent event, Function<List<Booked>, BookingOutcome> outcome) {
    var promoted = evolve(event).promotions();
    return Verdict.ofAll(outcome.apply(promoted), Stream.concat(Stream.of(event), promoted.stream()).toList());
  }

  /** Decides on giving back what {@code actor} has: a seat, a held seat, or a place on the waiting list. */
  public Verdict<BookingEvent, BookingOutcome> cancel(String actor) {
    var booking = seats.booked().get(actor);
    if (booking != null) {
      return promoting(new Cancelled(actor), promoted -> new SeatCancelled(actor, booking.seat(), promoted));
    }
    var held = seats.held().get(actor);
    if (held != null) {
      return promoting(new Released(actor), promoted -> new HoldReleased(actor, held.seat(), promoted));
    }
    var place = waiting.place(actor);
    return place > 0
        ? Verdict.of(new WaitingEnded(actor, place), new Left(actor))
        : Verdict.of(new NotBooked(actor));
  }

  /** Decides on giving back the seat that is held for {@code actor}, and nothing else. */
  public Verdict<BookingEvent, BookingOutcome> release(String actor) {
    return seats.held().containsKey(actor) ? cancel(actor) : Verdict.of(new NotHeld(actor));
  }

  /** Returns the roster after {@code event}; does not change this one. */
  public Roster evolve(BookingEvent event) {
    return switch (event) {
      case Opened(var newTitle, var newCapacity) -> new Roster(newTitle, newCapacity, seats, waiting);
      case Imported(var itsTitle, var itsCapacity, var booked) ->
        new Roster(itsTitle, itsCapacity, seats, waiting).after(booked);
      case Booked(var actor, var seat) -> with(seats.book(actor, seat), waiting.minus(actor));
      case Cancelled(var actor) -> with(seats.giveBack(actor), waiting);
      case Held held -> with(seats.hold(held), waiting);
      case Released(var actor) -> with(seats.giveBack(actor), waiting);
      case Expired(var actor) -> with(seats.giveBack(actor), waiting);
      case Joined(var actor) -> with(seats, waiting.plus(actor));
      case Left(var actor) -> with(seats, waiting.minus(actor));
    };
  }

  private Roster after(List<? extends BookingEvent> events) {
    var roster = this;
    for (var event : events) {
      roster = roster.evolve(event);
    }
    return roster;
  }

  /** Returns the bookings of the free seats by the actors who wait, the longest first. */
  private List<Booked> promotions() {
    var many = Math.min(waiting.size(), Math.clamp(seatsLeft(), 0, AT_ONCE));
    var free = seats.lowest(many).iterator();
    return waiting.stream().limit(many).map(actor -> new Booked(actor, free.next())).toList();
  }

  private int seatsLeft() {
    return capacity - seats.taken();
  }

  private Roster with(Seats seats, WaitingList waiting) {
    return new Roster(title, capacity, seats, waiting);
  }

  private List<Object> all() {
    return List.of(title, capacity, seats(), holds(), waiting());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Roster roster && all().equals(roster.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return "Roster" + all();
  }
}
