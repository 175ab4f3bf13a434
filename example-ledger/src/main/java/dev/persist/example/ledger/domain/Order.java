package dev.persist.example.ledger.domain;

import dev.persist.blob.BlobRef;
import dev.persist.decide.Verdict;
import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.InvoiceAttached;
import dev.persist.example.ledger.domain.OrderEvent.NotReserved;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import java.util.Optional;

/**
 * One order; the fold of its events.
 *
 * @param placed what was ordered
 * @param status the status it is in
 * @param paid the money that came in for it
 * @param refunded the part of that money that went back
 * @param stock whether the warehouse keeps the goods
 * @param invoice the invoice that was attached last
 */
public record Order(
    Placed placed, Status status, Money paid, Money refunded, Stock stock, Optional<BlobRef> invoice) {
  /** Returns the order that was just {@code placed}. */
  public static Order of(Placed placed) {
    var none = Money.none(placed.currency());
    return new Order(placed, Status.PLACED, none, none, Stock.UNASKED, Optional.empty());
  }

  /** Returns the money that has to be paid for it. */
  public Money total() {
    return placed.total();
  }

  /** Returns the money that came in and did not go back. */
  public Money kept() {
    return paid.minus(refunded);
  }

  /** Returns whether nothing more has to be done for it. */
  public boolean finished() {
    return status == Status.FULFILLED || status == Status.REFUNDED;
  }

  /** Returns its next step. */
  public Step next() {
    return switch (status) {
      case PLACED -> stock == Stock.UNASKED ? Step.RESERVE : Step.WAIT;
      case PAID -> switch (stock) {
        case UNASKED -> Step.RESERVE;
        case RESERVED -> Step.FULFIL;
        case REFUSED -> Step.PAY_BACK;
      };
      case FULFILLED, REFUNDED -> Step.WAIT;
    };
  }

  /**
   * Decides on placing an order under {@code key}, where the order is {@code before}; empty means there is none yet.
   */
  public static Verdict<OrderEvent, OrderOutcome> place(Optional<Order> before, String key, Placed placed) {
    if (before.isEmpty()) {
      return Verdict.of(new OrderOutcome.Accepted(of(placed)), placed);
    }
    return Verdict.of(before.get().placed.equals(placed)
        ? new OrderOutcome.Replayed(before.get())
        : new OrderOutcome.KeyReused(key));
  }

  /** Decides on the warehouse's answer: the first answer counts. */
  public Verdict<OrderEvent, OrderOutcome> stocked(Stocked answer) {
    return stock == Stock.UNASKED ? accept(answer) : Verdict.of(new OrderOutcome.Replayed(this));
  }

  /** Decides on a payment: all of the total, in its currency, once. */
  public Verdict<OrderEvent, OrderOutcome> pay(Paid payment) {
    if (status != Status.PLACED) {
      return notAllowed("an order that is " + status + " takes no payment");
    }
    return payment.amount().equals(total())
        ? accept(payment)
        : notAllowed("the order costs " + total() + ", the payment is " + payment.amount());
  }

  /** Decides on sending the order. */
  public Verdict<OrderEvent, OrderOutcome> fulfil() {
    if (status != Status.PAID) {
      return notAllowed("an order that is " + status + " cannot be sent");
    }
    return stock == Stock.REFUSED ? notAllowed("the warehouse has refused the order") : accept(new Fulfilled());
  }

  /** Decides on paying back all that is left of the payment, for {@code key}. */
  public Verdict<OrderEvent, OrderOutcome> refund(String key) {
    return isPaid()
        ? accept(new Refunded(kept(), status, key))
        : notAllowed("an order that is " + status + " has nothing to pay back");
  }

  /** Decides on paying back {@code amount}, at most what is left of the payment, for {@code key}. */
  public Verdict<OrderEvent, OrderOutcome> refund(Money amount, String key) {
    var part = new PartlyRefunded(amount, key);
    if (!isPaid() || !amount.currency().equals(paid.currency()) || amount.amount() > kept().amount()) {
      return notAllowed("an order that is " + status + " has " + kept() + " to pay back, the refund is " + amount);
    }
    return amount.equals(kept()) ? refund(key) : accept(part);
  }

  /** Decides on attaching an invoice. Any order takes one, and keeps the last. */
  public Verdict<OrderEvent, OrderOutcome> attach(BlobRef ref) {
    return invoice.equals(Optional.of(ref))
        ? Verdict.of(new OrderOutcome.Replayed(this))
        : accept(new InvoiceAttached(ref));
  }

  private boolean isPaid() {
    return status == Status.PAID || status == Status.FULFILLED;
  }

  private Verdict<OrderEvent, OrderOutcome> notAllowed(String reason) {
    return Verdict.of(new OrderOutcome.NotAllowed(this, reason));
  }

  private Verdict<OrderEvent, OrderOutcome> accept(OrderEvent event) {
    return Verdict.of(new OrderOutcome.Accepted(evolve(Optional.of(this), event).orElseThrow()), event);
  }

  /** Returns the order after {@code event}; empty means it was never placed. */
  public static Optional<Order> evolve(Optional<Order> before, OrderEvent event) {
    return switch (event) {
      case Placed placed -> Optional.of(of(placed));
      case Imported(var placed, var status, var paid, var refunded, var invoice, var done) ->
        Optional.of(new Order(placed, status, paid, refunded, Stock.UNASKED, invoice));
      case OrderEvent later -> before.map(order -> order.after(later));
    };
  }

  private Order after(OrderEvent event) {
    return switch (event) {
      case Reserved reserved -> new Order(placed, status, paid, refunded, Stock.RESERVED, invoice);
      case NotReserved refused -> new Order(placed, status, paid, refunded, Stock.REFUSED, invoice);
      case Paid(var amount, var provider, var reference) ->
        new Order(placed, Status.PAID, paid.plus(amount), refunded, stock, invoice);
      case Fulfilled fulfilled -> new Order(placed, Status.FULFILLED, paid, refunded, stock, invoice);
      case PartlyRefunded(var amount, var key) ->
        new Order(placed, status, paid, refunded.plus(amount), stock, invoice);
      case Refunded(var amount, var from, var key) ->
        new Order(placed, Status.REFUNDED, paid, refunded.plus(amount), stock, invoice);
      case InvoiceAttached(var ref) -> new Order(placed, status, paid, refunded, stock, Optional.of(ref));
      case Placed again -> this;
      case Imported again -> this;
    };
  }
}
