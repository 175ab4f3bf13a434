package dev.persist.example.bookings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Expired;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Imported;
import dev.persist.example.bookings.domain.BookingEvent.Joined;
import dev.persist.example.bookings.domain.BookingEvent.Left;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.BookingEvent.Released;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Goes through what happened to an occurrence, and finds what must never happen: whoever called, at once or in turn. */
final class Audit {
  private final Map<Integer, String> seats = new TreeMap<>();
  private final Map<String, Held> holds = new HashMap<>();
  private final List<String> queue = new ArrayList<>();
  private int capacity;

  static void of(List<Event> history) {
    var audit = new Audit();
    history.forEach(stored -> {
      var event = Bookings.TYPES.read(stored);
      assertThat(audit.waitsForFreeSeat() && !(event instanceof Expired)
          && !(event instanceof Booked(var actor, var seat) && actor.equals(audit.queue.getFirst())))
          .as("somebody waits while a seat is free, and then there is " + stored)
          .isFalse();
      audit.next(stored, event);
    });
    assertThat(audit.waitsForFreeSeat()).as("somebody waits while a seat is free, in the end").isFalse();
  }

  private boolean waitsForFreeSeat() {
    return !queue.isEmpty() && seats.size() < capacity;
  }

  private void next(Event stored, BookingEvent event) {
    switch (event) {
      case Opened(var title, var more) -> {
        capacity = more;
        assertThat(seats.keySet()).as(stored.toString()).allMatch(seat -> seat <= capacity);
      }
      case Imported imported -> throw new AssertionError("nothing was imported: " + stored);
      case Booked(var actor, var seat) -> {
        if (holds.remove(actor) != null) {
          assertThat(seats.get(seat)).as("the seat that was held for " + stored).isEqualTo(actor);
        } else {
          takes(stored, actor, seat);
        }
      }
      case Held(var actor, var seat, var until) -> {
        takes(stored, actor, seat);
        holds.put(actor, new Held(actor, seat, until));
      }
      case Cancelled(var actor) -> {
        assertThat(holds).as(stored.toString()).doesNotContainKey(actor);
        leaves(stored, actor);
      }
      case Released(var actor) -> {
        assertThat(holds.remove(actor)).as(stored.toString()).isNotNull();
        leaves(stored, actor);
      }
      case Expired(var actor) -> {
        assertThat(holds.remove(actor).until()).as(stored.toString()).isBeforeOrEqualTo(stored.at());
        leaves(stored, actor);
      }
      case Joined(var actor) -> {
        assertThat(seats).as(stored.toString()).hasSize(capacity).doesNotContainValue(actor);
        assertThat(queue).as(stored.toString()).doesNotContain(actor);
        queue.add(actor);
      }
      case Left(var actor) -> assertThat(queue.remove(actor)).as(stored.toString()).isTrue();
    }
  }

  private void takes(Event stored, String actor, int seat) {
    assertThat(seats).as(stored.toString()).doesNotContainKey(seat).doesNotContainValue(actor);
    assertThat(seat).as(stored.toString()).isBetween(1, capacity);
    assertThat(queue.isEmpty() || queue.removeFirst().equals(actor)).as("overtaken by " + stored).isTrue();
    seats.put(seat, actor);
  }

  private void leaves(Event stored, String actor) {
    assertThat(seats.values().remove(actor)).as(stored.toString()).isTrue();
  }
}
