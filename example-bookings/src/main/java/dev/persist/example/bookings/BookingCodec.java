package dev.persist.example.bookings;

import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.example.bookings.BookingEvent.Booked;
import dev.persist.example.bookings.BookingEvent.Cancelled;
import dev.persist.example.bookings.BookingEvent.Opened;
import java.time.Instant;

/** How booking events are stored. The type names and field names are storage format: they never change. */
final class BookingCodec {
  private static final String OPENED = "opened";
  private static final String BOOKED = "booked";
  private static final String CANCELLED = "cancelled";

  private BookingCodec() {}

  static NewEvent write(BookingEvent event, Instant at) {
    return switch (event) {
      case Opened opened -> NewEvent.of(OPENED, at, opened);
      case Booked booked -> NewEvent.of(BOOKED, at, booked);
      case Cancelled cancelled -> NewEvent.of(CANCELLED, at, cancelled);
    };
  }

  static BookingEvent read(Event stored) {
    return switch (stored.type()) {
      case OPENED -> stored.data().as(Opened.class);
      case BOOKED -> stored.data().as(Booked.class);
      case CANCELLED -> stored.data().as(Cancelled.class);
      default -> throw new IllegalStateException("no booking event: " + stored);
    };
  }
}
