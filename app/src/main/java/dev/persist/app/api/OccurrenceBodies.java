package dev.persist.app.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.Roster;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Occurrences and their seats as JSON. */
final class OccurrenceBodies {
  private OccurrenceBodies() {}

  record Opening(String title, int capacity) {
    Opening {
      Rules.text("title", title);
      Rules.range("capacity", capacity, 1, 100_000);
    }
  }

  record Booking(String actor) {
    Booking {
      Rules.name("actor", actor);
    }
  }

  record NewHold(String actor, Instant until) {
    NewHold {
      Rules.name("actor", actor);
    }
  }

  /** What became of a seat; with an end, it is held. */
  record Seat(
      String status, int seat, String actor, @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> until) {
    static Seat of(String status, int seat, String actor) {
      return new Seat(status, seat, actor, Optional.empty());
    }

    static Seat of(String status, Held held) {
      return new Seat(status, held.seat(), held.actor(), Optional.of(held.until()));
    }
  }

  record Place(String status, int place, String actor) {}

  record Taken(String actor, int seat) {}

  record Waiter(String actor, int place) {}

  /**
   * An occurrence.
   *
   * @param taken the seats that are booked or held
   * @param roster who has booked which seat; like holds and waiting it may leave out those whom the caller may not see
   */
  record Occurrence(
      String id,
      String title,
      int capacity,
      int seatsLeft,
      List<Integer> taken,
      List<Taken> roster,
      List<Held> holds,
      List<Waiter> waiting,
      long seq) {
    /** Returns {@code roster}, which is settled, with the names of those who are {@code seen}. */
    static Occurrence of(String id, Roster roster, long seq, Predicate<String> seen) {
      var seats = roster.seats();
      var holds = roster.holds().values();
      var taken = Stream.concat(seats.values().stream(), holds.stream().map(Held::seat)).sorted().toList();
      var waiting = roster.waiting();
      return new Occurrence(id, roster.title(), roster.capacity(), roster.capacity() - taken.size(), taken,
          seats.entrySet()
              .stream()
              .filter(it -> seen.test(it.getKey()))
              .map(it -> new Taken(it.getKey(), it.getValue()))
              .toList(),
          holds.stream().filter(it -> seen.test(it.actor())).sorted(Comparator.comparingInt(Held::seat)).toList(),
          IntStream.range(0, waiting.size())
              .filter(i -> seen.test(waiting.get(i)))
              .mapToObj(i -> new Waiter(waiting.get(i), i + 1))
              .toList(),
          seq);
    }
  }
}
