package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.before.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import java.util.Map;

/** The hand-rolled version behind the seam. It takes no money: the seam takes it once, whichever version serves. */
public record OldSeam(Bookings bookings) implements Seam {
  /** Creates the old version with what {@code dump} holds. */
  public static OldSeam of(Map<String, Dump> dump) {
    return new OldSeam(new Bookings((occurrence, actor) -> {
    }, dump));
  }

  @Override
  public BookingOutcome open(String occurrence, String title, int capacity) {
    return bookings.open(occurrence, title, capacity);
  }

  @Override
  public BookingOutcome book(String occurrence, String actor) {
    return bookings.book(occurrence, actor);
  }

  @Override
  public BookingOutcome cancel(String occurrence, String actor) {
    return bookings.cancel(occurrence, actor);
  }

  @Override
  public Roster roster(String occurrence) {
    return bookings.roster(occurrence);
  }
}
