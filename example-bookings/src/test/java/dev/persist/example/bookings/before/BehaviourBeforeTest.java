package dev.persist.example.bookings.before;

import dev.persist.example.bookings.Behaviour;
import java.util.Map;
import org.jspecify.annotations.Nullable;

class BehaviourBeforeTest extends Behaviour {
  private final Bookings bookings = new Bookings(
      (occurrence, actor) -> {});

  @Override
  protected boolean open(String occurrence, int capacity) {
    return bookings.open(occurrence, "A talk", capacity);
  }

  @Override
  protected int book(String occurrence, String actor) {
    return bookings.book(occurrence, actor);
  }

  @Override
  protected boolean cancel(String occurrence, String actor) {
    return bookings.cancel(occurrence, actor);
  }

  @Override
  protected @Nullable Map<Integer, String> roster(String occurrence) {
    return bookings.roster(occurrence);
  }
}
