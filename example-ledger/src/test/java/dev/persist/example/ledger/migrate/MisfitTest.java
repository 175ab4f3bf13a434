package dev.persist.example.ledger.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.Behaviour;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.before.Ledger.Done;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.KeyReused;
import dev.persist.example.ledger.domain.OrderOutcome.PaymentUsed;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.migrate.SeamCall.Pay;
import dev.persist.example.ledger.migrate.SeamCall.Place;
import dev.persist.example.ledger.migrate.SeamCall.ReadTotals;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
    var wrong = dump.totals().evolve(new PartlyRefunded(new Money(1, "GBP"), "r"));
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
    old.place("late", "bob", "GBP", Behaviour.LINES);
    newSeam().place("late", "bob", "GBP", Behaviour.LINES);
    var both = new DualRun<Seam, SeamCall>(store, "ledger", clock, old, newSeam());
    for (var id : List.of(Ledger.idOf("open"), Ledger.idOf("late"))) {
      assertThat(both.command(new Pay(id, "hook", Behaviour.PAYMENT), Pay::on)).isInstanceOf(Accepted.class);
    }
    assertThat(both.differences()).extracting(Difference::candidate)
        .containsExactly(new PaymentUsed(Ledger.idOf("open")).toString());
  }

  @Test
  void a_used_key_is_refused_where_the_old_version_was_silent_and_that_is_meant() {
    bringIn();
    var both = new DualRun<Seam, SeamCall>(store, "ledger", clock, old, newSeam())
        .intending(found -> found.candidate().startsWith("KeyReused"));
    assertThat(both.command(new Place("open", "mallory", "GBP", MigrationTest.LINES), Place::on))
        .isInstanceOf(Replayed.class);
    assertThat(newSeam().place("open", "mallory", "GBP", MigrationTest.LINES)).isEqualTo(new KeyReused("open"));
    assertThat(both.cutOver()).isEqualTo(new CutOver.Done());
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
