package dev.persist.example.ledger.migrate;

import static dev.persist.example.ledger.migrate.MigrationTest.INVOICE;
import static dev.persist.example.ledger.migrate.MigrationTest.LINES;
import static dev.persist.example.ledger.migrate.MigrationTest.OPEN;
import static dev.persist.example.ledger.migrate.MigrationTest.PAID;
import static dev.persist.example.ledger.migrate.MigrationTest.PAYMENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Contents;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.before.BehaviourBeforeTest;
import dev.persist.example.ledger.before.Ledger.Status;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.Reconciled.Balanced;
import dev.persist.example.ledger.migrate.SeamCall.AttachInvoice;
import dev.persist.example.ledger.migrate.SeamCall.Fulfil;
import dev.persist.example.ledger.migrate.SeamCall.Pay;
import dev.persist.example.ledger.migrate.SeamCall.Place;
import dev.persist.example.ledger.migrate.SeamCall.Refund;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Genesis.Imported;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An import brings all that the old version holds into the new one, once, however often it is run or cut off. */
class ImportTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final InstantSource clock = InstantSource.fixed(AT);

  private final OldSeam old = MigrationTest.inUse();

  private Imported bringIn() {
    return new Genesis(store, "ledger").run(Openings.of(old.ledger().dump(), clock.instant()));
  }

  private Seam newSeam() {
    return new NewSeam(new Ledger(store), clock);
  }

  private Parity parity() {
    return Parity.of(MigrationTest.queries(old.ledger().dump()), SeamCall::on, old, newSeam());
  }

  @Test
  void an_import_run_twice_is_one_that_was_run_once() {
    assertThat(bringIn()).isEqualTo(new Imported(5, 0, List.of(), List.of()));
    var once = Contents.of(store);
    assertThat(bringIn()).isEqualTo(new Imported(0, 5, List.of(), List.of()));
    assertThat(Contents.of(store)).isEqualTo(once);
    newSeam().pay(OPEN, "hook", PAYMENT); // in use already
    var used = Contents.of(store);
    assertThat(bringIn()).isEqualTo(new Imported(0, 5, List.of(), List.of()));
    assertThat(Contents.of(store)).isEqualTo(used).isNotEqualTo(once);
  }

  @Test
  void what_changed_in_the_old_version_since_the_import_is_named() {
    bringIn();
    old.pay(OPEN, "hook", PAYMENT);
    old.place("newer", "carol", "GBP", LINES);
    assertThat(bringIn()).isEqualTo(new Imported(1, 4, List.of("order/" + OPEN), List.of()));
  }

  /** Says each order before it is opened. */
  public static final class Importing implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) {
      var openings = Openings.of(MigrationTest.inUse().ledger().dump(), clock.instant());
      new Genesis(store, "ledger").run(openings.peek(opening -> say.accept(opening.stream())));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void an_import_cut_off_at_any_commit_and_run_again_is_one_that_was_run_once(int commit) throws Exception {
    kill(Importing.class, commit);
    assertThat(bringIn().complete()).isTrue();
    try (var other = Persist.open("memory:")) {
      new Genesis(other, "ledger").run(Openings.of(old.ledger().dump(), AT));
      assertThat(Contents.of(store)).isEqualTo(Contents.of(other));
    }
  }

  @Test
  void the_imported_version_answers_every_query_as_the_old_one() {
    bringIn();
    assertThat(parity()).isEqualTo(new Parity(8, List.of()));
    assertThat(newSeam().orders()).extracting(order -> order.status)
        .containsExactly(
            Status.PLACED, Status.PAID, Status.FULFILLED, Status.REFUNDED, Status.PLACED);
    var ledger = new Ledger(store);
    assertThat(ledger.reconcile()).isEqualTo(new Balanced(BehaviourBeforeTest.totals(old.totals())));
    assertThat(ledger.ordersOf("alice", 0)).extracting(Ledger.Entry::order)
        .containsExactlyElementsOf(ledger.orders(0)
            .map(Ledger.Entry::order)
            .filter(order -> order.placed().customer().equals("alice"))
            .toList())
        .isNotEmpty();
  }

  @Test
  void what_the_old_version_answered_and_is_delivered_again_is_known() {
    bringIn();
    for (var again : List.of(
        new Place("paid", "alice", "GBP", LINES),
        new Pay(PAID, "hook", PAYMENT),
        new Fulfil(Ledger.idOf("sent"), "parcel"),
        new Refund(Ledger.idOf("back"), "sorry"),
        new Pay(Ledger.idOf("back"), "hook", PAYMENT),
        new AttachInvoice(PAID, INVOICE))) {
      assertThat(again.on(newSeam())).isEqualTo(false).isEqualTo(again.on(old));
    }
    assertThat(store.log().lastSeq("ledger")).isEqualTo(5);
    var paid = new Paid(new Money(1250, "GBP"), "bank", "ref-1");
    assertThat(new Ledger(store).ifAt(OptionalLong.of(7)).pay(PAID, "hook", paid, AT))
        .isInstanceOf(Replayed.class);
  }
}
