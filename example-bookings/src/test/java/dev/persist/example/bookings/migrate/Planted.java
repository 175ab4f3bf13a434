package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.Full;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.Roster;

/** A new version that says the number of the next seat. */
record Planted(Seam now) implements Seam {
  @Override
  public BookingOutcome open(String occurrence, String title, int capacity) {
    return now.open(occurrence, title, capacity);
  }

  @Override
  public BookingOutcome book(String occurrence, String actor) {
    return now.book(occurrence, actor) instanceof SeatBooked(var who, var seat)
        ? new SeatBooked(who, seat + 1)
        : new Full(0);
  }

  @Override
  public BookingOutcome cancel(String occurrence, String actor) {
    return now.cancel(occurrence, actor);
  }

  @Override
  public Roster roster(String occurrence) {
    return now.roster(occurrence);
  }
}
