package dev.persist.app.inspect;

import dev.persist.Json;
import dev.persist.example.acl.StoredGrants;
import dev.persist.example.acl.domain.Grants;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.Roster;
import dev.persist.example.ledger.StoredOrders;
import dev.persist.example.ledger.domain.OrderState;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.log.Timeline;
import dev.persist.view.Projection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How the examples fold each of their streams. A state is shown as a snapshot of it would store it. */
final class Folds {
  /**
   * The fold of some streams.
   *
   * @param start the first characters of their names, or the whole name
   * @param shown what {@link Json#of} takes
   */
  private record Fold<S>(String start, Projection<S> projection, Function<S, Object> shown) {
    boolean isOf(String stream) {
      return start.endsWith("/") ? stream.startsWith(start) : stream.equals(start);
    }

    Json at(Timeline timeline, long seq) {
      return Json.of(shown.apply(projection.project(timeline, seq).value()));
    }
  }

  /** A roster, which is no record. */
  private record Seating(String title, int capacity, Map<String, Integer> seats, Map<String, Held> holds,
      List<String> waiting) {
    static Seating of(Roster roster) {
      return new Seating(roster.title(), roster.capacity(), roster.seats(), roster.holds(), roster.waiting());
    }
  }

  private static final List<Fold<?>> ALL = List.of(
      new Fold<>("acl/", Projection.of(StoredGrants.TYPES, Grants.NONE, Grants::evolve), grants -> grants),
      new Fold<>("acl-of/", StoredGrants.HELD, grants -> grants),
      new Fold<>("occurrence/", Projection.of(Bookings.TYPES, Roster.NONE, Roster::evolve), Seating::of),
      new Fold<>("order/", Projection.of(StoredOrders.TYPES, Optional.<OrderState>empty(), OrderState::evolve),
          order -> order),
      new Fold<>("ledger", Projection.of(StoredOrders.TYPES, Totals.NONE, Totals::evolve), totals -> totals));

  private Folds() {}

  /** Returns the state of {@code timeline} at {@code seq}; empty when no example folds such streams. */
  static Optional<Json> at(Timeline timeline, long seq) {
    return ALL.stream().filter(fold -> fold.isOf(timeline.stream())).findFirst().map(fold -> fold.at(timeline, seq));
  }

  /** Returns the first characters of the names of the streams that are folded. */
  static List<String> starts() {
    return ALL.stream().<String>map(Fold::start).toList();
  }
}
