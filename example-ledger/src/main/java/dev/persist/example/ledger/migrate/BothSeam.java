package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Totals;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Both versions behind the seam. The provider and the mail are here, so that each is called once for each change. */
public record BothSeam(DualRun<Seam, SeamCall> both, Ledger.Provider provider,
    Ledger.Mailer mailer) implements Seam {
  @Override
  public boolean place(String key, String customer, String currency, List<Line> lines) {
    return both.command(new Place(key, customer, currency, lines), Place::on);
  }

  @Override
  public boolean pay(String id, String key, Payment payment) {
    provider.confirm(payment);
    var now = both.command(new Pay(id, key, payment), Pay::on);
    if (now) {
      mailer.send(present(id).customer, "We have your payment for order " + id + ".");
    }
    return now;
  }

  @Override
  public boolean fulfil(String id, String key) {
    var now = both.command(new Fulfil(id, key), Fulfil::on);
    if (now) {
      mailer.send(present(id).customer, "Order " + id + " is on its way.");
    }
    return now;
  }

  @Override
  public boolean refund(String id, String key) {
    var now = both.command(new Refund(id, key), Refund::on);
    if (now) {
      var order = present(id);
      provider.payBack(id, order.total, order.currency);
      mailer.send(order.customer, "Your money for order " + id + " is on its way back.");
    }
    return now;
  }

  @Override
  public boolean attachInvoice(String id, BlobRef invoice) {
    return both.command(new AttachInvoice(id, invoice), AttachInvoice::on);
  }

  @Override
  public @Nullable Order order(String id) {
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

  private Order present(String id) {
    return Objects.requireNonNull(order(id));
  }
}
