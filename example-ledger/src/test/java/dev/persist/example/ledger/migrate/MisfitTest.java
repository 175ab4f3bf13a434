package dev.persist.example.ledger.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Mismatch;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.OneOrder;
import dev.persist.example.ledger.before.Ledger.Done;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.before.Ledger.Totals;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.Busy;
import dev.persist.example.ledger.domain.OrderOutcome.KeyReused;
import dev.persist.example.ledger.domain.OrderOutcome.NotAllowed;
import dev.persist.example.ledger.domain.OrderOutcome.PaymentUsed;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.OrderOutcome.Stale;
import dev.persist.example.ledger.domain.OrderOutcome.Unknown;
import dev.persist.example.ledger.migrate.SeamCall.Pay;
import dev.persist.example.ledger.migrate.SeamCall.Place;
import dev.persist.example.ledger.migrate.SeamCall.ReadTotals;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one version can hold and the other cannot is refused, and named. */
class MisfitTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final InstantSource clock = InstantSource.fixed(AT);

  private OldSeam old = MigrationTest.inUse();

  private void bringIn() {
    new Genesis(store, "ledger").run(Openings.of(old.ledger().dump(), clock.instant()));
  }

  private Seam newSeam() {
    return new NewSeam(new Ledger(store), clock);
  }

  @Test
  void totals_that_the_old_version_had_wrong_are_named_and_right_from_the_next_start_on() {
    var dump = old.ledger().dump();
    var less = new TreeMap<>(dump.totals().revenue());
    less.merge("GBP", BigInteger.ONE, BigInteger::subtract);
    var wrong = new Totals(less, dump.totals().orders());
    old = OldSeam.of(new Dump(dump.orders(), dump.done(), wrong));
    bringIn();
    assertThat(Parity.of(MigrationTest.queries(dump), SeamCall::on, old, newSeam()).differences()).containsExactly(
        new Difference("ReadTotals[]", wrong.toString(), dump.totals().toString()));
    var both = Start.both(store, old.ledger().dump(), clock);
    assertThat(both.oldServes()).isTrue();
    assertThat(both.query(new ReadTotals(), ReadTotals::on)).isEqualTo(dump.totals());
  }

  @Test
  void a_payment_for_two_orders_is_refused_where_the_old_version_takes_it_twice_and_that_is_meant() {
    bringIn();
    old.place("late", "bob", "GBP", MigrationTest.LINES);
    newSeam().place("late", "bob", "GBP", MigrationTest.LINES);
    var both = new DualRun<Seam, SeamCall>(store, "ledger", clock, old, newSeam());
    for (var id : List.of(Ledger.idOf("open"), Ledger.idOf("late"))) {
      assertThat(both.command(new Pay(id, "hook", MigrationTest.PAYMENT), Pay::on)).isTrue();
    }
    assertThat(both.differences()).extracting(Difference::candidate)
        .containsExactly(
            "threw java.lang.IllegalStateException: the payment was already used for order "
                + Ledger.idOf("open"));
  }

  @Test
  void a_used_key_is_refused_where_the_old_version_was_silent_and_that_is_meant() {
    bringIn();
    var both = new DualRun<Seam, SeamCall>(store, "ledger", clock, old, newSeam())
        .intending(found -> found.candidate().endsWith("already stands for another command; use a new key"));
    assertThat(both.command(new Place("open", "mallory", "GBP", MigrationTest.LINES), Place::on)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> newSeam().place("open", "mallory", "GBP", MigrationTest.LINES))
        .withMessage("the key open already stands for another command; use a new key");
    assertThat(both.cutOver()).isEqualTo(new CutOver.Done());
  }

  /** Each outcome, and the class and text of what callers get. */
  static Stream<Arguments> refusals() {
    var order = Order.of(new Placed("o", "alice", "GBP", OneOrder.LINES));
    return Stream.of(
        Arguments.of(new NotAllowed(order, "it is too late"), IllegalStateException.class, "it is too late"),
        Arguments.of(new PaymentUsed("o"), IllegalStateException.class, "the payment was already used for order o"),
        Arguments.of(new Unknown("o"), NoSuchElementException.class, "no order o"),
        Arguments.of(new KeyReused("k"), IllegalArgumentException.class,
            "the key k already stands for another command; use a new key"),
        Arguments.of(new Busy(), ConcurrentModificationException.class,
            "other callers were faster in each attempt; try again"),
        Arguments.of(new Stale(1, 2), IllegalStateException.class,
            "no caller here passes an expected seq: Stale[expected=1, actual=2]"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void what_the_new_version_refuses_callers_get_as_an_exception(OrderOutcome outcome, Class<?> type, String text) {
    assertThatThrownBy(() -> NewSeam.tookEffect(outcome)).isExactlyInstanceOf(type).hasMessage(text);
  }

  @Test
  void what_took_effect_now_is_true_and_what_did_earlier_is_false() {
    var placed = new Placed("o", "alice", "GBP", OneOrder.LINES);
    assertThat(NewSeam.tookEffect(new Accepted(Order.of(placed)))).isTrue();
    assertThat(NewSeam.tookEffect(new Replayed(Order.of(placed)))).isFalse();
  }

  @Test
  void a_new_version_that_is_busy_throws_and_a_retry_takes_effect_in_both() {
    bringIn();
    var pay = new Pay(Ledger.idOf("open"), "hook", MigrationTest.PAYMENT);
    var overtaken = new AtomicBoolean(true);
    var busy = new Ledger(Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        return overtaken.get()
            ? new CommitResult.Conflict(List.of(new Mismatch.Stream("order/" + pay.id(), 1, 2)))
            : super.commit(commit);
      }
    }));
    var both = new DualRun<Seam, SeamCall>(store, "ledger", clock, old, new NewSeam(busy, clock));
    both.cutOver();
    assertThatThrownBy(() -> both.command(pay, Pay::on)).isInstanceOf(ConcurrentModificationException.class);
    overtaken.set(false);
    assertThat(both.command(pay, Pay::on)).isTrue();
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void what_the_old_version_cannot_hold_keeps_from_going_back_to_it() {
    bringIn();
    new Ledger(store).refund(MigrationTest.PAID, "part", new Money(1, "GBP"), AT);
    assertThatIllegalStateException().isThrownBy(() -> Dumps.of(store, Stream.of()))
        .withMessageContaining(MigrationTest.PAID);
  }

  @Test
  void what_does_not_fit_is_refused_before_anything_is_written() {
    var dump = old.ledger().dump();
    var done = new TreeSet<>(dump.done());
    IntStream.range(0, 100_000).forEach(i -> done.add(new Done(MigrationTest.PAID, "pay/refused-" + i)));
    old = OldSeam.of(new Dump(dump.orders(), done, dump.totals()));
    assertThatIllegalArgumentException().isThrownBy(this::bringIn).withMessageContaining("EVENT_BYTES");
    assertThat(store.catalog().count()).isZero();
  }
}
