package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.example.acl.StoredGrants;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.Grants;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingEvent;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Opened;
import dev.persist.example.bookings.domain.Roster;
import dev.persist.example.ledger.StoredOrders;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderState;
import dev.persist.example.ledger.domain.Status;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/** How long the states of the examples take to fold from a store in memory, by how many things are in them. */
final class States {
  private static final int WARM_UP = Main.QUICK ? 1 : 4;
  private static final int ROUNDS = Main.QUICK ? 3 : 9;
  private static final int AT_ONCE = 1_000;

  private static final Map<String, Subject<?, ?>> SUBJECTS = new LinkedHashMap<>();

  static {
    bookings("bookings", i -> "actor-" + i);
    bookings("bookings-shuffled", States::name);
    SUBJECTS.put("bookings-copied",
        new Subject<>(Bookings.TYPES, Map.<String, Integer>of(), States::withSeat, List.of(10_000),
            (i, length) -> i == 0 ? new Opened("A talk", length) : new Booked("actor-" + i, i)));
    grants("grants", i -> "actor-" + i);
    grants("grants-shuffled", States::name);
    SUBJECTS.put("commands", new Subject<>(StoredOrders.TYPES, Optional.<OrderState>empty(), OrderState::evolve,
        List.of(3_000, 30_000), States::imported));
    SUBJECTS.put("skus", new Subject<>(StoredOrders.TYPES, TreePMap.<String, Long>empty(), States::shared,
        List.of(3_000, 30_000), States::placed));
    SUBJECTS.put("skus-copied", new Subject<>(StoredOrders.TYPES, new TreeMap<String, Long>(), States::copied,
        List.of(3_000, 30_000), States::placed));
  }

  private static void bookings(String subject, IntFunction<String> name) {
    SUBJECTS.put(subject, new Subject<>(Bookings.TYPES, Roster.NONE, Roster::evolve, List.of(10_000, 100_000),
        (i, length) -> i == 0 ? new Opened("A talk", length) : new Booked(name.apply(i), i)));
  }

  private static void grants(String subject, IntFunction<String> name) {
    SUBJECTS.put(subject, new Subject<>(StoredGrants.TYPES, Grants.NONE, Grants::evolve,
        List.of(10_000, 100_000, 1_000_000), (i, length) -> new Granted(name.apply(i), "hr", "joined the team")));
  }

  /** A state, and events of which each adds something to it. */
  private record Subject<S, E>(
      EventTypes<E> types,
      S seed,
      BiFunction<S, ? super E, S> evolve,
      List<Integer> lengths,
      BiFunction<Integer, Integer, ? extends E> event) {
    void append(Persist store, String stream, int length) {
      for (var from = 0; from < length; from += AT_ONCE) {
        var events = new ArrayList<E>();
        for (var i = from; i < Math.min(length, from + AT_ONCE); i++) {
          events.add(event.apply(i, length));
        }
        store.log().append(stream, events.stream().map(each -> types.write(each, Instant.EPOCH)).toList());
      }
    }

    Projection<S> projection() {
      return Projection.of(types, seed, (state, event) -> evolve.apply(state, event));
    }
  }

  private States() {}

  /** Measures the subjects and the lengths that {@code args} name; all when they name none. */
  static void run(List<String> args) throws IOException {
    try (var report = new Report("states", "state", "events", "ms to fold them", "over the length before",
        "over the shared state")) {
      var medians = new HashMap<String, Double>();
      var numbers = args.stream().filter(arg -> Character.isDigit(arg.charAt(0))).map(Integer::valueOf).toList();
      SUBJECTS.forEach((name, subject) -> {
        if (args.contains(name) || args.size() == numbers.size()) {
          measure(report, name, subject, numbers.isEmpty() ? subject.lengths : numbers, medians);
        }
      });
    }
  }

  private static void measure(
      Report report, String name, Subject<?, ?> subject, List<Integer> lengths, Map<String, Double> medians) {
    try (var store = Persist.open("memory:")) {
      var millis = new LinkedHashMap<Integer, double[]>();
      for (var length : lengths) {
        subject.append(store, name + length, length);
        millis.put(length, new double[ROUNDS]);
      }
      for (var round = -WARM_UP; round < ROUNDS; round++) {
        for (var length : lengths) {
          var figure = millis(subject.projection(), store, name + length, length);
          if (round >= 0) {
            millis.get(length)[round] = figure;
          }
        }
      }
      var before = Double.NaN;
      for (var each : millis.entrySet()) {
        var spread = Spread.of(each.getValue());
        var median = spread.median();
        medians.put(name + each.getKey(), median);
        var shared = medians.get(name.replace("-copied", "") + each.getKey());
        var isPeer = name.endsWith("-copied") && shared != null;
        if (isPeer) {
          Main.ratio(name + " " + each.getKey() + " over shared", median / shared);
        }
        report.row(name, "%,d".formatted(each.getKey()), spread.toString(),
            Double.isNaN(before) ? "" : Main.rounded(median / before),
            isPeer ? Main.rounded(median / shared) : "");
        before = median;
      }
    }
  }

  private static double millis(Projection<?> projection, Persist store, String stream, int length) {
    var start = System.nanoTime();
    var seq = projection.project(store.log(), stream).seq();
    var nanos = System.nanoTime() - start;
    if (seq != length) {
      throw new IllegalStateException(seq + " of " + length + " events were folded");
    }
    return nanos / 1e6;
  }

  /** Names in no order. */
  private static String name(int i) {
    return Long.toUnsignedString(i * 0x9E3779B97F4A7C15L, 36);
  }

  /** An order of a ledger before, with as many commands done there as refunds come now. */
  private static OrderEvent imported(int i, int length) {
    if (i > 0) {
      return new PartlyRefunded(new Money(1, "GBP"), "r" + i);
    }
    var placed = new Placed("o", "ann", "GBP", List.of(new Line("tea", 1, 1_000_000)));
    var done = new TreeSet<>(IntStream.range(0, length).mapToObj(n -> "pay/" + name(n)).toList());
    return new Imported(placed, Status.PAID, placed.total(), Money.none("GBP"), Optional.empty(), done);
  }

  /** An order of a sku that no other has. */
  private static OrderEvent placed(int i, int length) {
    return new Placed("o" + i, "ann", "GBP", List.of(new Line(name(i), 1, 5)));
  }

  /** How many of each sku were ordered, as the examples fold. */
  private static PSortedMap<String, Long> shared(PSortedMap<String, Long> ordered, OrderEvent event) {
    var after = ordered;
    for (var line : ((Placed) event).lines()) {
      after = after.plus(line.sku(), after.getOrDefault(line.sku(), 0L) + line.quantity());
    }
    return after;
  }

  /** The seats of a roster with a copy for each event, the peer. */
  private static Map<String, Integer> withSeat(Map<String, Integer> seats, BookingEvent event) {
    if (!(event instanceof Booked(var actor, var seat))) {
      return seats;
    }
    var after = new LinkedHashMap<>(seats);
    after.put(actor, seat);
    return Collections.unmodifiableMap(after);
  }

  /** How many of each sku were ordered, with a copy for each event, the peer. */
  private static SortedMap<String, Long> copied(SortedMap<String, Long> ordered, OrderEvent event) {
    var after = new TreeMap<>(ordered);
    for (var line : ((Placed) event).lines()) {
      after.merge(line.sku(), (long) line.quantity(), Long::sum);
    }
    return after;
  }
}
