package dev.persist.example.bookings;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourAfterTest extends EveryEngineTest {
  private Bookings bookings;

  @BeforeEach
  void create() {
    bookings = new Bookings(store);
  }

  @Nested
  class OnEachEngine extends Behaviour {
    @Override
    protected BookingOutcome open(String occurrence, int capacity) {
      return bookings.open(occurrence, "A talk", capacity, AT);
    }

    @Override
    protected BookingOutcome book(String occurrence, String actor) {
      return bookings.book(occurrence, actor, AT);
    }

    @Override
    protected BookingOutcome cancel(String occurrence, String actor) {
      return bookings.cancel(occurrence, actor, AT);
    }

    @Override
    protected Roster roster(String occurrence) {
      return bookings.roster(occurrence).value();
    }
  }
}
