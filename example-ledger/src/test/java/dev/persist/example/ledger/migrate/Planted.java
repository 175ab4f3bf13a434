package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Unknown;
import dev.persist.example.ledger.domain.Totals;
import java.util.List;
import java.util.Optional;

/** A new version that says of each payment that nobody ordered what it is for. */
record Planted(Seam now) implements Seam {
  @Override
  public OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
    return now.place(key, customer, currency, lines);
  }

  @Override
  public OrderOutcome pay(String id, String key, Paid payment) {
    now.pay(id, key, payment);
    return new Unknown(id);
  }

  @Override
  public OrderOutcome fulfil(String id, String key) {
    return now.fulfil(id, key);
  }

  @Override
  public OrderOutcome refund(String id, String key) {
    return now.refund(id, key);
  }

  @Override
  public OrderOutcome attachInvoice(String id, BlobRef invoice) {
    return now.attachInvoice(id, invoice);
  }

  @Override
  public Optional<Order> order(String id) {
    return now.order(id);
  }

  @Override
  public List<Order> orders() {
    return now.orders();
  }

  @Override
  public Totals totals() {
    return now.totals();
  }
}
