package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import java.util.List;
import java.util.Optional;

/** The hand-rolled version behind the seam. It neither asks nor pays nor sends mail: the seam does that, once. */
public record OldSeam(Ledger ledger) implements Seam {
  private static final Ledger.Provider ABSENT = new Ledger.Provider() {
    @Override
    public void confirm(Paid payment) {}

    @Override
    public void payBack(String id, Money amount) {}
  };

  /** Creates the old version with what {@code dump} holds. */
  public static OldSeam of(Ledger.Dump dump) {
    return new OldSeam(new Ledger(ABSENT, (customer, text) -> {
    }, dump));
  }

  @Override
  public OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
    return ledger.place(dev.persist.example.ledger.Ledger.idOf(key), customer, currency, lines);
  }

  @Override
  public OrderOutcome pay(String id, String key, Paid payment) {
    return ledger.pay(id, key, payment);
  }

  @Override
  public OrderOutcome fulfil(String id, String key) {
    return ledger.fulfil(id, key);
  }

  @Override
  public OrderOutcome refund(String id, String key) {
    return ledger.refund(id, key);
  }

  @Override
  public OrderOutcome attachInvoice(String id, BlobRef invoice) {
    return ledger.attachInvoice(id, invoice);
  }

  @Override
  public Optional<Order> order(String id) {
    return ledger.order(id);
  }

  @Override
  public List<Order> orders() {
    return ledger.orders();
  }

  @Override
  public Totals totals() {
    return ledger.totals();
  }
}
