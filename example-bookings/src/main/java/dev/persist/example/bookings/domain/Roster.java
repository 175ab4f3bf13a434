package dev.persist.example.bookings.domain;

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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who sits where in one occurrence, for whom a seat is kept, and who waits; the fold of its events.
 *
 * <p>Nobody waits while a seat is free. Only time can change that, when a hold is over: so what it brought is settled
 * before anything else is decided.
 *
 * @param title empty until it is opened
 * @param capacity how many seats there are; 0 until it is opened
 * @param seats seat number by actor, in booking order, never changed
 * @param holds by actor, those that are over included until they are settled
 * @param waiting the longest first
 */
public record Roster(
    String title, int capacity, Map<String, Integer> seats, Map<String, Held> holds, List<String> waiting) {
  /** An occurrence that was never opened. */
  public static final Roster NONE = new Roster("", 0, Map.of(), Map.of(), List.of());

  /** How many holds expire, and how many are promoted, at a time: a store takes only so much in one commit. */
  static final int AT_ONCE = 1_000;

  /** Returns whether it was opened, and so can be booked. */
  public boolean isOpen() {
    return capacity > 0;
  }

  /** Returns how many seats one could book at {@code at}. */
  public int seatsLeft(Instant at) {
    return settled(at).seatsLeft();
  }

  /** Returns this roster as a command at {@code at} finds it: what time has brought is settled. */
  public Roster settled(Instant at) {
    var due = settle(at).events();
    return due.isEmpty() ? this : after(due).settled(at);
  }

  /** Decides on what time has brought: holds that are over expire, and those who wait get their seats. */
  public BookingOutcome settle(Instant at) {
    var events = new ArrayList<BookingEvent>();
    holds.values()
        .stream()
        .filter(hold -> !hold.until().isAfter(at))
        .limit(AT_ONCE)
        .forEach(hold -> events.add(new Expired(hold.actor())));
    events.addAll(after(events).promotions());
    return events.isEmpty() ? new NothingDue() : new Settled(List.copyOf(events));
  }

  /** Decides on opening it, or changing title and capacity. */
  public BookingOutcome open(String title, int capacity) {
    var highest = taken().max().orElse(0);
    if (capacity < highest) {
      return new TooSmall(highest);
    }
    var asked = new Opened(title, capacity);
    return asked.equals(new Opened(this.title, this.capacity))
        ? new AlreadyOpen()
        : new Open(asked, !isOpen(), evolve(asked).promotions());
  }

  /** Decides on a seat for {@code actor}: the one that is kept, else the lowest free one. */
  public BookingOutcome book(String actor) {
    var held = holds.get(actor);
    return held == null
        ? take(actor, seat -> new SeatBooked(actor, seat), () -> new Full(capacity))
        : new SeatBooked(actor, held.seat());
  }

  /** Decides on keeping the lowest free seat for {@code actor} until just before {@code until}. */
  public BookingOutcome hold(String actor, Instant until) {
    var held = holds.get(actor);
    return held == null
        ? take(actor, seat -> new SeatHeld(new Held(actor, seat, until)), () -> new Full(capacity))
        : new AlreadyHeld(held);
  }

  /** Decides on the lowest free seat for {@code actor}, or else a place on the waiting list. */
  public BookingOutcome join(String actor) {
    var held = holds.get(actor);
    return held == null
        ? take(actor, seat -> new SeatBooked(actor, seat), () -> enqueue(actor))
        : new AlreadyHeld(held);
  }

  private BookingOutcome take(String actor, IntFunction<BookingOutcome> free, Supplier<BookingOutcome> full) {
    var seat = seats.get(actor);
    if (seat != null) {
      return new AlreadyBooked(actor, seat);
    }
    if (!isOpen()) {
      return new NotOpen();
    }
    return seatsLeft() > 0 ? free.apply(freeSeats().findFirst().getAsInt()) : full.get();
  }

  private BookingOutcome enqueue(String actor) {
    var place = waiting.indexOf(actor) + 1;
    return place > 0 ? new AlreadyWaiting(actor, place) : new Waiting(actor, waiting.size() + 1);
  }

  /** Decides on giving back what {@code actor} has: a seat, a seat that is kept, or a place on the waiting list. */
  public BookingOutcome cancel(String actor) {
    var seat = seats.get(actor);
    if (seat != null) {
      return new SeatCancelled(actor, seat, evolve(new Cancelled(actor)).promotions());
    }
    var held = holds.get(actor);
    if (held != null) {
      return new HoldReleased(actor, held.seat(), evolve(new Released(actor)).promotions());
    }
    var place = waiting.indexOf(actor) + 1;
    return place > 0 ? new WaitingEnded(actor, place) : new NotBooked(actor);
  }

  /** Returns the roster after {@code event}; this one stays as it is. */
  public Roster evolve(BookingEvent event) {
    return switch (event) {
      case Opened(var newTitle, var newCapacity) -> new Roster(newTitle, newCapacity, seats, holds, waiting);
      case Imported(var itsTitle, var itsCapacity, var booked) ->
        new Roster(itsTitle, itsCapacity, seats(booked), holds, waiting);
      case Booked(var actor, var seat) -> with(put(seats, actor, seat), without(holds, actor), without(waiting, actor));
      case Cancelled(var actor) -> with(without(seats, actor), holds, waiting);
      case Held held -> with(seats, put(holds, held.actor(), held), waiting);
      case Released(var actor) -> with(seats, without(holds, actor), waiting);
      case Expired(var actor) -> with(seats, without(holds, actor), waiting);
      case Joined(var actor) -> with(seats, holds, Stream.concat(waiting.stream(), Stream.of(actor)).toList());
      case Left(var actor) -> with(seats, holds, without(waiting, actor));
    };
  }

  private Roster after(List<BookingEvent> events) {
    var roster = this;
    for (var event : events) {
      roster = roster.evolve(event);
    }
    return roster;
  }

  /** Who gets the seats that are free: those who wait, the longest first. */
  private List<Booked> promotions() {
    var free = freeSeats().iterator();
    return waiting.stream()
        .limit(Math.clamp(seatsLeft(), 0, AT_ONCE))
        .map(actor -> new Booked(actor, free.next()))
        .toList();
  }

  private int seatsLeft() {
    return capacity - seats.size() - holds.size();
  }

  private IntStream freeSeats() {
    var taken = taken().boxed().collect(Collectors.toSet());
    return IntStream.iterate(1, number -> number + 1).filter(number -> !taken.contains(number));
  }

  private IntStream taken() {
    return IntStream.concat(
        seats.values().stream().mapToInt(Integer::intValue), holds.values().stream().mapToInt(Held::seat));
  }

  private Roster with(Map<String, Integer> seats, Map<String, Held> holds, List<String> waiting) {
    return new Roster(title, capacity, seats, holds, waiting);
  }

  private static Map<String, Integer> seats(List<Booked> booked) {
    var seats = new LinkedHashMap<String, Integer>();
    booked.forEach(each -> seats.put(each.actor(), each.seat()));
    return Collections.unmodifiableMap(seats);
  }

  private static <V> Map<String, V> put(Map<String, V> map, String actor, V value) {
    var after = new LinkedHashMap<>(map);
    after.put(actor, value);
    return Collections.unmodifiableMap(after);
  }

  private static <V> Map<String, V> without(Map<String, V> map, String actor) {
    if (!map.containsKey(actor)) {
      return map;
    }
    var after = new LinkedHashMap<>(map);
    after.remove(actor);
    return Collections.unmodifiableMap(after);
  }

  private static List<String> without(List<String> list, String actor) {
    return list.contains(actor) ? list.stream().filter(each -> !each.equals(actor)).toList() : list;
  }
}
