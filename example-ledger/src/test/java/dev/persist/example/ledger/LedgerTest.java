package dev.persist.example.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Event;
import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.ledger.OrderEvent.Paid;
import dev.persist.example.ledger.OrderOutcome.Accepted;
import dev.persist.example.ledger.OrderOutcome.KeyReused;
import dev.persist.example.ledger.OrderOutcome.NotAllowed;
import dev.persist.example.ledger.OrderOutcome.Replayed;
import dev.persist.example.ledger.OrderOutcome.Stale;
import dev.persist.example.ledger.OrderOutcome.Unknown;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final List<Line> LINES = List.of(new Line("tea", 2, 450), new Line("cup", 1, 350));
  private static final Money TOTAL = new Money(1250, "GBP");
  private static final String ID = Ledger.idOf("k1");

  private static final BlobRef INVOICE = invoice("invoice 1");

  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(store);
  }

  private static BlobRef invoice(String text) {
    return new BlobRef(Cid.of(text.getBytes(StandardCharsets.UTF_8)), text.length(), "text/plain");
  }

  private OrderOutcome place(String key) {
    return ledger.place(key, "alice", "GBP", LINES, AT);
  }

  private OrderOutcome pay(String key) {
    return ledger.pay(ID, key, new Paid(TOTAL, "bank", "ref-1"), AT);
  }

  private Order order() {
    return ledger.order(ID).value().orElseThrow();
  }

  @Test
  void an_order_goes_from_placed_to_paid_to_fulfilled_to_refunded() {
    assertThat(place("k1")).isInstanceOf(Accepted.class);
    assertThat(order().total()).isEqualTo(TOTAL);
    assertThat(order().status()).isEqualTo(Status.PLACED);
    assertThat(pay("p1")).isInstanceOf(Accepted.class);
    assertThat(order().status()).isEqualTo(Status.PAID);
    assertThat(ledger.fulfil(ID, "f1", AT)).isInstanceOf(Accepted.class);
    assertThat(order().status()).isEqualTo(Status.FULFILLED);
    assertThat(ledger.refund(ID, "r1", AT)).isInstanceOf(Accepted.class);
    assertThat(order().status()).isEqualTo(Status.REFUNDED);
    assertThat(ledger.history(ID).map(Event::type)).containsExactly("placed", "paid", "fulfilled", "refunded");
  }

  @Test
  void a_command_retried_under_its_key_takes_effect_once_also_after_a_restart_and_later_events() {
    place("k1");
    pay("p1");
    ledger.fulfil(ID, "f1", AT);
    restart();
    create();
    assertThat(place("k1")).isEqualTo(new Replayed(order()));
    assertThat(pay("p1")).isEqualTo(new Replayed(order()));
    assertThat(ledger.fulfil(ID, "f1", AT.plusSeconds(5))).isEqualTo(new Replayed(order()));
    assertThat(ledger.history(ID)).hasSize(3);
    assertThat(ledger.totals().orders()).containsEntry(Status.FULFILLED, 1L);
  }

  @Test
  void a_key_used_for_another_command_is_refused() {
    place("k1");
    assertThat(ledger.place("k1", "bob", "GBP", LINES, AT)).isEqualTo(new KeyReused("k1"));
    pay("p1");
    assertThat(ledger.pay(ID, "p1", new Paid(TOTAL, "bank", "ref-2"), AT)).isEqualTo(new KeyReused("p1"));
    assertThat(ledger.history(ID)).hasSize(2);
  }

  @Test
  void one_key_may_stand_for_a_payment_and_a_refund() {
    place("k1");
    pay("k1");
    assertThat(ledger.refund(ID, "k1", AT)).isInstanceOf(Accepted.class);
  }

  @Test
  void what_the_order_is_not_ready_for_is_not_allowed_and_writes_nothing() {
    place("k1");
    assertThat(ledger.fulfil(ID, "f1", AT)).isInstanceOf(NotAllowed.class);
    assertThat(ledger.refund(ID, "r1", AT)).isInstanceOf(NotAllowed.class);
    assertThat(ledger.pay(ID, "p0", new Paid(new Money(1249, "GBP"), "bank", "r"), AT)).isInstanceOf(NotAllowed.class);
    assertThat(ledger.pay(ID, "p0", new Paid(new Money(1250, "EUR"), "bank", "r"), AT)).isInstanceOf(NotAllowed.class);
    pay("p1");
    assertThat(pay("p2")).isInstanceOf(NotAllowed.class);
    ledger.refund(ID, "r1", AT);
    assertThat(ledger.refund(ID, "r2", AT)).isInstanceOf(NotAllowed.class);
    assertThat(ledger.fulfil(ID, "f1", AT)).isInstanceOf(NotAllowed.class);
    assertThat(ledger.history(ID)).hasSize(3);
  }

  @Test
  void a_command_that_was_not_allowed_may_be_tried_again_under_its_key() {
    place("k1");
    assertThat(ledger.fulfil(ID, "f1", AT)).isInstanceOf(NotAllowed.class);
    pay("p1");
    assertThat(ledger.fulfil(ID, "f1", AT)).isInstanceOf(Accepted.class);
  }

  @Test
  void an_order_that_was_never_placed_is_unknown_and_leaves_no_trace() {
    assertThat(pay("p1")).isEqualTo(new Unknown(ID));
    assertThat(ledger.fulfil(ID, "f1", AT)).isEqualTo(new Unknown(ID));
    assertThat(ledger.refund(ID, "r1", AT)).isEqualTo(new Unknown(ID));
    assertThat(ledger.attachInvoice(ID, INVOICE, AT)).isEqualTo(new Unknown(ID));
    assertThat(ledger.order(ID).value()).isEmpty();
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void the_invoice_attached_last_is_the_orders_whatever_happens_to_the_order() {
    place("k1");
    assertThat(order().invoice()).isEmpty();
    assertThat(ledger.attachInvoice(ID, INVOICE, AT)).isInstanceOf(Accepted.class);
    pay("p1");
    ledger.fulfil(ID, "f1", AT);
    ledger.refund(ID, "r1", AT);
    assertThat(order()).isEqualTo(new Order(order().placed(), Status.REFUNDED, Optional.of(INVOICE)));
    ledger.attachInvoice(ID, invoice("invoice 2"), AT);
    restart();
    create();
    assertThat(order().invoice()).hasValue(invoice("invoice 2"));
    assertThat(order().status()).isEqualTo(Status.REFUNDED);
  }

  @Test
  void the_invoice_an_order_has_is_not_attached_again() {
    place("k1");
    ledger.attachInvoice(ID, INVOICE, AT);
    assertThat(ledger.attachInvoice(ID, INVOICE, AT.plusSeconds(5))).isEqualTo(new Replayed(order()));
    assertThat(ledger.history(ID).map(Event::type)).containsExactly("placed", "invoice-attached");
  }

  @Test
  void an_invoice_that_was_replaced_may_come_back_and_the_same_bytes_under_another_type_are_another() {
    place("k1");
    var renamed = new BlobRef(INVOICE.cid(), INVOICE.size(), "application/pdf");
    for (var each : List.of(INVOICE, invoice("invoice 2"), INVOICE, renamed)) {
      assertThat(ledger.attachInvoice(ID, each, AT)).isInstanceOf(Accepted.class);
      assertThat(order().invoice()).hasValue(each);
    }
  }

  @Test
  void of_many_attaching_the_same_invoice_one_does() throws Exception {
    place("k1");
    var outcomes = Race.of(32, i -> ledger.attachInvoice(ID, INVOICE, AT));
    assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new Replayed(order())::equals).hasSize(31);
    assertThat(ledger.history(ID)).hasSize(2);
  }

  @Test
  void an_invoice_changes_no_total_and_no_list() {
    place("k1");
    pay("p1");
    var totals = ledger.totals();
    ledger.attachInvoice(ID, INVOICE, AT);
    assertThat(ledger.totals()).isEqualTo(totals).isEqualTo(new Ledger(store).totals());
    assertThat(ledger.orders(0).map(Ledger.Entry::order)).containsExactly(order());
  }

  @Test
  void of_many_sending_the_same_order_one_places_it_and_all_get_it() throws Exception {
    var outcomes = Race.of(64, i -> place("k1"));
    assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new Replayed(order())::equals).hasSize(63);
    assertThat(ledger.totals().orders()).isEqualTo(Map.of(Status.PLACED, 1L));
  }

  @Test
  void a_webhook_replayed_by_many_at_once_is_paid_once_and_never_answered_with_a_conflict() throws Exception {
    for (var round = 0; round < 20; round++) {
      var key = "order-" + round;
      place(key);
      var outcomes = Race.of(8,
          i -> ledger.pay(Ledger.idOf(key), "hook", new Paid(TOTAL, "bank", "ref"), AT.plusSeconds(i)));
      assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(Replayed.class::isInstance).hasSize(7);
    }
    assertThat(ledger.totals().revenue()).isEqualTo(Map.of("GBP", 20 * 1250L));
  }

  @Test
  void two_payments_under_different_keys_race_for_one_order_and_one_is_taken() throws Exception {
    place("k1");
    var outcomes = Race.of(16, i -> pay("p" + i));
    assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(NotAllowed.class::isInstance).hasSize(15);
  }

  @Test
  void totals_are_the_same_folded_bit_by_bit_and_from_the_start() throws Exception {
    Race.of(20, i -> {
      var key = "k" + i;
      var id = Ledger.idOf(key);
      var price = new Money(100L + i, i % 2 == 0 ? "GBP" : "EUR");
      ledger.place(key, "alice", price.currency(), List.of(new Line("tea", 1, price.amount())), AT);
      ledger.totals();
      ledger.pay(id, "p", new Paid(price, "bank", "r"), AT);
      return i % 4 == 0 ? ledger.refund(id, "r", AT) : ledger.fulfil(id, "f", AT);
    });
    var expected = new Totals(
        new java.util.TreeMap<>(Map.of(
            "GBP", IntStream.of(2, 6, 10, 14, 18).mapToLong(i -> 100 + i).sum(),
            "EUR", IntStream.of(1, 3, 5, 7, 9, 11, 13, 15, 17, 19).mapToLong(i -> 100 + i).sum())),
        Map.of(Status.PLACED, 0L, Status.PAID, 0L, Status.FULFILLED, 15L, Status.REFUNDED, 5L));
    assertThat(ledger.totals()).isEqualTo(expected);
    assertThat(new Ledger(store).totals()).isEqualTo(expected);
  }

  @Test
  void orders_are_listed_in_the_order_they_were_placed() {
    var keys = List.of("k3", "k1", "k2");
    keys.forEach(this::place);
    pay("p1");
    var entries = ledger.orders(0).toList();
    assertThat(entries).extracting(entry -> entry.order().placed().id())
        .containsExactlyElementsOf(keys.stream().map(Ledger::idOf).toList());
    assertThat(entries.get(1).order().status()).isEqualTo(Status.PAID);
    assertThat(ledger.orders(entries.get(1).position())).hasSize(1);
  }

  @Test
  void what_is_no_order_is_refused_before_anything_is_written() {
    assertThatIllegalArgumentException().isThrownBy(() -> ledger.place("k", "a", "GBP", List.of(), AT));
    assertThatIllegalArgumentException().isThrownBy(() -> ledger.place("k", "a", "pounds", LINES, AT));
    assertThatIllegalArgumentException().isThrownBy(() -> new Line("tea", 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Line("tea", 1, -1));
    var tooMuch = List.of(new Line("gold", 2, Long.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> ledger.place("k", "a", "GBP", tooMuch, AT));
    var together = List.of(new Line("gold", 1, Long.MAX_VALUE), new Line("tea", 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> ledger.place("k", "a", "GBP", together, AT));
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void a_caller_who_has_seen_an_older_order_changes_nothing_but_a_retry_is_still_answered() {
    place("k1");
    var seen = OptionalLong.of(1);
    var payment = new Paid(TOTAL, "bank", "ref-1");
    assertThat(ledger.ifAt(seen).pay(ID, "p1", payment, AT)).isInstanceOf(Accepted.class);
    assertThat(ledger.ifAt(seen).fulfil(ID, "f1", AT)).isEqualTo(new Stale(1, 2));
    assertThat(ledger.ifAt(seen).pay(ID, "p1", payment, AT)).isEqualTo(new Replayed(order()));
    assertThat(ledger.history(ID)).hasSize(2);
  }

  @Test
  void the_storage_format_stays() {
    ledger.place("k1", "alice", "GBP", List.of(new Line("tea", 1, 5)), AT);
    ledger.pay(ID, "p1", new Paid(new Money(5, "GBP"), "bank", "ref-1"), AT);
    ledger.fulfil(ID, "f1", AT);
    ledger.refund(ID, "r1", AT);
    ledger.attachInvoice(ID, INVOICE, AT);
    assertThat(store.log().read("order/" + ID).map(event -> event.type() + event.data())).containsExactly(
        "placed{\"currency\":\"GBP\",\"customer\":\"alice\",\"id\":\"" + ID
            + "\",\"lines\":[{\"quantity\":1,\"sku\":\"tea\",\"unitPrice\":5}]}",
        "paid{\"amount\":{\"amount\":5,\"currency\":\"GBP\"},\"provider\":\"bank\",\"reference\":\"ref-1\"}",
        "fulfilled{}",
        "refunded{\"amount\":{\"amount\":5,\"currency\":\"GBP\"},\"from\":\"FULFILLED\"}",
        "invoice-attached{\"invoice\":{\"cid\":\"bafkreicvzvrpp5c5zzbng4dsyrw63rp7x53bmmx4ruhqja323nsreg6ryu\",\"mime\":\"text/plain\",\"size\":9}}");
    assertThat(ID).isEqualTo("66472d59fc442905d8d8");
  }
}
