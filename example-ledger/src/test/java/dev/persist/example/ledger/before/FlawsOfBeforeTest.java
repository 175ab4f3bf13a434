package dev.persist.example.ledger.before;

import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.INVOICE;
import static dev.persist.example.ledger.OneOrder.gbp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.Race;
import dev.persist.example.ledger.OneOrder;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is wrong with the ledger in package {@code before}: each test passes because the harm is done. */
class FlawsOfBeforeTest {
  private static final List<Line> LINES = BehaviourBeforeTest.lines(OneOrder.LINES);
  private static final Payment PAYMENT = BehaviourBeforeTest.payment(OneOrder.PAYMENT);

  /** What happens while a call waits for the provider. */
  private Runnable atTheProvider = () -> {};

  /** What happens while a call waits for the mail server. */
  private Runnable atTheMailServer = () -> {};

  private final List<Long> paidBack = Collections.synchronizedList(new ArrayList<>());
  private final List<String> mails = Collections.synchronizedList(new ArrayList<>());
  private Ledger ledger = restarted();

  private Ledger restarted() {
    return new Ledger(new Ledger.Provider() {
      @Override
      public void confirm(Payment payment) {
        atTheProvider.run();
      }

      @Override
      public void payBack(String id, long amount, String currency) {
        atTheProvider.run();
        paidBack.add(amount);
      }
    }, (customer, text) -> {
      atTheMailServer.run();
      mails.add(text);
    });
  }

  /** Makes two calls both be at the provider, past their checks, before either goes on. */
  private void twoMeetAtTheProvider() {
    var barrier = new CyclicBarrier(2);
    atTheProvider = () -> {
      try {
        barrier.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("the second call never came past its checks", e);
      }
    };
  }

  private boolean place() {
    return ledger.place(ID, "alice", "GBP", LINES);
  }

  private Order order() {
    return ledger.order(ID);
  }

  @Test
  void a_webhook_delivered_twice_at_once_is_counted_twice() throws Exception {
    place();
    twoMeetAtTheProvider();
    assertThat(Race.of(2, i -> ledger.pay(ID, "hook", PAYMENT))).containsExactly(true, true);
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(2 * 1250));
    assertThat(ledger.totals().orders()).isEqualTo(Map.of(Status.PLACED, -1L, Status.PAID, 2L));
    assertThat(mails).hasSize(2);
  }

  @Test
  void two_refunds_at_once_give_back_more_than_was_paid() throws Exception {
    place();
    ledger.pay(ID, "p1", PAYMENT);
    twoMeetAtTheProvider();
    assertThat(Race.of(2, i -> ledger.refund(ID, "r" + i))).containsExactly(true, true);
    assertThat(paidBack).containsExactly(1250L, 1250L);
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(-1250));
  }

  @Test
  void a_crash_between_the_order_and_the_totals_makes_them_disagree_for_good() {
    place();
    atTheMailServer = () -> {
      throw new IllegalStateException("the mail server is down");
    };
    assertThatIllegalStateException().isThrownBy(() -> ledger.pay(ID, "p1", PAYMENT))
        .withMessage("the mail server is down");
    assertThat(order().status).isEqualTo(Status.PAID);
    assertThat(ledger.totals().orders()).isEqualTo(Map.of(Status.PLACED, 1L));
    assertThatIllegalStateException().isThrownBy(() -> ledger.pay(ID, "p1", PAYMENT))
        .withMessage("an order that is PAID takes no payment");
    assertThat(ledger.totals().revenue()).isEmpty();
  }

  @Test
  void a_restart_forgets_every_order() {
    place();
    ledger.pay(ID, "p1", PAYMENT);
    ledger = restarted();
    assertThat(ledger.orders()).isEmpty();
    assertThat(ledger.totals()).isEqualTo(Dump.empty().totals());
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> ledger.pay(ID, "p1", PAYMENT));
  }

  @Test
  void one_payment_sent_to_two_orders_pays_both() {
    ledger.place("first", "alice", "GBP", LINES);
    ledger.place("second", "alice", "GBP", LINES);
    assertThat(ledger.pay("first", "hook", PAYMENT)).isTrue();
    assertThat(ledger.pay("second", "hook", PAYMENT)).isTrue();
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(2 * 1250));
  }

  @Test
  void a_key_used_for_another_order_swallows_it() {
    place();
    assertThat(ledger.place(ID, "bob", "GBP", LINES)).isFalse();
    assertThat(ledger.orders()).extracting(order -> order.customer).containsExactly("alice");
  }

  @Test
  void what_an_order_looked_like_when_it_was_paid_cannot_be_said() {
    place();
    ledger.attachInvoice(ID, INVOICE);
    ledger.pay(ID, "p1", PAYMENT);
    ledger.attachInvoice(ID, OneOrder.invoice("invoice 2"));
    var paidOnInvoice1 = ledger;

    ledger = restarted();
    place();
    ledger.attachInvoice(ID, OneOrder.invoice("invoice 2"));
    ledger.pay(ID, "p1", PAYMENT);
    var paidOnInvoice2 = ledger;

    assertThat(paidOnInvoice1.order(ID)).isEqualTo(paidOnInvoice2.order(ID));
    assertThat(paidOnInvoice1.totals()).isEqualTo(paidOnInvoice2.totals());
  }
}
