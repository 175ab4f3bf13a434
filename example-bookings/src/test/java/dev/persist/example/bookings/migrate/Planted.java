package dev.persist.example.bookings.migrate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A new version that says the number of the next seat. */
record Planted(Seam now) implements Seam {
  @Override
  public boolean open(String occurrence, String title, int capacity) {
    return now.open(occurrence, title, capacity);
  }

  @Override
  public int book(String occurrence, String actor) {
    return now.book(occurrence, actor) + 1;
  }

  @Override
  public boolean cancel(String occurrence, String actor) {
    return now.cancel(occurrence, actor);
  }

  @Override
  public @Nullable Map<Integer, String> roster(String occurrence) {
    return now.roster(occurrence);
  }
}
