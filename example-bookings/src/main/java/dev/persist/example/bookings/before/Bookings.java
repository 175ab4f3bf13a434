package dev.persist.example.bookings.before;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Booking over maps in memory. Each access to a map is safe for use by any thread; a booking is several of them. */
public final class Bookings {
  /** Takes the money for a seat, at a provider in the network; throws when it is declined, and then no seat is taken. */
  public interface Payments {
    /** Charges {@code actor} for a seat in {@code occurrence}. */
    void charge(String occurrence, String actor);
  }

  /** What is in memory of one occurrence: its actors by their seats, in the order of the seats. */
  public record Dump(String title, int capacity, Map<Integer, String> actors) {
    /** Copies the map. */
    public Dump {
      actors = Collections.unmodifiableSortedMap(new TreeMap<>(actors));
    }
  }

  private record Occurrence(String title, int capacity, ConcurrentNavigableMap<Integer, String> actors) {
    int seatOf(String actor) {
      for (var taken : actors.entrySet()) {
        if (taken.getValue().equals(actor)) {
          return taken.getKey();
        }
      }
      return 0;
    }

    int highestSeat() {
      var last = actors.lastEntry();
      return last == null ? 0 : last.getKey();
    }

    int take(String actor) {
      var seat = 1;
      while (actors.putIfAbsent(seat, actor) != null) {
        seat++;
      }
      return seat;
    }
  }

  private final Map<String, Occurrence> occurrences = new ConcurrentHashMap<>();
  private final Payments payments;

  /** Creates bookings that are paid through {@code payments}. */
  public Bookings(Payments payments) {
    this(payments, Map.of());
  }

  /** Creates bookings that hold what {@code dump} says. */
  public Bookings(Payments payments, Map<String, Dump> dump) {
    this.payments = payments;
    dump.forEach((name, each) -> occurrences.put(
        name, new Occurrence(each.title, each.capacity, new ConcurrentSkipListMap<>(each.actors))));
  }

  /** Returns all that is in memory, by occurrence. */
  public Map<String, Dump> dump() {
    var dump = new TreeMap<String, Dump>();
    occurrences
        .forEach((name, each) -> dump.put(name, new Dump(each.title, each.capacity, each.actors)));
    return dump;
  }

  /**
   * Opens {@code occurrence} for booking, or changes title and capacity of an open one.
   *
   * @return false when it was open already, with this title and capacity
   * @throws IllegalArgumentException when the capacity is below 1 or below a seat that is booked
   */
  public boolean open(String occurrence, String title, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity is " + capacity + "; it is 1 or more");
    }
    var found = occurrences.get(occurrence);
    if (found == null) {
      occurrences.put(occurrence, new Occurrence(title, capacity, new ConcurrentSkipListMap<>()));
      return true;
    }
    if (capacity < found.highestSeat()) {
      throw new IllegalArgumentException("seat " + found.highestSeat() + " is booked; give a capacity of that or more");
    }
    if (title.equals(found.title) && capacity == found.capacity) {
      return false;
    }
    occurrences.put(occurrence, new Occurrence(title, capacity, found.actors));
    return true;
  }

  /**
   * Charges {@code actor}, then books the lowest free seat. An actor that has a seat keeps it and is not charged.
   *
   * @return the seat, or 0 when all are taken
   * @throws IllegalStateException when {@code occurrence} is not open
   */
  public int book(String occurrence, String actor) {
    var found = occurrences.get(occurrence);
    if (found == null) {
      throw new IllegalStateException("\"" + occurrence + "\" is not open for booking");
    }
    var seat = found.seatOf(actor);
    if (seat > 0) {
      return seat;
    }
    if (found.actors.size() >= found.capacity) {
      return 0;
    }
    payments.charge(occurrence, actor);
    return found.take(actor);
  }

  /** Gives back the seat of {@code actor}, and returns whether there was one. */
  public boolean cancel(String occurrence, String actor) {
    var found = occurrences.get(occurrence);
    if (found == null) {
      return false;
    }
    var seat = found.seatOf(actor);
    return seat > 0 && found.actors.remove(seat) != null;
  }

  /** Returns who has which seat, in the order of the seats, or null when {@code occurrence} was never opened. */
  public Map<Integer, String> roster(String occurrence) {
    var found = occurrences.get(occurrence);
    return found == null ? null : new TreeMap<>(found.actors);
  }
}
