package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;

/** The interface that the callers of booking call, with the signatures it always had. */
public interface Seam {
  /** Opens {@code occurrence} for booking, or changes title and capacity (1 or more) of an open one. */
  BookingOutcome open(String occurrence, String title, int capacity);

  /** Books the lowest free seat for {@code actor}. An actor that has a seat keeps it. */
  BookingOutcome book(String occurrence, String actor);

  /** Gives back the seat of {@code actor}. */
  BookingOutcome cancel(String occurrence, String actor);

  /** Returns who sits where. */
  Roster roster(String occurrence);
}
