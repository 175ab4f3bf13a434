package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Status;
import dev.persist.example.ledger.before.Ledger.Totals;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import java.time.InstantSource;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The version on persist behind the seam, whose callers do not say when, and know the old answers only. */
public record NewSeam(Ledger ledger, InstantSource clock) implements Seam {
  @Override
  public boolean place(String key, String customer, String currency, List<Line> lines) {
    return tookEffect(ledger.place(key, customer, currency, lines(lines), clock.instant()));
  }

  @Override
  public boolean pay(String id, String key, Payment payment) {
    var amount = new Money(payment.amount(), payment.currency());
    var paid = new Paid(amount, payment.provider(), payment.reference());
    return tookEffect(ledger.pay(id, key, paid, clock.instant()));
  }

  @Override
  public boolean fulfil(String id, String key) {
    return tookEffect(ledger.fulfil(id, key, clock.instant()));
  }

  @Override
  public boolean refund(String id, String key) {
    return tookEffect(ledger.refund(id, key, clock.instant()));
  }

  @Override
  public boolean attachInvoice(String id, BlobRef invoice) {
    return tookEffect(ledger.attachInvoice(id, invoice, clock.instant()));
  }

  @Override
  public @Nullable Order order(String id) {
    return ledger.order(id).value().map(NewSeam::old).orElse(null);
  }

  @Override
  public List<Order> orders() {
    return ledger.orders(0).map(Ledger.Entry::order).map(NewSeam::old).toList();
  }

  @Override
  public Totals totals() {
    return old(ledger.totals());
  }

  /** Returns or throws what the old version would, as far as it has a word for {@code outcome}. */
  static boolean tookEffect(OrderOutcome outcome) {
    return switch (outcome) {
      case OrderOutcome.Accepted accepted -> true;
      case OrderOutcome.Replayed replayed -> false;
      case OrderOutcome.NotAllowed(var order, var reason) -> throw new IllegalStateException(reason);
      case OrderOutcome.PaymentUsed(var other) ->
        throw new IllegalStateException("the payment was already used for order " + other);
      case OrderOutcome.Unknown(var id) -> throw new NoSuchElementException("no order " + id);
      case OrderOutcome.KeyReused(var key) ->
        throw new IllegalArgumentException("the key " + key + " already stands for another command; use a new key");
      case OrderOutcome.Busy busy ->
        throw new ConcurrentModificationException("other callers were faster in each attempt; try again");
      case OrderOutcome.Stale stale ->
        throw new IllegalStateException("no caller here passes an expected seq: " + stale);
    };
  }

  /** Returns {@code order} as callers of the old version know it. */
  static Order old(dev.persist.example.ledger.domain.Order order) {
    var placed = order.placed();
    var old = new Order();
    old.id = placed.id();
    old.customer = placed.customer();
    old.currency = placed.currency();
    old.lines = placed.lines().stream().map(line -> new Line(line.sku(), line.quantity(), line.unitPrice())).toList();
    old.total = placed.total().amount();
    old.paid = order.paid().amount();
    old.refunded = order.refunded().amount();
    old.status = Status.valueOf(order.status().name());
    old.invoice = order.invoice().orElse(null);
    return old;
  }

  /** Returns {@code totals} as callers of the old version know them. */
  static Totals old(dev.persist.example.ledger.domain.Totals totals) {
    var orders = new TreeMap<Status, Long>();
    totals.orders().forEach((status, count) -> orders.put(Status.valueOf(status.name()), count));
    return new Totals(totals.revenue(), orders);
  }

  /** Returns {@code lines} as the new version knows them. */
  static List<dev.persist.example.ledger.domain.Line> lines(List<Line> lines) {
    return lines.stream()
        .map(line -> new dev.persist.example.ledger.domain.Line(line.sku(), line.quantity(), line.unitPrice()))
        .toList();
  }
}
