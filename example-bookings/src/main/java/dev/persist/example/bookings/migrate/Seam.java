package dev.persist.example.bookings.migrate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls that callers of the booking make, with the signatures that these always had. */
public interface Seam {
  /**
   * Opens {@code occurrence} for booking, or changes title and capacity of an open one.
   *
   * @return false when it was open already, with this title and capacity
   * @throws IllegalArgumentException when the capacity is below 1 or below a seat that is taken
   */
  boolean open(String occurrence, String title, int capacity);

  /**
   * Books the lowest free seat for {@code actor}. An actor that has a seat keeps it.
   *
   * @return the seat, or 0 when all are taken
   * @throws IllegalStateException when {@code occurrence} is not open
   */
  int book(String occurrence, String actor);

  /** Gives back the seat of {@code actor}, and returns whether there was one. */
  boolean cancel(String occurrence, String actor);

  /** Returns who has which seat, in the order of the seats, or null when {@code occurrence} was never opened. */
  @Nullable
  Map<Integer, String> roster(String occurrence);
}
