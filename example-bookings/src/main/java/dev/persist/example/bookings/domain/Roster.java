package dev.persist.example.bookings.domain;

import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Who sits where in one occurrence; the fold of its events.
 *
 * @param title empty until it is opened
 * @param capacity how many seats there are; 0 until it is opened
 * @param seats seat number by actor, in booking order, never changed
 */
public record Roster(String title, int capacity, Map<String, Integer> seats) {
  /** An occurrence that was never opened. */
  public static final Roster NONE = new Roster("", 0, Map.of());

  /** Returns whether it was opened, and so can be booked. */
  public boolean isOpen() {
    return capacity > 0;
  }

  /** Returns how many seats are free. */
  public int seatsLeft() {
    return capacity - seats.size();
  }

  /** Decides on opening it, or changing title and capacity. */
  public BookingOutcome open(String title, int capacity) {
    var highest = seats.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (capacity < highest) {
      return new BookingOutcome.TooSmall(highest);
    }
    var asked = new Opened(title, capacity);
    return asked.equals(new Opened(this.title, this.capacity))
        ? new BookingOutcome.AlreadyOpen()
        : new BookingOutcome.Open(asked, !isOpen());
  }

  /** Decides on a seat for {@code actor}: the lowest free one. */
  public BookingOutcome book(String actor) {
    if (!isOpen()) {
      return new BookingOutcome.NotOpen();
    }
    var seat = seats.get(actor);
    if (seat != null) {
      return new BookingOutcome.AlreadyBooked(actor, seat);
    }
    if (seatsLeft() <= 0) {
      return new BookingOutcome.Full(capacity);
    }
    var taken = Set.copyOf(seats.values());
    var free = IntStream.iterate(1, number -> number + 1).filter(number -> !taken.contains(number)).findFirst();
    return new BookingOutcome.SeatBooked(actor, free.getAsInt());
  }

  /** Decides on giving back the seat of {@code actor}. */
  public BookingOutcome cancel(String actor) {
    var seat = seats.get(actor);
    return seat == null ? new BookingOutcome.NotBooked(actor) : new BookingOutcome.SeatCancelled(actor, seat);
  }

  /** Returns the roster after {@code event}; this one stays as it is. */
  public Roster evolve(BookingEvent event) {
    var after = new LinkedHashMap<>(seats);
    return switch (event) {
      case Opened(var newTitle, var newCapacity) -> new Roster(newTitle, newCapacity, seats);
      case Booked(var actor, var seat) -> {
        after.put(actor, seat);
        yield new Roster(title, capacity, Collections.unmodifiableMap(after));
      }
      case Cancelled(var actor) -> {
        after.remove(actor);
        yield new Roster(title, capacity, Collections.unmodifiableMap(after));
      }
    };
  }
}
