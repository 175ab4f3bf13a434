package dev.persist.example.ledger.migrate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.example.ledger.StoredOrders;
import dev.persist.example.ledger.before.Ledger.Done;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.Status;
import dev.persist.migrate.Genesis.Opening;
import java.time.Instant;
import java.util.Optional;
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
        .map(order -> opening(order, done.getOrDefault(order.id, new TreeSet<>()), at))
        .toList();
    openings.forEach(opening -> opening.events().apply(Commit.builder()).build());
    return openings.stream();
  }

  private static Opening opening(Order order, SortedSet<String> done, Instant at) {
    var imported = new Imported(
        new Placed(order.id, order.customer, order.currency, NewSeam.lines(order.lines)),
        Status.valueOf(order.status.name()), new Money(order.paid, order.currency),
        new Money(order.refunded, order.currency), Optional.ofNullable(order.invoice), done);
    return new Opening(StoredOrders.stream(order.id), Json.of(imported),
        commit -> StoredOrders.add(commit, order.id, imported, at));
  }
}
