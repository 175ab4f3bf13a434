package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Totals;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A new version that says of each payment that nobody ordered what it is for. */
record Planted(Seam now) implements Seam {
  @Override
  public boolean place(String key, String customer, String currency, List<Line> lines) {
    return now.place(key, customer, currency, lines);
  }

  @Override
  public boolean pay(String id, String key, Payment payment) {
    now.pay(id, key, payment);
    throw new NoSuchElementException("no order " + id);
  }

  @Override
  public boolean fulfil(String id, String key) {
    return now.fulfil(id, key);
  }

  @Override
  public boolean refund(String id, String key) {
    return now.refund(id, key);
  }

  @Override
  public boolean attachInvoice(String id, BlobRef invoice) {
    return now.attachInvoice(id, invoice);
  }

  @Override
  public @Nullable Order order(String id) {
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
