package dev.persist.example.bookings.before;

import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Booking over maps in memory. Each access to a map is safe for use by any thread; a booking makes several accesses.
 */
public final class Bookings {
  /** Takes the money for a seat, at a provider in the network. Throws when it is declined; then no seat is taken. */
  public interface Payments {
    /** Charges {@code actor} for a seat in {@code occurrence}. */
    void charge(String occurrence, String actor);
  }

  /** The state of one occurrence in memory: who sits where, in the order of the seats. */
  public record Dump(String title, int capacity, Map<Integer, String> actors) {
    /** Copies the map. */
    public Dump {
      actors = Collections.unmodifiableSortedMap(new TreeMap<>(actors));
    }
  }

  private record Occurrence(String title, int capacity, ConcurrentNavigableMap<Integer, String> actors) {
    boolean isOpen() {
      return capacity > 0;
    }

    int seatOf(String actor) {
      return actors.entrySet()
          .stream()
          .filter(taken -> taken.getValue().equals(actor))
          .findFirst()
          .map(Map.Entry::getKey)
          .orElse(0);
    }

    int highestSeat() {
      return actors.isEmpty() ? 0 : actors.lastKey();
    }

    int take(String actor) {
      var seat = 1;
      while (actors.putIfAbsent(seat, actor) != null) {
        seat++;
      }
      return seat;
    }
  }

  private static final Occurrence NONE = new Occurrence("", 0, new ConcurrentSkipListMap<>());

  private final Map<String, Occurrence> occurrences = new ConcurrentHashMap<>();
  private final Payments payments;

  /** Creates bookings that are paid through {@code payments}. */
  public Bookings(Payments payments) {
    this(payments, Map.of());
  }

  /** Creates bookings with what {@code dump} holds. */
  public Bookings(Payments payments, Map<String, Dump> dump) {
    this.payments = payments;
    dump.forEach((name, each) -> occurrences.put(
        name, new Occurrence(each.title, each.capacity, new ConcurrentSkipListMap<>(each.actors))));
  }

  /** Returns all of the state, by occurrence. */
  public Map<String, Dump> dump() {
    var dump = new TreeMap<String, Dump>();
    occurrences
        .forEach((name, each) -> dump.put(name, new Dump(each.title, each.capacity, each.actors)));
    return dump;
  }

  /** Opens {@code occurrence} for booking, or changes title and capacity (1 or more) of an open one. */
  public BookingOutcome open(String occurrence, String title, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity is " + capacity + "; it is 1 or more");
    }
    var found = find(occurrence);
    if (capacity < found.highestSeat()) {
      return new BookingOutcome.TooSmall(found.highestSeat());
    }
    if (title.equals(found.title) && capacity == found.capacity) {
      return new BookingOutcome.AlreadyOpen();
    }
    var actors = found.isOpen() ? found.actors : new ConcurrentSkipListMap<Integer, String>();
    occurrences.put(occurrence, new Occurrence(title, capacity, actors));
    return new BookingOutcome.Open(new Opened(title, capacity), !found.isOpen(), List.of());
  }

  /** Books the lowest free seat for {@code actor}, once it is paid. An actor that has a seat keeps it. */
  public BookingOutcome book(String occurrence, String actor) {
    var found = find(occurrence);
    if (!found.isOpen()) {
      return new BookingOutcome.NotOpen();
    }
    var seat = found.seatOf(actor);
    if (seat > 0) {
      return new BookingOutcome.AlreadyBooked(actor, seat);
    }
    if (found.actors.size() >= found.capacity) {
      return new BookingOutcome.Full(found.capacity);
    }
    payments.charge(occurrence, actor);
    return new BookingOutcome.SeatBooked(actor, found.take(actor));
  }

  /** Gives back the seat of {@code actor}. */
  public BookingOutcome cancel(String occurrence, String actor) {
    var found = find(occurrence);
    var seat = found.seatOf(actor);
    if (seat == 0) {
      return new BookingOutcome.NotBooked(actor);
    }
    found.actors.remove(seat);
    return new BookingOutcome.SeatCancelled(actor, seat, List.of());
  }

  /** Returns who sits where. */
  public Roster roster(String occurrence) {
    var found = find(occurrence);
    var seats = new HashMap<String, Integer>();
    found.actors.forEach((seat, actor) -> seats.put(actor, seat));
    return Roster.of(found.title, found.capacity, Map.copyOf(seats), Map.of(), List.of());
  }

  private Occurrence find(String occurrence) {
    return occurrences.getOrDefault(occurrence, NONE);
  }
}
