package dev.persist.example.ledger;

import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.INVOICE;
import static dev.persist.example.ledger.OneOrder.LINES;
import static dev.persist.example.ledger.OneOrder.PAYMENT;
import static dev.persist.example.ledger.OneOrder.TOTAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.blob.BlobStore;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.Reconciled;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.memory.MemoryBlobStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happened to finished orders is moved out of the store, and nothing that can be asked is lost. */
class ArchiveTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final String STREAM = "order/" + ID;

  private final BlobStore blobs = new MemoryBlobStore();
  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(store).archivingTo(blobs);
  }

  private void place(String key) {
    ledger.place(key, "alice", "GBP", LINES, AT);
  }

  private void finish() {
    place("k1");
    ledger.pay(ID, "p1", PAYMENT, AT.plusSeconds(1));
    ledger.attachInvoice(ID, INVOICE, AT.plusSeconds(2));
    ledger.fulfil(ID, "f1", AT.plusSeconds(3));
  }

  @Test
  void the_largest_order_is_archived_and_a_larger_one_refused() {
    var place = new Line("", 1, 5);
    var rest = Ledger.ORDER_BYTES
        - Json.of(new Placed(Ledger.idOf("k"), "ann", "GBP", List.of(place))).size();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.place("k", "ann", "GBP", List.of(new Line("x".repeat(rest + 1), 1, 5)), AT))
        .withMessageContaining("the limit is " + Ledger.ORDER_BYTES);
    var id = Ledger.idOf("k");
    assertThat(ledger.order(id).value()).isEmpty();
    ledger.place("k", "ann", "GBP", List.of(new Line("x".repeat(rest), 1, 5)), AT);
    ledger.pay(id, "p", new Paid(new Money(5, "GBP"), "bank", "r"), AT);
    ledger.refund(id, "r", AT);
    assertThat(ledger.archive(id)).isTrue();
    assertThat(ledger.order(id).value().map(Order::status)).hasValue(Status.REFUNDED);
  }

  /** All that can be asked. */
  private record Answers(
      Optional<Order> order,
      List<Optional<Order>> bySeq,
      List<Optional<Order>> byTime,
      List<Event> history,
      List<Ledger.Entry> orders,
      Totals totals,
      Reconciled reconciled) {
    static Answers of(Ledger ledger) {
      return new Answers(ledger.order(ID).value(),
          LongStream.range(0, 9).mapToObj(seq -> ledger.orderAt(ID, seq)).toList(),
          LongStream.range(-1, 9).mapToObj(second -> ledger.orderAt(ID, AT.plusSeconds(second))).toList(),
          ledger.history(ID).toList(), ledger.orders(0).toList(), ledger.totals(),
          ledger.reconcile());
    }
  }

  @Test
  void everything_answers_as_before_also_after_a_restart() {
    finish();
    place("k2");
    var before = Answers.of(ledger);
    assertThat(ledger.archive(ID)).isTrue();
    assertThat(store.log().count(STREAM)).isZero();
    assertThat(Answers.of(ledger)).isEqualTo(before);
    restart();
    create();
    assertThat(Answers.of(ledger)).isEqualTo(before);
  }

  @Test
  void an_archived_order_knows_its_keys_and_goes_on() {
    finish();
    ledger.archive(ID);
    restart();
    create();
    place("k1");
    assertThat(ledger.pay(ID, "p1", PAYMENT, AT)).isInstanceOf(Replayed.class);
    assertThat(ledger.refund(ID, "r1", new Money(250, "GBP"), AT.plusSeconds(4))).isInstanceOf(Accepted.class);
    assertThat(ledger.refund(ID, "r2", AT.plusSeconds(5))).isInstanceOf(Accepted.class);
    assertThat(ledger.history(ID).map(Event::type)).containsExactly(
        "placed", "paid", "invoice-attached", "fulfilled", "partly-refunded", "refunded");
    assertThat(ledger.archive(ID)).isTrue();
    assertThat(store.log().count(STREAM)).isZero();
    assertThat(ledger.history(ID)).hasSize(6);
    assertThat(ledger.orderAt(ID, 5).map(Order::refunded)).hasValue(new Money(250, "GBP"));
    assertThat(ledger.reconcile()).isInstanceOf(Reconciled.Balanced.class);
  }

  @Test
  void an_order_that_is_not_finished_stays() {
    place("k1");
    assertThat(ledger.archive(ID)).isFalse();
    assertThat(ledger.archive("unknown")).isFalse();
    ledger.pay(ID, "p1", PAYMENT, AT);
    assertThat(ledger.archive(ID)).isFalse();
    assertThat(store.log().count(STREAM)).isEqualTo(2);
  }

  @Test
  void without_its_archive_a_ledger_says_what_it_knows_and_refuses_what_it_does_not() {
    finish();
    var order = ledger.order(ID);
    var totals = ledger.totals();
    ledger.archive(ID);
    restart();
    var without = new Ledger(store);
    assertThat(without.order(ID)).isEqualTo(order);
    assertThat(without.totals()).isEqualTo(totals);
    assertThat(without.pay(ID, "p1", PAYMENT, AT)).isInstanceOf(Replayed.class);
    for (var each : List.<Callable<?>>of(
        () -> without.history(ID).toList(),
        () -> without.orderAt(ID, 0),
        () -> without.orderAt(ID, 2),
        () -> without.orderAt(ID, AT),
        () -> without.orders(0).toList(),
        without::reconcile)) {
      assertThatIllegalStateException().isThrownBy(each::call).withMessageContaining("archive");
    }
  }

  @Test
  void totals_are_kept_before_what_they_come_from_is_moved() {
    finish();
    ledger.archive(ID);
    assertThat(new Ledger(store).totals().revenue()).isEqualTo(OneOrder.gbp(1250));
  }

  @Test
  void a_ledger_without_an_archive_moves_nothing() {
    finish();
    assertThatIllegalStateException().isThrownBy(() -> new Ledger(store).archive(ID))
        .withMessageContaining("archive");
    assertThat(store.log().count(STREAM)).isEqualTo(4);
  }

  @Test
  void an_order_that_is_paid_back_while_it_is_archived_loses_nothing() throws Exception {
    finish();
    var part = new Money(125, "GBP");
    Race.of(12, i -> i < 10 ? ledger.refund(ID, "r" + i, part, AT) : ledger.archive(ID));
    ledger.archive(ID);
    assertThat(ledger.history(ID).map(Event::seq)).isEqualTo(LongStream.rangeClosed(1, 14).boxed().toList());
    assertThat(ledger.order(ID).value().orElseThrow().refunded()).isEqualTo(TOTAL);
    assertThat(ledger.order(ID).value().map(Order::status)).hasValue(Status.REFUNDED);
    assertThat(ledger.reconcile()).isInstanceOf(Reconciled.Balanced.class);
  }
}
