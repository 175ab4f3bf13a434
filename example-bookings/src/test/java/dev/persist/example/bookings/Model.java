package dev.persist.example.bookings;

import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Expired;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What booking is for one caller, as a row of chairs, notes of who only holds one, and a queue. Not a fold of events. */
final class Model {
  private List<@Nullable String> chairs = new ArrayList<>();
  private final Map<String, Held> holds = new HashMap<>();
  private final List<String> order = new ArrayList<>();
  private final List<String> queue = new ArrayList<>();

  Model copy() {
    var copy = new Model();
    copy.chairs.addAll(chairs);
    copy.holds.putAll(holds);
    copy.order.addAll(order);
    copy.queue.addAll(queue);
    return copy;
  }

  /** Returns the roster that says the same. */
  Roster roster() {
    var seats = new LinkedHashMap<String, Integer>();
    order.forEach(actor -> seats.put(actor, chairs.indexOf(actor) + 1));
    return Roster.of(chairs.isEmpty() ? "" : "A talk", chairs.size(), seats, holds, queue);
  }

  BookingOutcome run(Drawn command) {
    var settled = settle(command.at());
    return switch (command.kind()) {
      case OPEN -> open(command.capacity());
      case BOOK -> book(command.actor());
      case JOIN -> join(command.actor());
      case HOLD -> hold(command.actor(), command.until());
      case CANCEL -> cancel(command.actor());
      case RELEASE -> holds.containsKey(command.actor())
          ? cancel(command.actor())
          : new BookingOutcome.NotHeld(command.actor());
      case SETTLE -> settled;
    };
  }

  BookingOutcome settle(Instant at) {
    var events = new ArrayList<BookingEvent>();
    var byEnd = Comparator.comparing(Held::until).thenComparing(Held::actor);
    for (var hold : holds.values().stream().filter(hold -> !at.isBefore(hold.until())).sorted(byEnd).toList()) {
      leave(hold.actor());
      events.add(new Expired(hold.actor()));
    }
    events.addAll(promote());
    return events.isEmpty() ? new BookingOutcome.NothingDue() : new BookingOutcome.Settled(events);
  }

  private BookingOutcome open(int capacity) {
    var highest = chairs.size();
    while (highest > 0 && chairs.get(highest - 1) == null) {
      highest--;
    }
    if (capacity < highest) {
      return new BookingOutcome.TooSmall(highest);
    }
    if (capacity == chairs.size()) {
      return new BookingOutcome.AlreadyOpen();
    }
    var first = chairs.isEmpty();
    var more = new ArrayList<>(chairs.subList(0, highest));
    more.addAll(Collections.nCopies(capacity - highest, null));
    chairs = more;
    return new BookingOutcome.Open(new Opened("A talk", capacity), first, promote());
  }

  private BookingOutcome book(String actor) {
    if (holds.containsKey(actor)) {
      order.add(actor);
      return new BookingOutcome.SeatBooked(actor, holds.remove(actor).seat());
    }
    return sit(actor, new BookingOutcome.Full(chairs.size()));
  }

  private BookingOutcome join(String actor) {
    if (holds.containsKey(actor)) {
      return new BookingOutcome.AlreadyHeld(holds.get(actor));
    }
    if (queue.contains(actor)) {
      return new BookingOutcome.AlreadyWaiting(actor, queue.indexOf(actor) + 1);
    }
    var outcome = sit(actor, new BookingOutcome.Waiting(actor, queue.size() + 1));
    if (outcome instanceof BookingOutcome.Waiting) {
      queue.add(actor);
    }
    return outcome;
  }

  private BookingOutcome hold(String actor, Instant until) {
    if (holds.containsKey(actor)) {
      return new BookingOutcome.AlreadyHeld(holds.get(actor));
    }
    var outcome = sit(actor, new BookingOutcome.Full(chairs.size()));
    if (outcome instanceof BookingOutcome.SeatBooked(var who, var seat)) {
      order.remove(actor);
      holds.put(actor, new Held(actor, seat, until));
      return new BookingOutcome.SeatHeld(new Held(actor, seat, until));
    }
    return outcome;
  }

  private BookingOutcome sit(String actor, BookingOutcome full) {
    if (chairs.contains(actor)) {
      return new BookingOutcome.AlreadyBooked(actor, chairs.indexOf(actor) + 1);
    }
    var free = chairs.indexOf(null);
    if (free < 0) {
      return chairs.isEmpty() ? new BookingOutcome.NotOpen() : full;
    }
    chairs.set(free, actor);
    order.add(actor);
    return new BookingOutcome.SeatBooked(actor, free + 1);
  }

  private BookingOutcome cancel(String actor) {
    var seat = chairs.indexOf(actor) + 1;
    var place = queue.indexOf(actor) + 1;
    var held = holds.containsKey(actor);
    leave(actor);
    if (held) {
      return new BookingOutcome.HoldReleased(actor, seat, promote());
    }
    if (seat > 0) {
      return new BookingOutcome.SeatCancelled(actor, seat, promote());
    }
    return place > 0 ? new BookingOutcome.WaitingEnded(actor, place) : new BookingOutcome.NotBooked(actor);
  }

  private void leave(String actor) {
    chairs.replaceAll(sitting -> actor.equals(sitting) ? null : sitting);
    holds.remove(actor);
    order.remove(actor);
    queue.remove(actor);
  }

  private List<Booked> promote() {
    var promoted = new ArrayList<Booked>();
    while (!queue.isEmpty() && chairs.contains(null)) {
      var actor = queue.removeFirst();
      sit(actor, new BookingOutcome.NotOpen());
      promoted.add(new Booked(actor, chairs.indexOf(actor) + 1));
    }
    return promoted;
  }
}
