package dev.persist.example.ledger.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Json;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.OrderProcess;
import dev.persist.example.ledger.OrderProcess.Bank;
import dev.persist.example.ledger.OrderProcess.Warehouse;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Mailer;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import dev.persist.example.ledger.domain.Status;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The five steps, as the README shows them. */
class FiveStepsTest extends EveryEngineTest {
  private static final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_000));
  private static final List<Line> LINES = List.of(new Line("tea", 2, 500));
  private static final Payment PAYMENT = new Payment(1000, "GBP", "bank", "ref-1");

  private final List<String> outside = new ArrayList<>();

  private final dev.persist.example.ledger.before.Ledger.Provider provider = new dev.persist.example.ledger.before.Ledger.Provider() {
    @Override
    public void confirm(Payment payment) {}

    @Override
    public void payBack(String id, long amount, String currency) {
      outside.add("pay back " + amount);
    }
  };

  private final Mailer mailer = (customer, text) -> {
  };

  private final Warehouse warehouse = new Warehouse() {
    @Override
    public Stocked reserve(String key, Placed order) {
      outside.add("reserve");
      return new Reserved();
    }

    @Override
    public void send(String key, Placed order) {
      outside.add("send");
    }

    @Override
    public void release(String key, Placed order) {
      outside.add("release");
    }
  };

  private final Bank bank = (key, id, amount) -> outside.add("pay back " + amount.amount());

  private static Stream<SeamCall> queries(Dump dump) {
    return MigrationTest.queries(dump);
  }

  @Test
  void the_five_steps_from_the_old_version_to_the_new_one() throws Exception {
    var old = OldSeam.of(Dump.empty());

    Seam seam = old; // what callers hold from now on
    for (var key : List.of("k1", "k2")) {
      seam.place(key, "alice", "GBP", LINES);
    }
    var id = Ledger.idOf("k1");
    seam.pay(id, "hook-7", PAYMENT);
    var dump = old.ledger().dump(); // written to a file when the process stops
    assertThat(Json.of(dump).as(Dump.class)).isEqualTo(dump);

    var imported = new Genesis(store, "ledger").run(Openings.of(dump, clock.instant()));
    assertThat(imported.complete()).isTrue(); // if not, "imported" names what is in the way

    var ledger = new Ledger(store);
    var parity = Parity.of(queries(dump), SeamCall::on, OldSeam.of(dump), new NewSeam(ledger, clock));
    assertThat(parity.differences()).isEmpty(); // both say the same about each order, all orders, the totals

    var both = Start.both(store, dump, clock);
    seam = new BothSeam(both, provider, mailer); // the old one answers, the new one follows

    seam.refund(id, "r1");
    assertThat(seam.order(id)).isEqualTo(new NewSeam(ledger, clock).order(id));
    assertThat(store.log().count("calls/ledger")).isEqualTo(3);
    restart();
    both = Start.both(store, dump, clock);
    seam = new BothSeam(both, provider, mailer);
    assertThat(seam.refund(id, "r1")).isFalse();
    assertThat(both.differences()).isEmpty();

    var said = switch (both.cutOver()) {
      case CutOver.Done done -> "the new one answers, the old one follows";
      case CutOver.Differing(var differences) -> "mend these first: " + differences;
    };

    assertThat(said).isEqualTo("the new one answers, the old one follows");
    seam.place("k3", "bob", "GBP", LINES);
    seam.pay(Ledger.idOf("k3"), "hook-9", PAYMENT);
    restart();
    both = Start.both(store, dump, clock);
    assertThat(both.oldServes()).isFalse();
    both.rollBack();
    seam = new BothSeam(both, provider, mailer);
    assertThat(seam.pay(Ledger.idOf("k3"), "hook-9", PAYMENT)).isFalse();
    var again = seam.pay(id, "hook-7", PAYMENT); // the provider did not hear what the old version answered at first
    assertThat(again).isFalse();
    assertThat(both.differences()).isEmpty();
    assertThat(outside).containsExactly("pay back 1000");

    ledger = new Ledger(store);
    var process = new OrderProcess(ledger, warehouse, bank, clock);
    process.subscription().reset("ledger", store.log().lastSeq("ledger")); // the seam has paid back all refunds so far
    ledger.pay(Ledger.idOf("k2"), "hook-8", new Paid(new Money(1000, "GBP"), "bank", "ref-8"),
        clock.instant());
    try (var runner = process.runner()) {
      runner.catchUp(); // or start()
    }

    assertThat(ledger.order(Ledger.idOf("k2")).value().orElseThrow().status()).isEqualTo(Status.FULFILLED);
    assertThat(outside).containsExactly("pay back 1000", "reserve", "send");
  }

  @Test
  void a_start_with_another_dump_is_refused_and_says_what_is_in_the_way() {
    var old = MigrationTest.inUse();
    Start.both(store, old.ledger().dump(), clock);
    old.fulfil(MigrationTest.PAID, "parcel");
    assertThatIllegalStateException().isThrownBy(() -> Start.both(store, old.ledger().dump(), clock))
        .withMessageContaining("changed=[order/" + MigrationTest.PAID + "]");
  }
}
