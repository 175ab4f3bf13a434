package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import java.time.InstantSource;

/** The version on persist behind the seam. Callers of the seam do not give a time. */
public record NewSeam(Bookings bookings, InstantSource clock) implements Seam {
  @Override
  public BookingOutcome open(String occurrence, String title, int capacity) {
    return bookings.open(occurrence, title, capacity, clock.instant());
  }

  @Override
  public BookingOutcome book(String occurrence, String actor) {
    return bookings.book(occurrence, actor, clock.instant());
  }

  @Override
  public BookingOutcome cancel(String occurrence, String actor) {
    return bookings.cancel(occurrence, actor, clock.instant());
  }

  @Override
  public Roster roster(String occurrence) {
    return bookings.roster(occurrence).value();
  }
}
