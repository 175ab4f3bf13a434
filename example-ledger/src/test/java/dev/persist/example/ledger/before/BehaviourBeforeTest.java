package dev.persist.example.ledger.before;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.Behaviour;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import java.util.List;
import java.util.Optional;

class BehaviourBeforeTest extends Behaviour {
  private final Ledger ledger = new Ledger(new Ledger.Provider() {
    @Override
    public void confirm(Paid payment) {}

    @Override
    public void payBack(String id, Money amount) {}
  }, (customer, text) -> {});

  @Override
  protected OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
    return ledger.place(dev.persist.example.ledger.Ledger.idOf(key), customer, currency, lines);
  }

  @Override
  protected OrderOutcome pay(String id, String key, Paid payment) {
    return ledger.pay(id, key, payment);
  }

  @Override
  protected OrderOutcome fulfil(String id, String key) {
    return ledger.fulfil(id, key);
  }

  @Override
  protected OrderOutcome refund(String id, String key) {
    return ledger.refund(id, key);
  }

  @Override
  protected OrderOutcome attachInvoice(String id, BlobRef invoice) {
    return ledger.attachInvoice(id, invoice);
  }

  @Override
  protected Optional<Order> order(String id) {
    return ledger.order(id);
  }

  @Override
  protected List<Order> orders() {
    return ledger.orders();
  }

  @Override
  protected Totals totals() {
    return ledger.totals();
  }
}
