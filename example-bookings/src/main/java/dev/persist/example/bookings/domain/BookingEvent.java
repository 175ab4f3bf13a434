package dev.persist.example.bookings.domain;

import java.time.Instant;
import java.util.List;

/** What can happen to one occurrence. The names of the records and of their components are storage format. */
public sealed interface BookingEvent {
  /** It can be booked; said again, title and capacity changed. */
  record Opened(String title, int capacity) implements BookingEvent {}

  /** It is open and these seats are booked, since before it was kept here: what was paid for is not paid for again. */
  record Imported(String title, int capacity, List<Booked> booked) implements BookingEvent {}

  /** {@code actor} has seat number {@code seat}, from 1; neither holds it nor waits any more. */
  record Booked(String actor, int seat) implements BookingEvent {}

  /** The seat of {@code actor} is free again. */
  record Cancelled(String actor) implements BookingEvent {}

  /** Seat number {@code seat} is kept for {@code actor} until just before {@code until}. */
  record Held(String actor, int seat, Instant until) implements BookingEvent {}

  /** {@code actor} gave back the seat that was kept. */
  record Released(String actor) implements BookingEvent {}

  /** {@code actor} did not book the seat that was kept in time. */
  record Expired(String actor) implements BookingEvent {}

  /** {@code actor} waits for a seat, after all who wait already. */
  record Joined(String actor) implements BookingEvent {}

  /** {@code actor} waits no more. */
  record Left(String actor) implements BookingEvent {}
}
