package dev.persist.example.ledger;

import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.LINES;
import static dev.persist.example.ledger.OneOrder.PAYMENT;
import static dev.persist.example.ledger.OneOrder.TOTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.Reconciled;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.feed.Subscription;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order goes on by itself: reserved, paid, sent; or paid back when it cannot be had. */
class OrderProcessTest extends EveryEngineTest {
  static final List<Line> NOT_TO_BE_HAD = List.of(new Line("unicorn", 1, 1250));

  private Instant now = Instant.EPOCH;

  /** The calls made outside, in order. */
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  private OrderProcess process(Persist over) {
    var outside = new Outside(calls::add);
    return new OrderProcess(new Ledger(over), outside, outside, InstantSource.fixed(now));
  }

  /** Another process, after the lease of one that crashed. */
  private void goOn(Persist over) throws InterruptedException {
    now = now.plus(Duration.ofHours(1));
    try (var runner = process(over).runner()) {
      runner.catchUp();
    }
  }

  private void place(String key, List<Line> lines) {
    new Ledger(store).place(key, "alice", "GBP", lines, now);
  }

  private void pay(String key) {
    new Ledger(store).pay(Ledger.idOf(key), "hook", new Paid(PAYMENT.amount(), "bank", key), now);
  }

  private Order order(String key) {
    return new Ledger(store).order(Ledger.idOf(key)).value().orElseThrow();
  }

  private List<String> types(String key) {
    return new Ledger(store).history(Ledger.idOf(key)).map(Event::type).toList();
  }

  @Test
  void an_order_waits_for_its_payment_across_a_restart_and_is_sent_then() throws Exception {
    place("k1", LINES);
    goOn(store);
    assertThat(order("k1").stock()).isEqualTo(Stock.RESERVED);
    restart();
    goOn(store);
    assertThat(order("k1").status()).isEqualTo(Status.PLACED);
    assertThat(calls).containsExactly("reserve " + ID + "/reserve");
    restart();
    pay("k1");
    goOn(store);
    assertThat(types("k1")).containsExactly("placed", "reserved", "paid", "fulfilled");
    assertThat(calls).containsExactly("reserve " + ID + "/reserve", "send " + ID + "/send");
  }

  @Test
  void what_cannot_be_had_is_paid_back_once_it_is_paid() throws Exception {
    place("k1", NOT_TO_BE_HAD);
    goOn(store);
    assertThat(order("k1").status()).isEqualTo(Status.PLACED);
    pay("k1");
    goOn(store);
    assertThat(types("k1")).containsExactly("placed", "not-reserved", "paid", "refunded");
    assertThat(order("k1").refunded()).isEqualTo(TOTAL);
    assertThat(calls).containsExactly("reserve " + ID + "/reserve", "pay back 1250 " + ID + "/refund/process");
  }

  @Test
  void an_order_that_was_paid_before_the_process_looked_at_it_is_reserved_and_sent() throws Exception {
    place("k1", LINES);
    pay("k1");
    goOn(store);
    assertThat(types("k1")).containsExactly("placed", "paid", "reserved", "fulfilled");
    assertThat(calls).containsExactly("reserve " + ID + "/reserve", "send " + ID + "/send");
  }

  @Test
  void what_is_paid_back_before_it_is_sent_is_kept_no_longer_and_not_sent() throws Exception {
    place("k1", LINES);
    goOn(store);
    pay("k1");
    new Ledger(store).refund(ID, "r1", new Money(250, "GBP"), now);
    new Ledger(store).refund(ID, "r2", now);
    goOn(store);
    assertThat(types("k1")).containsExactly("placed", "reserved", "paid", "partly-refunded", "refunded");
    assertThat(calls).containsExactly("reserve " + ID + "/reserve", "pay back 250 " + ID + "/refund/r1",
        "pay back 1000 " + ID + "/refund/r2", "release " + ID + "/release");
  }

  @Test
  void what_the_outside_refuses_stops_the_process_there_until_it_is_resumed() throws Exception {
    place("k1", LINES);
    var outside = new Outside(calls::add);
    var down = new OrderProcess(new Ledger(store), outside, (key, id, amount) -> {
      throw new IOFailure("the bank is closed");
    }, InstantSource.fixed(now));
    pay("k1");
    new Ledger(store).refund(ID, "r1", now);
    try (var runner = down.runner()) {
      runner.catchUp();
    }
    assertThat(down.subscription().status().stopped().map(Subscription.Stopped::error).orElseThrow())
        .contains("the bank is closed");
    goOn(store);
    assertThat(calls).noneMatch(call -> call.startsWith("pay back"));
    down.subscription().resume();
    goOn(store);
    assertThat(calls).containsOnlyOnce("pay back 1250 " + ID + "/refund/r1");
  }

  private static final class IOFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    IOFailure(String message) {
      super(message);
    }
  }

  @Test
  void a_store_restored_from_a_backup_pays_back_each_refund_under_its_own_key() throws Exception {
    placeAndPay();
    new Ledger(store).refund(ID, "r1", new Money(250, "GBP"), now);
    goOn(store);
    startOver(); // what came after the backup is lost, and another refund is faster now
    placeAndPay();
    new Ledger(store).refund(ID, "r2", new Money(100, "GBP"), now);
    new Ledger(store).refund(ID, "r1", new Money(250, "GBP"), now);
    goOn(store);
    assertThat(Set.copyOf(calls)).containsExactlyInAnyOrder("reserve " + ID + "/reserve", "send " + ID + "/send",
        "pay back 250 " + ID + "/refund/r1", "pay back 100 " + ID + "/refund/r2");
  }

  private void placeAndPay() {
    place("k1", LINES);
    pay("k1");
  }

  @Test
  void it_follows_orders_as_they_come() throws Exception {
    var process = process(store);
    try (var runner = process.runner()) {
      runner.start();
      place("k1", LINES);
      pay("k1");
      var handled = process.subscription().await("ledger", 4, InstantSource.system(), Duration.ofMinutes(1));
      assertThat(handled).isTrue();
    }
    assertThat(types("k1")).contains("paid", "reserved").endsWith("fulfilled");
    assertThat(calls).containsExactly("reserve " + ID + "/reserve", "send " + ID + "/send");
  }

  @Test
  void a_process_that_lags_finds_what_was_archived_meanwhile() throws Exception {
    var ledger = new Ledger(store).archivingTo(new MemoryBlobStore());
    var outside = new Outside(calls::add);
    place("k1", LINES);
    pay("k1");
    ledger.refund(ID, "r1", now);
    ledger.archive(ID);
    try (var runner = new OrderProcess(ledger, outside, outside, InstantSource.fixed(now)).runner()) {
      runner.catchUp();
    }
    assertThat(calls).containsExactly("pay back 1250 " + ID + "/refund/r1");
  }

  @Test
  void a_crash_at_any_commit_repeats_calls_under_their_keys_and_no_event() throws Exception {
    for (var written : List.of(false, true)) {
      var crashed = true;
      for (var survived = 0; crashed; survived++) {
        crashed = crashAfter(survived, written);
      }
    }
    assertThat(new Ledger(store).reconcile()).isInstanceOf(Reconciled.Balanced.class);
  }

  /** Takes two orders to their ends with a crash at each leg; returns whether it came to one. */
  private boolean crashAfter(int survived, boolean written) throws InterruptedException {
    calls.clear();
    var had = "had " + survived + written;
    var notHad = "not had " + survived + written;
    place(had, LINES);
    place(notHad, NOT_TO_BE_HAD);
    var crashed = leg(survived, written);
    pay(had);
    pay(notHad);
    crashed |= leg(survived, written);
    assertThat(types(had)).containsExactly("placed", "reserved", "paid", "fulfilled");
    assertThat(types(notHad)).containsExactly("placed", "not-reserved", "paid", "refunded");
    assertThat(calls).containsOnly(
        "reserve " + Ledger.idOf(had) + "/reserve", "send " + Ledger.idOf(had) + "/send",
        "reserve " + Ledger.idOf(notHad) + "/reserve",
        "pay back 1250 " + Ledger.idOf(notHad) + "/refund/process");
    return crashed;
  }

  private boolean leg(int survived, boolean written) throws InterruptedException {
    var dying = new Dying(backend, survived, written);
    try {
      now = now.plus(Duration.ofHours(1));
      process(Persist.over(dying)).runner().catchUp();
    } catch (StoreException.UnknownOutcome expected) {
      assertThat(dying.commits).isGreaterThan(survived);
    }
    goOn(store);
    return dying.commits > survived;
  }

  /** Runs the process until all is done, later than any before it, and says the calls it makes. */
  public static final class Following implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) throws Exception {
      var later = Instant.EPOCH.plusSeconds(Long.parseLong(args.getFirst()));
      var outside = new Outside(say);
      try (var runner = new OrderProcess(new Ledger(store), outside, outside, InstantSource.fixed(later))
          .runner()) {
        runner.catchUp();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void a_kill_after_any_call_repeats_calls_under_their_keys_and_no_event(int call) throws Exception {
    place("had", LINES);
    place("not had", NOT_TO_BE_HAD);
    pay("had");
    pay("not had");
    calls.addAll(kill(Following.class, call, "3600"));
    assertThat(calls).hasSizeGreaterThanOrEqualTo(call);
    calls.addAll(kill(Following.class, Integer.MAX_VALUE, "7200"));
    assertThat(types("had")).containsExactly("placed", "paid", "reserved", "fulfilled");
    assertThat(types("not had")).containsExactly("placed", "paid", "not-reserved", "refunded");
    assertThat(calls).containsOnly(
        "reserve " + Ledger.idOf("had") + "/reserve", "send " + Ledger.idOf("had") + "/send",
        "reserve " + Ledger.idOf("not had") + "/reserve",
        "pay back 1250 " + Ledger.idOf("not had") + "/refund/process");
  }

  /** Survives some commits and dies in the next, before or after it is written. */
  private static final class Dying extends DelegatingBackend {
    private final int survived;
    private final boolean written;
    private int commits;

    Dying(Backend backend, int survived, boolean written) {
      super(backend);
      this.survived = survived;
      this.written = written;
    }

    @Override
    public CommitResult commit(Commit commit) {
      commits++;
      if (commits <= survived || (commits == survived + 1 && written)) {
        var result = super.commit(commit);
        if (commits <= survived) {
          return result;
        }
      }
      throw new StoreException.UnknownOutcome("crashed", new IOException("crashed"));
    }
  }
}
