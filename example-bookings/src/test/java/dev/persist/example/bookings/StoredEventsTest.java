package dev.persist.example.bookings;

import dev.persist.conformance.StoredEvents;
import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Expired;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Imported;
import dev.persist.example.bookings.domain.BookingEvent.Joined;
import dev.persist.example.bookings.domain.BookingEvent.Left;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.BookingEvent.Released;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class StoredEventsTest extends StoredEvents<BookingEvent> {
  StoredEventsTest() {
    super(Bookings.TYPES);
  }

  @Override
  protected List<BookingEvent> draw(Random random) {
    var booked = Stream.generate(() -> booked(random)).limit(random.nextInt(3)).toList();
    return List.of(
        new Opened(text(random), random.nextInt()), new Imported(text(random), random.nextInt(), booked),
        booked(random), new Cancelled(text(random)), new Held(text(random), random.nextInt(), time(random)),
        new Released(text(random)), new Expired(text(random)), new Joined(text(random)), new Left(text(random)));
  }

  private static Booked booked(Random random) {
    return new Booked(text(random), random.nextInt());
  }
}
