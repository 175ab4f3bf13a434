package dev.persist.example.ledger;

import static dev.persist.example.ledger.Behaviour.Answer.ALREADY_DONE;
import static dev.persist.example.ledger.Behaviour.Answer.DONE;
import static dev.persist.example.ledger.Behaviour.Answer.NOT_ALLOWED;
import static dev.persist.example.ledger.Behaviour.Answer.UNKNOWN;
import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.INVOICE;
import static dev.persist.example.ledger.OneOrder.LINES;
import static dev.persist.example.ledger.OneOrder.PAYMENT;
import static dev.persist.example.ledger.OneOrder.TOTAL;
import static dev.persist.example.ledger.OneOrder.gbp;
import static dev.persist.example.ledger.OneOrder.invoice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.example.ledger.domain.Totals;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a ledger does as long as calls come one after another, nothing crashes and nothing restarts. */
public abstract class Behaviour {
  /** What a version answers to a command, in words that both have. */
  public enum Answer {
    DONE, ALREADY_DONE, NOT_ALLOWED, UNKNOWN
  }

  protected abstract Answer place(String key, String customer, String currency, List<Line> lines);

  protected abstract Answer pay(String id, String key, Paid payment);

  protected abstract Answer fulfil(String id, String key);

  protected abstract Answer refund(String id, String key);

  protected abstract Answer attachInvoice(String id, BlobRef invoice);

  protected abstract Optional<Order> order(String id);

  protected abstract List<Order> orders();

  protected abstract Totals totals();

  private Answer place(String key) {
    return place(key, "alice", "GBP", LINES);
  }

  private Answer pay(String key) {
    return pay(ID, key, PAYMENT);
  }

  private Order order() {
    return order(ID).orElseThrow();
  }

  @Test
  void an_order_goes_from_placed_to_paid_to_fulfilled_to_refunded() {
    assertThat(place("k1")).isEqualTo(DONE);
    assertThat(order().total()).isEqualTo(TOTAL);
    assertThat(order().status()).isEqualTo(Status.PLACED);
    assertThat(pay("p1")).isEqualTo(DONE);
    assertThat(order().status()).isEqualTo(Status.PAID);
    assertThat(fulfil(ID, "f1")).isEqualTo(DONE);
    assertThat(order().status()).isEqualTo(Status.FULFILLED);
    assertThat(refund(ID, "r1")).isEqualTo(DONE);
    assertThat(order().status()).isEqualTo(Status.REFUNDED);
  }

  @Test
  void a_command_retried_under_its_key_takes_effect_once() {
    place("k1");
    assertThat(place("k1")).isEqualTo(ALREADY_DONE);
    pay("p1");
    assertThat(pay("p1")).isEqualTo(ALREADY_DONE);
    fulfil(ID, "f1");
    assertThat(fulfil(ID, "f1")).isEqualTo(ALREADY_DONE);
    refund(ID, "r1");
    assertThat(refund(ID, "r1")).isEqualTo(ALREADY_DONE);
    assertThat(pay("p1")).isEqualTo(ALREADY_DONE);
    assertThat(orders()).containsExactly(order());
    assertThat(totals().revenue()).isEqualTo(gbp(0));
  }

  @Test
  void one_key_may_stand_for_a_payment_and_a_refund() {
    place("k1");
    pay("k1");
    assertThat(refund(ID, "k1")).isEqualTo(DONE);
  }

  @Test
  void what_the_order_is_not_ready_for_is_not_allowed_and_changes_nothing() {
    place("k1");
    assertThat(fulfil(ID, "f1")).isEqualTo(NOT_ALLOWED);
    assertThat(refund(ID, "r1")).isEqualTo(NOT_ALLOWED);
    assertThat(pay(ID, "p0", new Paid(new Money(1249, "GBP"), "bank", "r"))).isEqualTo(NOT_ALLOWED);
    assertThat(pay(ID, "p0", new Paid(new Money(1250, "EUR"), "bank", "r"))).isEqualTo(NOT_ALLOWED);
    assertThat(order().status()).isEqualTo(Status.PLACED);
    pay("p1");
    assertThat(pay("p2")).isEqualTo(NOT_ALLOWED);
    assertThat(totals().revenue()).isEqualTo(gbp(1250));
    refund(ID, "r1");
    assertThat(refund(ID, "r2")).isEqualTo(NOT_ALLOWED);
    assertThat(fulfil(ID, "f1")).isEqualTo(NOT_ALLOWED);
    assertThat(order().status()).isEqualTo(Status.REFUNDED);
    assertThat(totals().revenue()).isEqualTo(gbp(0));
  }

  @Test
  void a_command_that_was_not_allowed_may_be_tried_again_under_its_key() {
    place("k1");
    assertThat(fulfil(ID, "f1")).isEqualTo(NOT_ALLOWED);
    pay("p1");
    assertThat(fulfil(ID, "f1")).isEqualTo(DONE);
  }

  @Test
  void an_order_that_was_never_placed_is_unknown() {
    assertThat(pay("p1")).isEqualTo(UNKNOWN);
    assertThat(fulfil(ID, "f1")).isEqualTo(UNKNOWN);
    assertThat(refund(ID, "r1")).isEqualTo(UNKNOWN);
    assertThat(attachInvoice(ID, INVOICE)).isEqualTo(UNKNOWN);
    assertThat(order(ID)).isEmpty();
    assertThat(orders()).isEmpty();
    assertThat(totals()).isEqualTo(Totals.NONE);
  }

  @Test
  void the_invoice_attached_last_is_the_orders_whatever_happens_to_the_order() {
    place("k1");
    assertThat(order().invoice()).isEmpty();
    assertThat(attachInvoice(ID, INVOICE)).isEqualTo(DONE);
    pay("p1");
    fulfil(ID, "f1");
    refund(ID, "r1");
    assertThat(order()).isEqualTo(
        new Order(order().placed(), Status.REFUNDED, TOTAL, TOTAL, Stock.UNASKED, Optional.of(INVOICE)));
    attachInvoice(ID, invoice("invoice 2"));
    assertThat(order().invoice()).hasValue(invoice("invoice 2"));
    assertThat(order().status()).isEqualTo(Status.REFUNDED);
  }

  @Test
  void the_invoice_an_order_has_is_not_attached_again() {
    place("k1");
    attachInvoice(ID, INVOICE);
    assertThat(attachInvoice(ID, INVOICE)).isEqualTo(ALREADY_DONE);
  }

  @Test
  void an_invoice_that_was_replaced_may_come_back_and_the_same_bytes_under_another_type_are_another() {
    place("k1");
    var renamed = new BlobRef(INVOICE.cid(), INVOICE.size(), "application/pdf");
    for (var each : List.of(INVOICE, invoice("invoice 2"), INVOICE, renamed)) {
      assertThat(attachInvoice(ID, each)).isEqualTo(DONE);
      assertThat(order().invoice()).hasValue(each);
    }
  }

  @Test
  void an_invoice_changes_no_total_and_no_list() {
    place("k1");
    pay("p1");
    var totals = totals();
    attachInvoice(ID, INVOICE);
    assertThat(totals()).isEqualTo(totals);
    assertThat(orders()).containsExactly(order());
  }

  @Test
  void totals_count_orders_by_status_and_revenue_by_currency() {
    for (var key : List.of("k1", "k2", "k3", "k4")) {
      place(key);
    }
    place("k5", "bob", "EUR", List.of(new Line("tea", 1, 500)));
    for (var key : List.of("k2", "k3", "k4")) {
      pay(Ledger.idOf(key), "p", new Paid(TOTAL, "bank", "ref of " + key));
    }
    pay(Ledger.idOf("k5"), "p", new Paid(new Money(500, "EUR"), "bank", "ref-2"));
    fulfil(Ledger.idOf("k3"), "f");
    refund(Ledger.idOf("k4"), "r");
    assertThat(totals())
        .isEqualTo(new Totals(new TreeMap<>(Map.of("GBP", BigInteger.valueOf(2500), "EUR", BigInteger.valueOf(500))),
            new TreeMap<>(Map.of(Status.PLACED, 1L, Status.PAID, 2L, Status.FULFILLED, 1L, Status.REFUNDED, 1L))));
  }

  @Test
  void orders_are_listed_in_the_order_they_were_placed_as_they_are_now() {
    var keys = List.of("k3", "k1", "k2");
    keys.forEach(this::place);
    pay("p1");
    assertThat(orders()).extracting(order -> order.placed().id())
        .containsExactlyElementsOf(keys.stream().map(Ledger::idOf).toList());
    assertThat(orders()).extracting(Order::status).containsExactly(Status.PLACED, Status.PAID, Status.PLACED);
  }

  @Test
  void what_is_no_order_is_refused_before_anything_is_written() {
    assertThatIllegalArgumentException().isThrownBy(() -> place("k", "a", "GBP", List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> place("k", "a", "pounds", LINES));
    assertThatIllegalArgumentException().isThrownBy(() -> new Line("tea", 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Line("tea", 1, -1));
    var tooMuch = List.of(new Line("gold", 2, Long.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> place("k", "a", "GBP", tooMuch));
    var together = List.of(new Line("gold", 1, Long.MAX_VALUE), new Line("tea", 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> place("k", "a", "GBP", together));
    assertThat(orders()).isEmpty();
    assertThat(totals()).isEqualTo(Totals.NONE);
  }
}
