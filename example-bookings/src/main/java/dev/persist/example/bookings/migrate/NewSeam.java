package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyBooked;
import dev.persist.example.bookings.domain.BookingOutcome.AlreadyOpen;
import dev.persist.example.bookings.domain.BookingOutcome.Busy;
import dev.persist.example.bookings.domain.BookingOutcome.Full;
import dev.persist.example.bookings.domain.BookingOutcome.HoldReleased;
import dev.persist.example.bookings.domain.BookingOutcome.NotBooked;
import dev.persist.example.bookings.domain.BookingOutcome.NotOpen;
import dev.persist.example.bookings.domain.BookingOutcome.Open;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.BookingOutcome.SeatCancelled;
import dev.persist.example.bookings.domain.BookingOutcome.TooSmall;
import dev.persist.example.bookings.domain.BookingOutcome.WaitingEnded;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The version on persist behind the seam. It adds the time, and gives callers the answers that they know. An outcome
 * without such an answer becomes an {@link IllegalStateException}; for {@link Busy}, its message says to try again.
 */
public record NewSeam(Bookings bookings, InstantSource clock) implements Seam {
  @Override
  public boolean open(String occurrence, String title, int capacity) {
    return switch (bookings.open(occurrence, title, capacity, clock.instant())) {
      case Open open -> true;
      case AlreadyOpen same -> false;
      case TooSmall(var highest) ->
        throw new IllegalArgumentException("seat " + highest + " is taken; give a capacity of that or more");
      case BookingOutcome other -> throw noAnswer(other);
    };
  }

  @Override
  public int book(String occurrence, String actor) {
    return switch (bookings.book(occurrence, actor, clock.instant())) {
      case SeatBooked(var who, var seat) -> seat;
      case AlreadyBooked(var who, var seat) -> seat;
      case Full full -> 0;
      case NotOpen closed -> throw new IllegalStateException("\"" + occurrence + "\" is not open for booking");
      case BookingOutcome other -> throw noAnswer(other);
    };
  }

  /** A hold, which the old version did not have, counts as a seat here; a place on the waiting list does not. */
  @Override
  public boolean cancel(String occurrence, String actor) {
    return switch (bookings.cancel(occurrence, actor, clock.instant())) {
      case SeatCancelled seat -> true;
      case HoldReleased seat -> true;
      case WaitingEnded place -> false;
      case NotBooked nothing -> false;
      case BookingOutcome other -> throw noAnswer(other);
    };
  }

  @Override
  public @Nullable Map<Integer, String> roster(String occurrence) {
    var roster = bookings.roster(occurrence).value().settled(clock.instant());
    return roster.isOpen() ? Dumps.actors(roster) : null;
  }

  /** Returns the exception for an outcome to which the old version had no answer. */
  private static IllegalStateException noAnswer(BookingOutcome outcome) {
    return new IllegalStateException(
        outcome instanceof Busy
            ? "other callers were faster in each attempt; try again"
            : "the old version had no answer to " + outcome);
  }
}
