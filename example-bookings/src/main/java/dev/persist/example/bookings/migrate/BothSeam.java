package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.before.Bookings.Payments;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.BookingOutcome.SeatBooked;
import dev.persist.example.bookings.domain.Roster;
import dev.persist.example.bookings.migrate.SeamCall.Book;
import dev.persist.example.bookings.migrate.SeamCall.Cancel;
import dev.persist.example.bookings.migrate.SeamCall.Open;
import dev.persist.example.bookings.migrate.SeamCall.ReadRoster;
import dev.persist.migrate.DualRun;

/**
 * Both versions behind the seam. The money is taken here, so that it is taken once for each seat. It is taken after the
 * seat, since both versions have to agree on the seat first. An actor that does not pay gives the seat back.
 */
public record BothSeam(DualRun<Seam, SeamCall> both, Payments payments) implements Seam {
  @Override
  public BookingOutcome open(String occurrence, String title, int capacity) {
    return both.command(new Open(occurrence, title, capacity), Open::on);
  }

  @Override
  public BookingOutcome book(String occurrence, String actor) {
    var outcome = both.command(new Book(occurrence, actor), Book::on);
    if (outcome instanceof SeatBooked) {
      charge(occurrence, actor);
    }
    return outcome;
  }

  @Override
  public BookingOutcome cancel(String occurrence, String actor) {
    return both.command(new Cancel(occurrence, actor), Cancel::on);
  }

  private void charge(String occurrence, String actor) {
    try {
      payments.charge(occurrence, actor);
    } catch (RuntimeException e) {
      cancel(occurrence, actor);
      throw e;
    }
  }

  @Override
  public Roster roster(String occurrence) {
    return both.query(new ReadRoster(occurrence), ReadRoster::on);
  }
}
