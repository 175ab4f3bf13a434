package dev.persist.example.bookings.domain;

import java.time.Instant;
import java.util.List;

/** What can happen to one occurrence. The names of the records and of their components are storage format. */
public sealed interface BookingEvent {
  /** The occurrence can be booked. When it happens again, title and capacity change. */
  record Opened(String title, int capacity) implements BookingEvent {}

  /**
   * The occurrence is open, with the seats that the old version had booked. They are inside this one event, so a
   * subscription that charges for each {@link Booked} does not charge for them again.
   */
  record Imported(String title, int capacity, List<Booked> booked) implements BookingEvent {}

  /** {@code actor} has seat number {@code seat}, from 1, and no longer holds it or waits. */
  record Booked(String actor, int seat) implements BookingEvent {}

  /** The seat of {@code actor} is free again. */
  record Cancelled(String actor) implements BookingEvent {}

  /** Seat number {@code seat} is held for {@code actor} until just before {@code until}. */
  record Held(String actor, int seat, Instant until) implements BookingEvent {}

  /** {@code actor} gave back the held seat. */
  record Released(String actor) implements BookingEvent {}

  /** {@code actor} did not book the held seat in time. */
  record Expired(String actor) implements BookingEvent {}

  /** {@code actor} waits for a seat, after all actors who wait already. */
  record Joined(String actor) implements BookingEvent {}

  /** {@code actor} no longer waits. */
  record Left(String actor) implements BookingEvent {}
}
