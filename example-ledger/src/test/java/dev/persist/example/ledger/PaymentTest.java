package dev.persist.example.ledger;

import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.LINES;
import static dev.persist.example.ledger.OneOrder.PAYMENT;
import static dev.persist.example.ledger.OneOrder.TOTAL;
import static dev.persist.example.ledger.OneOrder.gbp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.NotAllowed;
import dev.persist.example.ledger.domain.OrderOutcome.PaymentUsed;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Money that came in once pays one order. */
class PaymentTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final String OTHER = Ledger.idOf("k2");

  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(store);
  }

  private void place(String key) {
    ledger.place(key, "alice", "GBP", LINES, AT);
  }

  private OrderOutcome pay(String id, String key, Paid payment) {
    return ledger.pay(id, key, payment, AT);
  }

  @Test
  void one_payment_pays_one_order_and_its_retry_is_answered() {
    place("k1");
    place("k2");
    assertThat(pay(ID, "p", PAYMENT)).isInstanceOf(Accepted.class);
    assertThat(pay(OTHER, "p", PAYMENT)).isEqualTo(new PaymentUsed(ID));
    assertThat(pay(OTHER, "p2", PAYMENT)).isEqualTo(new PaymentUsed(ID));
    assertThat(pay(ID, "p", PAYMENT)).isInstanceOf(Replayed.class);
    assertThat(pay(ID, "p2", PAYMENT)).isInstanceOf(NotAllowed.class);
    assertThat(ledger.history(ID)).hasSize(2);
    assertThat(ledger.history(OTHER)).hasSize(1);
  }

  @Test
  void it_stays_used_after_a_refund_and_a_restart() {
    place("k1");
    place("k2");
    pay(ID, "p", PAYMENT);
    ledger.refund(ID, "r", AT);
    restart();
    create();
    assertThat(pay(OTHER, "p", PAYMENT)).isEqualTo(new PaymentUsed(ID));
  }

  @Test
  void a_payment_that_was_refused_is_free_for_the_order_it_fits() {
    place("k1");
    place("k2");
    assertThat(pay(OTHER, "p", new Paid(new Money(1, "GBP"), "bank", "ref-1"))).isInstanceOf(NotAllowed.class);
    assertThat(pay(ID, "p", PAYMENT)).isInstanceOf(Accepted.class);
  }

  @Test
  void names_that_run_together_are_two_payments() {
    for (var apart : List.of(new Paid(TOTAL, "bank", "a/b"), new Paid(TOTAL, "bank/a", "b"),
        new Paid(TOTAL, "bank\",\"a", ""), new Paid(TOTAL, "bank", "a\",\""))) {
      place("" + apart);
      assertThat(pay(Ledger.idOf("" + apart), "p", apart)).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void orders_that_race_for_one_payment_get_it_once() throws Exception {
    var outcomes = Race.of(16, i -> {
      place("k" + i);
      return pay(Ledger.idOf("k" + i), "p", PAYMENT);
    });
    assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(PaymentUsed.class::isInstance).hasSize(15);
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(1250));
  }

  @Test
  void a_reference_that_makes_too_long_a_key_is_refused_with_its_provider() {
    place("k1");
    var reference = "r".repeat(500);
    assertThatIllegalArgumentException().isThrownBy(() -> pay(ID, "p", new Paid(TOTAL, "bank", reference)))
        .withMessageContaining("\"bank\"")
        .withMessageContaining('"' + reference + '"')
        .withMessageContaining("519 bytes, the limit is 512");
    assertThat(ledger.history(ID)).hasSize(1);
  }
}
