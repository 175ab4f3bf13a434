package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Totals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hand-rolled version behind the seam. It neither asks nor pays nor sends mail: that is done at the seam, once. */
public record OldSeam(Ledger ledger) implements Seam {
  private static final Ledger.Provider ABSENT = new Ledger.Provider() {
    @Override
    public void confirm(Payment payment) {}

    @Override
    public void payBack(String id, long amount, String currency) {}
  };

  /** Creates the version that {@code dump} is of. */
  public static OldSeam of(Ledger.Dump dump) {
    return new OldSeam(new Ledger(ABSENT, (customer, text) -> {
    }, dump));
  }

  @Override
  public boolean place(String key, String customer, String currency, List<Line> lines) {
    return ledger.place(dev.persist.example.ledger.Ledger.idOf(key), customer, currency, lines);
  }

  @Override
  public boolean pay(String id, String key, Payment payment) {
    return ledger.pay(id, key, payment);
  }

  @Override
  public boolean fulfil(String id, String key) {
    return ledger.fulfil(id, key);
  }

  @Override
  public boolean refund(String id, String key) {
    return ledger.refund(id, key);
  }

  @Override
  public boolean attachInvoice(String id, BlobRef invoice) {
    return ledger.attachInvoice(id, invoice);
  }

  @Override
  public @Nullable Order order(String id) {
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
