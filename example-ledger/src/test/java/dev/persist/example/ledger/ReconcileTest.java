package dev.persist.example.ledger;

import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.LINES;
import static dev.persist.example.ledger.OneOrder.PAYMENT;
import static dev.persist.example.ledger.OneOrder.gbp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.Reconciled.Balanced;
import dev.persist.example.ledger.domain.Reconciled.Off;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.view.Projection;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger says all orders come to, and whether it is so. */
class ReconcileTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;

  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(store);
  }

  private void paid(String key) {
    ledger.place(key, "alice", "GBP", LINES, AT);
    ledger.pay(Ledger.idOf(key), "p", new Paid(OneOrder.TOTAL, "bank", key), AT);
  }

  @Test
  void totals_are_kept_and_a_restart_folds_only_what_came_since() {
    for (var i = 0; i < Ledger.KEEP_EVERY / 2; i++) {
      paid("k" + i);
    }
    restart();
    create();
    paid("more");
    var read = new ArrayList<Long>();
    var watched = Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        if (stream.equals("ledger")) {
          read.add(fromSeq);
        }
        return super.read(stream, fromSeq, limit);
      }
    });
    assertThat(new Ledger(watched).totals().revenue()).isEqualTo(gbp(51 * 1250));
    assertThat(read).isNotEmpty().allMatch(from -> from > Ledger.KEEP_EVERY);
  }

  @Test
  void no_question_needs_a_store_that_takes_writes() {
    paid("k1");
    var failed = new Ledger(Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        throw new StoreException.Failed("takes no writes", new IOException("disk"));
      }
    }));
    assertThat(failed.totals()).isEqualTo(ledger.totals());
    assertThat(failed.reconcile()).isInstanceOf(Balanced.class);
    assertThat(failed.orders(0)).hasSize(1);
    assertThat(failed.order(ID)).isEqualTo(ledger.order(ID));
    assertThat(failed.history(ID)).hasSize(2);
  }

  @Test
  void a_command_is_answered_also_when_the_totals_could_not_be_kept() {
    var failing = new AtomicBoolean();
    var ledger = new Ledger(Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (failing.get() && commit.ops().stream().noneMatch(Op.Append.class::isInstance)) {
          throw new StoreException.Unavailable("gone for a moment", new IOException("network"));
        }
        return super.commit(commit);
      }
    }));
    failing.set(true);
    for (var i = 0; i < Ledger.KEEP_EVERY; i++) {
      assertThat(ledger.place("k" + i, "alice", "GBP", LINES, AT)).isInstanceOf(Accepted.class);
    }
    assertThat(ledger.totals().orders()).isEqualTo(Map.of(Status.PLACED, 100L));
  }

  @Test
  void a_ledger_without_orders_is_balanced() {
    assertThat(ledger.reconcile()).isEqualTo(new Balanced(Totals.NONE));
  }

  @Test
  void it_is_balanced_at_every_moment_while_others_write() throws Exception {
    var outcomes = Race.of(8, racer -> {
      for (var i = 0; i < 5; i++) {
        paid(racer + "/" + i);
        ledger.refund(Ledger.idOf(racer + "/" + i), "r", new Money(1 + i, "GBP"), AT);
      }
      return ledger.reconcile();
    });
    assertThat(outcomes).allMatch(Balanced.class::isInstance);
    assertThat(ledger.reconcile()).isEqualTo(new Balanced(ledger.totals()));
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(8 * (5 * 1250 - 15)));
  }

  @Test
  void an_order_that_goes_on_while_it_is_reconciled_counts_as_the_view_has_it() {
    ledger.place("k1", "alice", "GBP", LINES, AT);
    var later = new ArrayList<Runnable>(List.of(() -> {
    }, () -> ledger.pay(ID, "p", PAYMENT, AT)));
    var moving = Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        if (stream.equals("order/" + ID) && !later.isEmpty()) {
          later.removeFirst().run();
        }
        return super.read(stream, fromSeq, limit);
      }
    });
    assertThat(new Ledger(moving).reconcile())
        .isEqualTo(new Balanced(new Totals(new TreeMap<>(), new TreeMap<>(Map.of(Status.PLACED, 1L)))));
    assertThat(later).isEmpty();
  }

  @Test
  void a_wrong_view_is_named_with_what_the_orders_come_to() {
    paid("k1");
    var right = ledger.totals();
    var wrong = new Totals(new TreeMap<>(Map.of("GBP", BigInteger.valueOf(1249))), right.orders());
    paid("k2");
    store.snapshots("totals", 1, new Projection<>(Totals.NONE, (before, event) -> wrong), Codec.of(Totals.class))
        .view("ledger")
        .refresh();
    create();
    var orders = new Totals(
        new TreeMap<>(Map.of("GBP", BigInteger.valueOf(2500))), new TreeMap<>(Map.of(Status.PAID, 2L)));
    assertThat(ledger.reconcile()).isEqualTo(new Off(wrong, orders));
  }

  @Test
  void an_event_that_bypassed_the_ledger_is_found_when_the_next_one_of_its_order_comes() {
    paid("k1");
    var bypassing = StoredOrders.TYPES.write(new Refunded(new Money(1250, "GBP"), Status.PAID, "r"), AT);
    store.log().append("order/" + ID, List.of(bypassing));
    create();
    ledger.attachInvoice(ID, OneOrder.INVOICE, AT);
    var orders = new Totals(new TreeMap<>(gbp(0)), new TreeMap<>(Map.of(Status.REFUNDED, 1L)));
    assertThat(ledger.reconcile()).isEqualTo(new Off(ledger.totals(), orders));
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(1250));
  }
}
