package dev.persist.example.ledger;

import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.INVOICE;
import static dev.persist.example.ledger.OneOrder.LINES;
import static dev.persist.example.ledger.OneOrder.PAYMENT;
import static dev.persist.example.ledger.OneOrder.TOTAL;
import static dev.persist.example.ledger.OneOrder.gbp;
import static dev.persist.example.ledger.OneOrder.invoice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.KeyReused;
import dev.persist.example.ledger.domain.OrderOutcome.NotAllowed;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.OrderOutcome.Stale;
import dev.persist.example.ledger.domain.OrderOutcome.Unknown;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only the ledger on persist can do. */
class OnlyAfterTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;

  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(store);
  }

  private OrderOutcome place(String key) {
    return ledger.place(key, "alice", "GBP", LINES, AT);
  }

  private OrderOutcome pay(String key) {
    return ledger.pay(ID, key, PAYMENT, AT);
  }

  private Order order() {
    return ledger.order(ID).value().orElseThrow();
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
  void a_restart_forgets_no_order_and_no_key() {
    place("k1");
    pay("p1");
    ledger.fulfil(ID, "f1", AT);
    ledger.attachInvoice(ID, INVOICE, AT);
    restart();
    create();
    var nothing = Money.none("GBP");
    assertThat(order()).isEqualTo(
        new Order(order().placed(), Status.FULFILLED, TOTAL, nothing, Stock.UNASKED, Optional.of(INVOICE)));
    assertThat(place("k1")).isEqualTo(new Replayed(order()));
    assertThat(pay("p1")).isEqualTo(new Replayed(order()));
    assertThat(ledger.fulfil(ID, "f1", AT.plusSeconds(5))).isEqualTo(new Replayed(order()));
    assertThat(ledger.history(ID)).hasSize(4);
    assertThat(ledger.totals().orders()).containsEntry(Status.FULFILLED, 1L);
  }

  @Test
  void what_an_order_looked_like_when_it_was_paid_can_be_said() {
    ledger.place("k1", "alice", "GBP", LINES, AT);
    ledger.attachInvoice(ID, INVOICE, AT.plusSeconds(1));
    ledger.pay(ID, "hook-7", PAYMENT, AT.plusSeconds(2));
    var again = ledger.pay(ID, "hook-7", PAYMENT, AT.plusSeconds(3)); // the provider did not hear our answer
    assertThat(again).isInstanceOf(Replayed.class);

    ledger.attachInvoice(ID, invoice("invoice 2"), AT.plusSeconds(4));
    ledger.refund(ID, "r1", AT.plusSeconds(5));
    assertThat(ledger.history(ID).map(Event::type))
        .containsExactly("placed", "invoice-attached", "paid", "invoice-attached", "refunded");

    var paid = ledger.orderAt(ID, 3).orElseThrow(); // the order as of its event 3
    assertThat(paid.status()).isEqualTo(Status.PAID);
    assertThat(paid.invoice()).hasValue(INVOICE);
    assertThat(ledger.orderAt(ID, AT.plusSeconds(2))).hasValue(paid); // or as of a time
    assertThat(order().invoice()).hasValue(invoice("invoice 2"));
  }

  @Test
  void an_order_is_known_at_each_seq_and_each_instant_of_its_past() {
    ledger.place("k1", "alice", "GBP", LINES, AT);
    ledger.pay(ID, "p1", PAYMENT, AT.plusSeconds(2));
    assertThat(ledger.orderAt(ID, 0)).isEmpty();
    assertThat(ledger.orderAt(ID, 1).map(Order::status)).hasValue(Status.PLACED);
    assertThat(ledger.orderAt(ID, 2).map(Order::status)).hasValue(Status.PAID);
    assertThat(ledger.orderAt(ID, 9)).hasValue(order());
    assertThat(ledger.orderAt(ID, AT.minusNanos(1))).isEmpty();
    assertThat(ledger.orderAt(ID, AT).map(Order::status)).hasValue(Status.PLACED);
    assertThat(ledger.orderAt(ID, AT.plusSeconds(2).minusNanos(1)).map(Order::status)).hasValue(Status.PLACED);
    assertThat(ledger.orderAt(ID, AT.plusSeconds(2))).hasValue(order());
  }

  @Test
  void the_past_of_a_truncated_order_is_refused_and_not_made_up() {
    place("k1");
    pay("p1");
    store.log().truncate("order/" + ID, 1);
    assertThatIllegalStateException().isThrownBy(() -> ledger.orderAt(ID, 2))
        .withMessageContaining("event 1 of order/")
        .withMessageContaining("archive");
  }

  @Test
  void a_crash_leaves_the_order_and_the_totals_in_agreement_and_a_retry_finishes() {
    place("k1");
    for (var written : List.of(false, true)) {
      var crashing = new Ledger(Persist.over(new Crashing(backend, written)));
      assertThatThrownBy(() -> crashing.pay(ID, "p1", PAYMENT, AT)).isInstanceOf(StoreException.class);
      assertThat(ledger.totals().orders()).containsEntry(order().status(), 1L);
      assertThat(ledger.totals().revenue()).isEqualTo(written ? gbp(1250) : Map.of());
    }
    assertThat(pay("p1")).isEqualTo(new Replayed(order()));
    assertThat(order().status()).isEqualTo(Status.PAID);
  }

  /** Dies in a commit, before or after it is written: there is no place in between. */
  private static final class Crashing extends DelegatingBackend {
    private final boolean written;

    Crashing(Backend backend, boolean written) {
      super(backend);
      this.written = written;
    }

    @Override
    public CommitResult commit(Commit commit) {
      if (written) {
        super.commit(commit);
      }
      throw new StoreException.UnknownOutcome("crashed", new IOException("crashed"));
    }
  }

  @Test
  void refunds_by_many_at_once_give_back_what_was_paid_once() throws Exception {
    place("k1");
    pay("p1");
    var outcomes = Race.of(16, i -> ledger.refund(ID, "r" + i, AT));
    assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(NotAllowed.class::isInstance).hasSize(15);
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(0));
  }

  @Test
  void refunds_in_parts_by_many_at_once_give_back_no_more_than_was_paid() throws Exception {
    place("k1");
    pay("p1");
    var outcomes = Race.of(16, i -> ledger.refund(ID, "r" + i, new Money(250, "GBP"), AT));
    assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(5);
    assertThat(outcomes).filteredOn(NotAllowed.class::isInstance).hasSize(11);
    assertThat(order().status()).isEqualTo(Status.REFUNDED);
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(0));
  }

  @Test
  void what_does_not_happen_leaves_no_trace() {
    assertThat(pay("p1")).isEqualTo(new Unknown(ID));
    assertThat(ledger.fulfil(ID, "f1", AT)).isEqualTo(new Unknown(ID));
    assertThat(ledger.refund(ID, "r1", AT)).isEqualTo(new Unknown(ID));
    assertThat(ledger.attachInvoice(ID, INVOICE, AT)).isEqualTo(new Unknown(ID));
    assertThatIllegalArgumentException().isThrownBy(() -> ledger.place("k", "a", "GBP", List.of(), AT));
    assertThat(store.catalog().count()).isZero();
    place("k1");
    assertThat(ledger.fulfil(ID, "f1", AT)).isInstanceOf(NotAllowed.class);
    assertThat(ledger.refund(ID, "r1", AT)).isInstanceOf(NotAllowed.class);
    assertThat(place("k1")).isInstanceOf(Replayed.class);
    ledger.attachInvoice(ID, INVOICE, AT);
    assertThat(ledger.attachInvoice(ID, INVOICE, AT.plusSeconds(5))).isInstanceOf(Replayed.class);
    assertThat(ledger.history(ID).map(Event::type)).containsExactly("placed", "invoice-attached");
  }

  @Test
  void orders_are_listed_from_any_place_in_the_ledger() {
    var keys = List.of("k3", "k1", "k2");
    keys.forEach(this::place);
    pay("p1");
    var entries = ledger.orders(0).toList();
    assertThat(entries).extracting(entry -> entry.order().placed().id())
        .containsExactlyElementsOf(keys.stream().map(Ledger::idOf).toList());
    assertThat(ledger.orders(entries.get(1).position())).containsExactly(entries.get(2));
  }

  @Test
  void the_orders_of_a_customer_are_listed_without_those_of_others() {
    place("k1");
    ledger.place("b1", "bob", "GBP", LINES, AT);
    pay("p1");
    ledger.place("b2", "bob", "GBP", LINES, AT);
    var bobs = ledger.ordersOf("bob", 0).toList();
    assertThat(bobs).extracting(entry -> entry.order().placed().id())
        .containsExactly(Ledger.idOf("b1"), Ledger.idOf("b2"));
    assertThat(ledger.ordersOf("bob", bobs.getFirst().position())).containsExactly(bobs.getLast());
    assertThat(ledger.ordersOf("alice", 0)).extracting(Ledger.Entry::order).containsExactly(order());
    assertThat(ledger.ordersOf("carol", 0)).isEmpty();
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
  void of_many_sending_the_same_order_one_places_it_and_all_get_it() throws Exception {
    var outcomes = Race.of(64, i -> place("k1"));
    assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new Replayed(order())::equals).hasSize(63);
    assertThat(ledger.totals().orders()).isEqualTo(Map.of(Status.PLACED, 1L));
  }

  @Test
  void a_webhook_delivered_by_many_at_once_is_counted_once_and_never_answered_with_a_conflict() throws Exception {
    for (var round = 0; round < 20; round++) {
      var key = "order-" + round;
      place(key);
      var outcomes = Race.of(8,
          i -> ledger.pay(Ledger.idOf(key), "hook", new Paid(TOTAL, "bank", key), AT.plusSeconds(i)));
      assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(Replayed.class::isInstance).hasSize(7);
    }
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(20 * 1250));
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
      ledger.pay(id, "p", new Paid(price, "bank", key), AT);
      return i % 4 == 0 ? ledger.refund(id, "r", AT) : ledger.fulfil(id, "f", AT);
    });
    var expected = new Totals(
        new TreeMap<>(Map.of(
            "GBP",
            IntStream.of(2, 6, 10, 14, 18)
                .mapToObj(i -> BigInteger.valueOf(100 + i))
                .reduce(BigInteger.ZERO, BigInteger::add),
            "EUR",
            IntStream.of(1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
                .mapToObj(i -> BigInteger.valueOf(100 + i))
                .reduce(BigInteger.ZERO, BigInteger::add))),
        new TreeMap<>(Map.of(Status.FULFILLED, 15L, Status.REFUNDED, 5L)));
    assertThat(ledger.totals()).isEqualTo(expected);
    assertThat(new Ledger(store).totals()).isEqualTo(expected);
  }

  @Test
  void a_caller_who_has_seen_an_older_order_changes_nothing_but_a_retry_is_still_answered() {
    place("k1");
    var seen = OptionalLong.of(1);
    assertThat(ledger.ifAt(seen).pay(ID, "p1", PAYMENT, AT)).isInstanceOf(Accepted.class);
    assertThat(ledger.ifAt(seen).fulfil(ID, "f1", AT)).isEqualTo(new Stale(1, 2));
    assertThat(ledger.ifAt(seen).pay(ID, "p1", PAYMENT, AT)).isEqualTo(new Replayed(order()));
    assertThat(ledger.history(ID)).hasSize(2);
  }
}
