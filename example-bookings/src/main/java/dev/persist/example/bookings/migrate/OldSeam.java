package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.before.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hand-rolled version behind the seam. It charges nobody: the seam does, once, whichever version serves. */
public record OldSeam(Bookings bookings) implements Seam {
  /** Creates the old version with all that {@code dump} holds. */
  public static OldSeam of(Map<String, Dump> dump) {
    return new OldSeam(new Bookings((occurrence, actor) -> {
    }, dump));
  }

  @Override
  public boolean open(String occurrence, String title, int capacity) {
    return bookings.open(occurrence, title, capacity);
  }

  @Override
  public int book(String occurrence, String actor) {
    return bookings.book(occurrence, actor);
  }

  @Override
  public boolean cancel(String occurrence, String actor) {
    return bookings.cancel(occurrence, actor);
  }

  @Override
  public @Nullable Map<Integer, String> roster(String occurrence) {
    return bookings.roster(occurrence);
  }
}
