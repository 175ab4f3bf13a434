package dev.persist.example.bookings.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Allocated;
import dev.persist.conformance.Seeds;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Cancelled;
import dev.persist.example.bookings.domain.BookingEvent.Expired;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingEvent.Imported;
import dev.persist.example.bookings.domain.BookingEvent.Joined;
import dev.persist.example.bookings.domain.BookingEvent.Left;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.BookingEvent.Released;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A roster of very many: nothing that is done to it copies it. */
class LargeRosterTest {
  private static final Instant AT = Instant.EPOCH;
  private static final Instant UNTIL = AT.plusSeconds(60);
  private static final Roster FEW = full(100);
  private static final Roster MANY = full(100_000);

  /** As many who have a seat, who hold one, and who wait. */
  private static Roster full(int count) {
    var booked = IntStream.rangeClosed(1, count).mapToObj(seat -> new Booked("b%06d".formatted(seat), seat)).toList();
    var roster = Roster.NONE.evolve(new Imported("A talk", 2 * count, booked));
    for (var i = 1; i <= count; i++) {
      roster = roster.evolve(new Held("h%06d".formatted(i), count + i, UNTIL.plusSeconds(i)));
      roster = roster.evolve(new Joined("w%06d".formatted(i)));
    }
    return roster;
  }

  private static List<BookingEvent> events() {
    return List.of(new Opened("Another title", 300_000), new Booked("new", 300_000), new Booked("w000077", 300_000),
        new Cancelled("b000077"), new Held("new", 300_000, UNTIL), new Released("h000077"), new Expired("h000077"),
        new Joined("new"), new Left("w000077"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void an_event_copies_nothing_of_the_others(BookingEvent event) {
    copiesNothing(roster -> roster.evolve(event));
  }

  private static Map<String, Function<Roster, Object>> decisions() {
    return Map.of(
        "book", roster -> roster.evolve(new Opened("A talk", 300_000)).book("new"),
        "join", roster -> roster.join("new"),
        "join again", roster -> roster.join("w000077"),
        "hold", roster -> roster.evolve(new Opened("A talk", 300_000)).hold("new", UNTIL),
        "cancel a seat", roster -> roster.cancel("b000077"),
        "cancel a hold", roster -> roster.cancel("h000077"),
        "leave", roster -> roster.cancel("w000077"),
        "more seats", roster -> roster.open("A talk", roster.capacity() + 3),
        "fewer seats", roster -> roster.open("A talk", 1),
        "settle", roster -> roster.settle(UNTIL.plusSeconds(9)));
  }

  private static List<String> commands() {
    return decisions().keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_decision_copies_nothing_of_the_others(String command) {
    copiesNothing(decisions().get(command));
  }

  private static void copiesNothing(Function<Roster, Object> step) {
    assertThat(Allocated.by(() -> step.apply(MANY))).isLessThan(10 * Allocated.by(() -> step.apply(FEW)) + 1_000);
  }

  private static List<Long> seeds() {
    return Seeds.upTo(20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void the_lowest_seats_that_nobody_has_are_free(long seed) {
    var random = new Random(seed);
    var taken = new BitSet();
    var seatOf = new HashMap<String, Integer>();
    var seats = Seats.FREE;
    for (var n = 0; n < 300; n++) {
      var actor = "actor-" + random.nextInt(30);
      var gaveBack = seatOf.remove(actor);
      if (gaveBack != null) {
        taken.clear(gaveBack);
        seats = seats.giveBack(actor);
      } else {
        var seat = taken.nextClearBit(1 + random.nextInt(40));
        taken.set(seat);
        seatOf.put(actor, seat);
        seats = random.nextBoolean() ? seats.book(actor, seat) : seats.hold(new Held(actor, seat, UNTIL));
      }
      assertThat(seats.lowest(5)).as("seed %s, step %s", seed, n)
          .containsExactlyElementsOf(
              IntStream.iterate(taken.nextClearBit(1), seat -> taken.nextClearBit(seat + 1)).limit(5).boxed().toList());
      assertThat(seats.highest()).isEqualTo(Math.max(0, taken.length() - 1));
      assertThat(seats.taken()).isEqualTo(taken.cardinality());
    }
  }
}
