package dev.persist.example.ledger;

import dev.persist.blob.BlobRef;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourAfterTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;

  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(store);
  }

  @Nested
  class OnEachEngine extends Behaviour {
    @Override
    protected OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
      return ledger.place(key, customer, currency, lines, AT);
    }

    @Override
    protected OrderOutcome pay(String id, String key, Paid payment) {
      return ledger.pay(id, key, payment, AT);
    }

    @Override
    protected OrderOutcome fulfil(String id, String key) {
      return ledger.fulfil(id, key, AT);
    }

    @Override
    protected OrderOutcome refund(String id, String key) {
      return ledger.refund(id, key, AT);
    }

    @Override
    protected OrderOutcome attachInvoice(String id, BlobRef invoice) {
      return ledger.attachInvoice(id, invoice, AT);
    }

    @Override
    protected Optional<Order> order(String id) {
      return ledger.order(id).value();
    }

    @Override
    protected List<Order> orders() {
      return ledger.orders(0).map(Ledger.Entry::order).toList();
    }

    @Override
    protected Totals totals() {
      return ledger.totals();
    }
  }
}
