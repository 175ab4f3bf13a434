package dev.persist.example.bookings.before;

import dev.persist.example.bookings.Behaviour;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;

class BehaviourBeforeTest extends Behaviour {
  private final Bookings bookings = new Bookings(
      (occurrence, actor) -> {});

  @Override
  protected BookingOutcome open(String occurrence, int capacity) {
    return bookings.open(occurrence, "A talk", capacity);
  }

  @Override
  protected BookingOutcome book(String occurrence, String actor) {
    return bookings.book(occurrence, actor);
  }

  @Override
  protected BookingOutcome cancel(String occurrence, String actor) {
    return bookings.cancel(occurrence, actor);
  }

  @Override
  protected Roster roster(String occurrence) {
    return bookings.roster(occurrence);
  }
}
