package dev.persist.example.ledger.migrate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.example.ledger.StoredOrders;
import dev.persist.example.ledger.before.Ledger.Done;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.migrate.Genesis.Opening;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns what the old version holds into the first events of the new version. */
public final class Openings {
  private Openings() {}

  /**
   * Returns one opening for each order of {@code dump}, dated {@code at}, in the order of placing. Totals are not
   * imported: they follow from the orders. Where the old totals do not, {@code Parity} names them.
   *
   * @throws IllegalArgumentException when one opening would be refused; thrown before any is written
   */
  public static Stream<Opening> of(Dump dump, Instant at) {
    var done = dump.done()
        .stream()
        .collect(groupingBy(Done::id, mapping(Done::command, toCollection(TreeSet::new))));
    var openings = dump.orders()
        .stream()
        .map(order -> opening(order, done.getOrDefault(order.placed().id(), new TreeSet<>()), at))
        .toList();
    openings.forEach(opening -> opening.events().apply(Commit.builder()).build());
    return openings.stream();
  }

  private static Opening opening(Order order, SortedSet<String> done, Instant at) {
    var imported = new Imported(
        order.placed(), order.status(), order.paid(), order.refunded(), order.invoice(), done);
    var id = order.placed().id();
    return new Opening(StoredOrders.stream(id), Json.of(imported),
        commit -> StoredOrders.add(commit, id, imported, at));
  }
}
