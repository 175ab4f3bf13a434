package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.before.Bookings.Payments;
import dev.persist.example.bookings.migrate.SeamCall.Book;
import dev.persist.example.bookings.migrate.SeamCall.Cancel;
import dev.persist.example.bookings.migrate.SeamCall.Open;
import dev.persist.example.bookings.migrate.SeamCall.ReadRoster;
import dev.persist.migrate.DualRun;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Both versions behind the seam. Only this class charges, so each seat is charged once, although two versions book it.
 * It charges after the booking, on which both versions have to agree first. If the payment fails, it cancels the
 * booking.
 */
public record BothSeam(DualRun<Seam, SeamCall> both, Payments payments) implements Seam {
  @Override
  public boolean open(String occurrence, String title, int capacity) {
    return both.command(new Open(occurrence, title, capacity), Open::on);
  }

  @Override
  public int book(String occurrence, String actor) {
    var seat = both.command(new Book(occurrence, actor), Book::on);
    if (seat.isNew()) {
      charge(occurrence, actor);
    }
    return seat.number();
  }

  @Override
  public boolean cancel(String occurrence, String actor) {
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
  public @Nullable Map<Integer, String> roster(String occurrence) {
    return both.query(new ReadRoster(occurrence), ReadRoster::on);
  }
}
