package dev.persist.example.bookings.domain;

import dev.persist.example.bookings.domain.BookingEvent.Held;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * Which seats are booked, held and free. An actor has at most one. Seats never change: each change returns other seats,
 * which share nearly all data with these. A command needs only the ends of the sorted sets, so no command looks at all
 * seats.
 *
 * @param booked by actor
 * @param held by actor
 * @param ending the holds, sorted by their end
 * @param free each run of free seats: its last seat, by its first
 * @param turns how many seats were ever booked, which gives the next booking its place in the order of booking
 */
record Seats(
    PSortedMap<String, Place> booked,
    PSortedMap<String, Held> held,
    PSortedSet<Held> ending,
    PSortedMap<Integer, Integer> free,
    long turns) {
  private static final Comparator<Held> BY_END = Comparator.comparing(Held::until).thenComparing(Held::actor);

  /** All seats are free. */
  static final Seats FREE = new Seats(TreePMap.empty(), TreePMap.empty(), TreePSet.empty(BY_END),
      TreePMap.singleton(1, Integer.MAX_VALUE), 0);

  /** A seat, and the number of its booking in the occurrence. */
  record Place(int seat, long turn) {}

  /** Returns these seats with {@code seat} booked for {@code actor}, who then has no other seat. */
  Seats book(String actor, int seat) {
    var others = giveBack(actor);
    return new Seats(others.booked.plus(actor, new Place(seat, turns)), others.held, others.ending,
        without(seat, others.free), turns + 1);
  }

  /** Returns these seats with {@code hold}, whose actor then has no other seat. */
  Seats hold(Held hold) {
    var others = giveBack(hold.actor());
    return new Seats(others.booked, others.held.plus(hold.actor(), hold), others.ending.plus(hold),
        without(hold.seat(), others.free), turns);
  }

  /** Returns these seats after {@code actor} gave back its seat, booked or held. */
  Seats giveBack(String actor) {
    var place = booked.get(actor);
    if (place != null) {
      return new Seats(booked.minus(actor), held, ending, with(place.seat, free), turns);
    }
    var hold = held.get(actor);
    return hold == null
        ? this
        : new Seats(booked, held.minus(actor), ending.minus(hold), with(hold.seat(), free), turns);
  }

  private static PSortedMap<Integer, Integer> without(int seat, PSortedMap<Integer, Integer> free) {
    var run = free.floorEntry(seat);
    if (run == null || run.getValue() < seat) {
      return free;
    }
    var rest = free.minus(run.getKey());
    rest = run.getKey() < seat ? rest.plus(run.getKey(), seat - 1) : rest;
    return seat < run.getValue() ? rest.plus(seat + 1, run.getValue()) : rest;
  }

  private static PSortedMap<Integer, Integer> with(int seat, PSortedMap<Integer, Integer> free) {
    var below = free.lowerEntry(seat);
    var first = below != null && below.getValue() == seat - 1 ? below.getKey() : seat;
    var last = free.getOrDefault(seat + 1, seat);
    return free.minus(seat + 1).plus(first, last);
  }

  /** Returns how many seats are booked or held. */
  int taken() {
    return booked.size() + held.size();
  }

  /** Returns the highest seat that is booked or held; 0 when none is. */
  int highest() {
    return free.lastKey() - 1;
  }

  /** Returns the {@code count} lowest free seats. */
  List<Integer> lowest(int count) {
    return free.entrySet()
        .stream()
        .flatMapToInt(run -> IntStream.rangeClosed(run.getKey(), run.getValue()))
        .limit(count)
        .boxed()
        .toList();
  }

  /** Returns the holds that are over at {@code at}, the earliest end first. */
  Stream<Held> over(Instant at) {
    return ending.stream().takeWhile(hold -> !hold.until().isAfter(at));
  }

  /** Returns the seat by actor, in the order of booking. It is a copy, for a look at all of them. */
  Map<String, Integer> inBookingOrder() {
    var seats = new LinkedHashMap<String, Integer>();
    booked.entrySet()
        .stream()
        .sorted(Comparator.comparingLong(each -> each.getValue().turn))
        .forEach(each -> seats.put(each.getKey(), each.getValue().seat));
    return seats;
  }
}
