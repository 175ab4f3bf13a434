package dev.persist.example.bookings;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourTest {
  private static final String TITLE = "A talk";

  @Nested
  class Before extends Behaviour {
    private final dev.persist.example.bookings.before.Bookings bookings = new dev.persist.example.bookings.before.Bookings(
        (occurrence, actor) -> {});

    @Override
    protected BookingOutcome open(String occurrence, int capacity) {
      return bookings.open(occurrence, TITLE, capacity);
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

  @Nested
  class After extends EveryEngineTest {
    @Nested
    class OnThisEngine extends Behaviour {
      private Bookings bookings;

      @BeforeEach
      void create() {
        bookings = new Bookings(store);
      }

      @Override
      protected BookingOutcome open(String occurrence, int capacity) {
        return bookings.open(occurrence, TITLE, capacity, AT);
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
}
