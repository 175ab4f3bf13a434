package dev.persist.example.bookings.domain;

import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import java.util.List;

/** What became of a command on one occurrence. */
public sealed interface BookingOutcome {
  /**
   * The occurrence is open as asked; {@code first} is true if it was never open before. The actors in {@code promoted}
   * waited, and have a seat now.
   */
  record Open(Opened opened, boolean first, List<Booked> promoted) implements BookingOutcome {}

  /** It was open exactly as asked. */
  record AlreadyOpen() implements BookingOutcome {}

  /** The capacity asked for would take away a booked or held seat; the highest such seat is {@code highestSeat}. */
  record TooSmall(int highestSeat) implements BookingOutcome {}

  /** {@code actor} has the seat now. */
  record SeatBooked(String actor, int seat) implements BookingOutcome {}

  /** {@code actor} had the seat before. */
  record AlreadyBooked(String actor, int seat) implements BookingOutcome {}

  /** The seat is kept for its holder. */
  record SeatHeld(Held held) implements BookingOutcome {}

  /** The seat was kept for its holder before; that did not change. */
  record AlreadyHeld(Held held) implements BookingOutcome {}

  /** {@code actor} waits; {@code place} 1 is the next to get a seat. */
  record Waiting(String actor, int place) implements BookingOutcome {}

  /** {@code actor} waited before, and is at {@code place} now. */
  record AlreadyWaiting(String actor, int place) implements BookingOutcome {}

  /** All {@code capacity} seats are taken. */
  record Full(int capacity) implements BookingOutcome {}

  /** The occurrence was never opened. */
  record NotOpen() implements BookingOutcome {}

  /** {@code actor} gave back the seat. {@code promoted}, who waited longest, has it; empty when nobody waited. */
  record SeatCancelled(String actor, int seat, List<Booked> promoted) implements BookingOutcome {}

  /** {@code actor} gave back the held seat, and {@code promoted} has it; empty when nobody waited. */
  record HoldReleased(String actor, int seat, List<Booked> promoted) implements BookingOutcome {}

  /** {@code actor}, who was at {@code place}, waits no more. */
  record WaitingEnded(String actor, int place) implements BookingOutcome {}

  /** {@code actor} has no seat, holds none and does not wait. */
  record NotBooked(String actor) implements BookingOutcome {}

  /** No seat is held for {@code actor}, who keeps a booked seat or a place on the waiting list. */
  record NotHeld(String actor) implements BookingOutcome {}

  /** {@code events} happened because of the time: holds expired, and the actors who waited longest got the seats. */
  record Settled(List<BookingEvent> events) implements BookingOutcome {}

  /** No hold was over, and nobody waits for a free seat. */
  record NothingDue() implements BookingOutcome {}

  /** Nothing was written: others changed the occurrence each time it was decided. Trying again is safe. */
  record Busy() implements BookingOutcome {}

  /** The caller passed seq {@code expected} of the occurrence, which is at {@code actual}. */
  record Stale(long expected, long actual) implements BookingOutcome {}
}
