package dev.persist.example.ledger.domain;

import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.InvoiceAttached;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import java.math.BigInteger;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.pcollections.TreePMap;

/**
 * The totals of all orders; the fold of every order's events in commit order.
 *
 * @param revenue the money that was paid and not paid back, in minor units, by currency. No sum is too large, however
 *     many orders there are
 * @param orders how many orders are in each status that has some
 */
public record Totals(SortedMap<String, BigInteger> revenue, SortedMap<Status, Long> orders) {
  /** No orders. */
  public static final Totals NONE = new Totals(TreePMap.empty(), TreePMap.empty());

  /** Copies maps that could change, shares those that cannot, and leaves out the statuses that no order is in. */
  public Totals {
    revenue = TreePMap.fromSortedMap(revenue);
    var counts = TreePMap.fromSortedMap(orders);
    for (var status : Status.values()) {
      counts = counts.getOrDefault(status, 0L) == 0 ? counts.minus(status) : counts;
    }
    orders = counts;
  }

  /** Returns the totals of {@code orders} as they are. */
  public static Totals of(Stream<Order> orders) {
    var totals = NONE;
    for (var order : (Iterable<Order>) orders::iterator) {
      totals = totals.with(order.status(), order.paid(), order.refunded());
    }
    return totals;
  }

  /** Returns the totals after {@code event}; does not change these. */
  public Totals evolve(OrderEvent event) {
    return switch (event) {
      case Placed placed -> count(Status.PLACED, 1);
      case Imported(var placed, var status, var paid, var refunded, var invoice, var done) ->
        with(status, paid, refunded);
      case Paid(var amount, var provider, var reference) ->
        count(Status.PLACED, -1).count(Status.PAID, 1).receive(amount, 1);
      case Fulfilled fulfilled -> count(Status.PAID, -1).count(Status.FULFILLED, 1);
      case PartlyRefunded(var amount, var key) -> receive(amount, -1);
      case Refunded(var amount, var from, var key) -> count(from, -1).count(Status.REFUNDED, 1).receive(amount, -1);
      case InvoiceAttached attached -> this;
      case Stocked answer -> this;
    };
  }

  private Totals with(Status status, Money paid, Money refunded) {
    var counted = count(status, 1);
    return status == Status.PLACED ? counted : counted.receive(paid, 1).receive(refunded, -1);
  }

  private Totals count(Status status, long change) {
    var count = orders.getOrDefault(status, 0L) + change;
    return new Totals(revenue, TreePMap.fromSortedMap(orders).plus(status, count));
  }

  private Totals receive(Money money, int sign) {
    var change = BigInteger.valueOf(money.amount()).multiply(BigInteger.valueOf(sign));
    var sum = revenue.getOrDefault(money.currency(), BigInteger.ZERO).add(change);
    return new Totals(TreePMap.fromSortedMap(revenue).plus(money.currency(), sum), orders);
  }
}
