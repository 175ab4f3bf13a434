package dev.persist.example.ledger.domain;

import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.InvoiceAttached;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all orders come to; the fold of every order's events in commit order.
 *
 * @param revenue what was paid and not paid back, in minor units by currency, never changed
 * @param orders how many orders are in each status, never changed
 */
public record Totals(SortedMap<String, Long> revenue, Map<Status, Long> orders) {
  /** No orders. */
  public static final Totals NONE = new Totals(Collections.emptySortedMap(), Map.of());

  /** Returns the totals after {@code event}; these stay as they are. */
  public Totals evolve(OrderEvent event) {
    return switch (event) {
      case Placed placed -> count(Status.PLACED, 1);
      case Paid(var amount, var provider, var reference) ->
        count(Status.PLACED, -1).count(Status.PAID, 1).receive(amount.currency(), amount.amount());
      case Fulfilled fulfilled -> count(Status.PAID, -1).count(Status.FULFILLED, 1);
      case Refunded(var amount, var from) ->
        count(from, -1).count(Status.REFUNDED, 1).receive(amount.currency(), -amount.amount());
      case InvoiceAttached attached -> this;
    };
  }

  private Totals count(Status status, long change) {
    var after = new TreeMap<>(orders);
    after.merge(status, change, Long::sum);
    return new Totals(revenue, Collections.unmodifiableSortedMap(after));
  }

  private Totals receive(String currency, long amount) {
    var after = new TreeMap<>(revenue);
    after.merge(currency, amount, Math::addExact);
    return new Totals(Collections.unmodifiableSortedMap(after), orders);
  }
}
