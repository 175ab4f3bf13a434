package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The version on persist behind the seam. Callers of the seam do not give a time. */
public record NewSeam(Ledger ledger, InstantSource clock) implements Seam {
  @Override
  public OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
    return ledger.place(key, customer, currency, lines, clock.instant());
  }

  @Override
  public OrderOutcome pay(String id, String key, Paid payment) {
    return ledger.pay(id, key, payment, clock.instant());
  }

  @Override
  public OrderOutcome fulfil(String id, String key) {
    return ledger.fulfil(id, key, clock.instant());
  }

  @Override
  public OrderOutcome refund(String id, String key) {
    return ledger.refund(id, key, clock.instant());
  }

  @Override
  public OrderOutcome attachInvoice(String id, BlobRef invoice) {
    return ledger.attachInvoice(id, invoice, clock.instant());
  }

  @Override
  public Optional<Order> order(String id) {
    return ledger.order(id).value();
  }

  @Override
  public List<Order> orders() {
    return ledger.orders(0).map(Ledger.Entry::order).toList();
  }

  @Override
  public Totals totals() {
    return ledger.totals();
  }
}
