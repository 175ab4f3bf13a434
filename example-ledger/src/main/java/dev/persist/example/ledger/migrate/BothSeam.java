package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.example.ledger.migrate.SeamCall.AttachInvoice;
import dev.persist.example.ledger.migrate.SeamCall.Fulfil;
import dev.persist.example.ledger.migrate.SeamCall.ListOrders;
import dev.persist.example.ledger.migrate.SeamCall.Pay;
import dev.persist.example.ledger.migrate.SeamCall.Place;
import dev.persist.example.ledger.migrate.SeamCall.ReadOrder;
import dev.persist.example.ledger.migrate.SeamCall.ReadTotals;
import dev.persist.example.ledger.migrate.SeamCall.Refund;
import dev.persist.migrate.DualRun;
import java.util.List;
import java.util.Optional;

/** Both versions behind the seam. The provider and the mailer are here, so that each is called once for each change. */
public record BothSeam(DualRun<Seam, SeamCall> both, Ledger.Provider provider, Ledger.Mailer mailer) implements Seam {
  @Override
  public OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
    return both.command(new Place(key, customer, currency, lines), Place::on);
  }

  @Override
  public OrderOutcome pay(String id, String key, Paid payment) {
    provider.confirm(payment);
    return mailed(both.command(new Pay(id, key, payment), Pay::on), "We have your payment for order " + id + ".");
  }

  @Override
  public OrderOutcome fulfil(String id, String key) {
    return mailed(both.command(new Fulfil(id, key), Fulfil::on), "Order " + id + " is on its way.");
  }

  @Override
  public OrderOutcome refund(String id, String key) {
    return mailed(paidBack(both.command(new Refund(id, key), Refund::on)),
        "Your money for order " + id + " is on its way back.");
  }

  @Override
  public OrderOutcome attachInvoice(String id, BlobRef invoice) {
    return both.command(new AttachInvoice(id, invoice), AttachInvoice::on);
  }

  @Override
  public Optional<Order> order(String id) {
    return both.query(new ReadOrder(id), ReadOrder::on);
  }

  @Override
  public List<Order> orders() {
    return both.query(new ListOrders(), ListOrders::on);
  }

  @Override
  public Totals totals() {
    return both.query(new ReadTotals(), ReadTotals::on);
  }

  private OrderOutcome paidBack(OrderOutcome outcome) {
    if (outcome instanceof Accepted(var order, Refunded(var amount, var from, var key))) {
      provider.payBack(order.placed().id(), amount);
    }
    return outcome;
  }

  private OrderOutcome mailed(OrderOutcome outcome, String text) {
    if (outcome instanceof Accepted(var order, var event)) {
      mailer.send(order.placed().customer(), text);
    }
    return outcome;
  }
}
