package dev.persist.example.bookings.domain;

/** What can happen to one occurrence. The names of the records and of their components are storage format: they never change. */
public sealed interface BookingEvent {
  /** It can be booked; said again, title and capacity changed. */
  record Opened(String title, int capacity) implements BookingEvent {}

  /** {@code actor} has seat number {@code seat}, from 1. */
  record Booked(String actor, int seat) implements BookingEvent {}

  /** The seat of {@code actor} is free again. */
  record Cancelled(String actor) implements BookingEvent {}
}
