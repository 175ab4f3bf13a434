package dev.persist.example.ledger.domain;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.InvoiceAttached;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import java.util.Optional;

/**
 * One order; the fold of its events.
 *
 * @param placed what was ordered
 * @param status where it is
 * @param invoice the one attached last
 */
public record Order(Placed placed, Status status, Optional<BlobRef> invoice) {
  /** Returns what has to be paid for it. */
  public Money total() {
    return placed.total();
  }

  /** Decides on a payment: all of the total, in its currency, once. */
  public OrderOutcome pay(Paid payment) {
    if (status != Status.PLACED) {
      return new OrderOutcome.NotAllowed(this, "an order that is " + status + " takes no payment");
    }
    if (!payment.amount().equals(total())) {
      return new OrderOutcome.NotAllowed(this, "the order costs " + total() + ", the payment is " + payment.amount());
    }
    return accept(payment);
  }

  /** Decides on sending it. */
  public OrderOutcome fulfil() {
    return status == Status.PAID
        ? accept(new Fulfilled())
        : new OrderOutcome.NotAllowed(this, "an order that is " + status + " is not sent");
  }

  /** Decides on paying back all of it. */
  public OrderOutcome refund() {
    return status == Status.PAID || status == Status.FULFILLED
        ? accept(new Refunded(total(), status))
        : new OrderOutcome.NotAllowed(this, "an order that is " + status + " has nothing to pay back");
  }

  /** Decides on attaching an invoice: any order takes one, and keeps the last. */
  public OrderOutcome attach(BlobRef ref) {
    return invoice.equals(Optional.of(ref)) ? new OrderOutcome.Replayed(this) : accept(new InvoiceAttached(ref));
  }

  /** Decides on placing an order where {@code before} is; empty means there is none yet. */
  public static OrderOutcome place(Optional<Order> before, Placed placed) {
    return before
        .<OrderOutcome>map(order -> new OrderOutcome.NotAllowed(order, "the order was placed before"))
        .orElseGet(() -> new OrderOutcome.Accepted(placed(placed), placed));
  }

  private OrderOutcome accept(OrderEvent event) {
    return new OrderOutcome.Accepted(evolve(Optional.of(this), event).orElseThrow(), event);
  }

  /** Returns the order after {@code event}; empty means it was never placed. */
  public static Optional<Order> evolve(Optional<Order> before, OrderEvent event) {
    return switch (event) {
      case Placed placed -> Optional.of(placed(placed));
      case Paid paid -> before.map(order -> order.in(Status.PAID));
      case Fulfilled fulfilled -> before.map(order -> order.in(Status.FULFILLED));
      case Refunded refunded -> before.map(order -> order.in(Status.REFUNDED));
      case InvoiceAttached(var ref) ->
        before.map(order -> new Order(order.placed, order.status, Optional.of(ref)));
    };
  }

  private static Order placed(Placed placed) {
    return new Order(placed, Status.PLACED, Optional.empty());
  }

  private Order in(Status next) {
    return new Order(placed, next, invoice);
  }
}
