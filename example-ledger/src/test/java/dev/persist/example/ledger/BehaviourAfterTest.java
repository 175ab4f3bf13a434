package dev.persist.example.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.blob.BlobRef;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.Behaviour.Answer;
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

  private Answer answer(String id, OrderOutcome outcome) {
    return switch (outcome) {
      case OrderOutcome.Accepted(var order) -> told(id, order, Answer.DONE);
      case OrderOutcome.Replayed(var order) -> told(id, order, Answer.ALREADY_DONE);
      case OrderOutcome.NotAllowed(var order, var reason) -> told(id, order, Answer.NOT_ALLOWED);
      case OrderOutcome.Unknown(var unknown) when unknown.equals(id) -> Answer.UNKNOWN;
      case OrderOutcome other -> throw new AssertionError(other);
    };
  }

  /** An answer comes with the order as it is now. */
  private Answer told(String id, Order order, Answer answer) {
    assertThat(ledger.order(id).value()).hasValue(order);
    return answer;
  }

  @Nested
  class OnEachEngine extends Behaviour {
    @Override
    protected Answer place(String key, String customer, String currency, List<Line> lines) {
      return answer(Ledger.idOf(key), ledger.place(key, customer, currency, lines, AT));
    }

    @Override
    protected Answer pay(String id, String key, Paid payment) {
      return answer(id, ledger.pay(id, key, payment, AT));
    }

    @Override
    protected Answer fulfil(String id, String key) {
      return answer(id, ledger.fulfil(id, key, AT));
    }

    @Override
    protected Answer refund(String id, String key) {
      return answer(id, ledger.refund(id, key, AT));
    }

    @Override
    protected Answer attachInvoice(String id, BlobRef invoice) {
      return answer(id, ledger.attachInvoice(id, invoice, AT));
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
