package dev.persist.example.bookings.domain;

import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import java.util.Optional;

/** What became of a command on one occurrence. */
public sealed interface BookingOutcome {
  /** Returns what this outcome changes; nothing for most. */
  default Optional<BookingEvent> event() {
    return Optional.empty();
  }

  /** It is open as asked; {@code first} says it was not before. */
  record Open(Opened opened, boolean first) implements BookingOutcome {
    @Override
    public Optional<BookingEvent> event() {
      return Optional.of(opened);
    }
  }

  /** It was open exactly as asked. */
  record AlreadyOpen() implements BookingOutcome {}

  /** The capacity asked for would take away a booked seat; the highest is {@code highestSeat}. */
  record TooSmall(int highestSeat) implements BookingOutcome {}

  /** {@code actor} has the seat now. */
  record SeatBooked(String actor, int seat) implements BookingOutcome {
    @Override
    public Optional<BookingEvent> event() {
      return Optional.of(new Booked(actor, seat));
    }
  }

  /** {@code actor} had the seat before. */
  record AlreadyBooked(String actor, int seat) implements BookingOutcome {}

  /** All {@code capacity} seats are taken. */
  record Full(int capacity) implements BookingOutcome {}

  /** The occurrence was never opened. */
  record NotOpen() implements BookingOutcome {}

  /** The seat {@code actor} had is free. */
  record SeatCancelled(String actor, int seat) implements BookingOutcome {
    @Override
    public Optional<BookingEvent> event() {
      return Optional.of(new Cancelled(actor));
    }
  }

  /** {@code actor} has no seat. */
  record NotBooked(String actor) implements BookingOutcome {}

  /** Nothing was written: others were faster each time it was decided. Trying again is safe. */
  record Busy() implements BookingOutcome {}

  /** The caller had seen seq {@code expected} of the occurrence, which is at {@code actual}. */
  record Stale(long expected, long actual) implements BookingOutcome {}
}
