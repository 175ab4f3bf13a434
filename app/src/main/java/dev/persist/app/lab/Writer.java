package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import java.nio.file.Path;
import java.time.InstantSource;

/** A process that books seats until it is killed, and prints each that it was promised. */
public final class Writer {
  /** The talk whose seats are booked. */
  static final String TALK = "talk";

  private static final int SEATS = 100_000;

  private Writer() {}

  /** How the arguments name the map before, and one that is saved in a file. */
  static final String MAP = "map";

  static final String FILE = "file:";

  /** Takes the URL of a store, or {@link #MAP}, or {@link #FILE} and a path; and how many book at once. */
  public static void main(String[] args) throws Exception {
    Parent.live(() -> {});
    if (args[0].startsWith(FILE)) {
      book(Integer.parseInt(args[1]), new SavedMap(Path.of(args[0].substring(FILE.length())))::book);
      return;
    }
    if (args[0].equals(MAP)) {
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

  /** Books a seat, or throws. */
  private interface Booking {
    /** Books one for {@code actor}. */
    void book(String actor) throws Exception;
  }

  /** Books for {@code writers} at once, and says each actor who has a seat. */
  private static void book(int writers, Booking booking) throws Exception {
    Racers.race(writers, writer -> {
      for (var i = writer; i <= SEATS; i += writers) {
        var actor = "guest-" + i;
        booking.book(actor);
        Parent.say(actor);
      }
      return writer;
    });
  }
}
