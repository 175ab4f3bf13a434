package dev.persist.example.ledger;

import dev.persist.blob.BlobRef;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourTest {
  private static final class Willing implements dev.persist.example.ledger.before.Ledger.Provider {
    @Override
    public void confirm(Paid payment) {}

    @Override
    public void payBack(String id, Money amount) {}
  }

  @Nested
  class Before extends Behaviour {
    private final dev.persist.example.ledger.before.Ledger ledger = new dev.persist.example.ledger.before.Ledger(
        new Willing(), (customer, text) -> {});

    @Override
    protected OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
      return ledger.place(Ledger.idOf(key), customer, currency, lines);
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

  @Nested
  class After extends EveryEngineTest {
    @Nested
    class OnThisEngine extends Behaviour {
      private static final Instant AT = Instant.EPOCH;

      private Ledger ledger;

      @BeforeEach
      void create() {
        ledger = new Ledger(store);
      }

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
}
