package dev.persist.example.bookings;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyBooked;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyOpen;
import dev.persist.example.bookings.domain.BookingOutcome.Full;
import dev.persist.example.bookings.domain.BookingOutcome.NotOpen;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.BookingOutcome.SeatCancelled;
import dev.persist.example.bookings.domain.BookingOutcome.TooSmall;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
    private static final Instant AT = Instant.EPOCH;

    @Override
    protected boolean open(String occurrence, int capacity) {
      return switch (bookings.open(occurrence, "A talk", capacity, AT)) {
        case BookingOutcome.Open open -> true;
        case AlreadyOpen same -> false;
        case TooSmall tooSmall -> throw new IllegalArgumentException(tooSmall.toString());
        case BookingOutcome other -> throw new AssertionError(other);
      };
    }

    @Override
    protected int book(String occurrence, String actor) {
      return switch (bookings.book(occurrence, actor, AT)) {
        case SeatBooked(var who, var seat) -> seat;
        case AlreadyBooked(var who, var seat) -> seat;
        case Full full -> 0;
        case NotOpen notOpen -> throw new IllegalStateException(notOpen.toString());
        case BookingOutcome other -> throw new AssertionError(other);
      };
    }

    @Override
    protected boolean cancel(String occurrence, String actor) {
      return bookings.cancel(occurrence, actor, AT) instanceof SeatCancelled;
    }

    @Override
    protected @Nullable Map<Integer, String> roster(String occurrence) {
      var roster = bookings.roster(occurrence).value();
      var actors = new TreeMap<Integer, String>();
      roster.seats().forEach((actor, seat) -> actors.put(seat, actor));
      return roster.isOpen() ? actors : null;
    }
  }
}
