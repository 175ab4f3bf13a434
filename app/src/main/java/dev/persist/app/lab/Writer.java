package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import java.time.InstantSource;
import java.util.function.Consumer;

/** A process that books seats until it is killed, and says each that it was told. */
public final class Writer {
  /** The talk whose seats are booked. */
  static final String TALK = "talk";

  private static final int SEATS = 100_000;

  private Writer() {}

  /** Takes the URL of a store, or {@code map} for the version before, and how many book at once. */
  public static void main(String[] args) throws Exception {
    Parent.live(() -> {});
    if (args[0].equals("map")) {
      var bookings = new dev.persist.example.bookings.before.Bookings((talk, actor) -> {});
      bookings.open(TALK, "A talk", SEATS);
      book(Integer.parseInt(args[1]), actor -> bookings.book(TALK, actor));
      return;
    }
    try (var store = Persist.open(args[0])) {
      var clock = InstantSource.system();
      var bookings = new Bookings(store);
      bookings.open(TALK, "A talk", SEATS, clock.instant());
      book(Integer.parseInt(args[1]), actor -> {
        if (!(bookings.book(TALK, actor, clock.instant()) instanceof SeatBooked)) {
          throw new IllegalStateException(actor + " got no seat");
        }
      });
    }
  }

  /** Books for {@code writers} at once, and says each actor who has a seat. */
  static void book(int writers, Consumer<String> book) throws Exception {
    Racers.race(writers, writer -> {
      for (var i = writer; i <= SEATS; i += writers) {
        var actor = "guest-" + i;
        book.accept(actor);
        Parent.say(actor);
      }
      return writer;
    });
  }
}
