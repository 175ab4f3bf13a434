package dev.persist.example.ledger.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.OrderProcess;
import dev.persist.example.ledger.OrderProcess.Bank;
import dev.persist.example.ledger.OrderProcess.Warehouse;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The five steps, as the README shows them. */
class FiveStepsTest extends EveryEngineTest {
  private static final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_000));
  private static final List<Line> LINES = List.of(new Line("tea", 2, 500));
  private static final Paid PAYMENT = new Paid(new Money(1000, "GBP"), "bank", "ref-1");

  private final List<String> outside = new ArrayList<>();

  private final dev.persist.example.ledger.before.Ledger.Provider provider = new dev.persist.example.ledger.before.Ledger.Provider() {
    @Override
    public void confirm(Paid payment) {}

    @Override
    public void payBack(String id, Money amount) {
      outside.add("pay back " + amount.amount());
    }
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
    var ledger = new Ledger(store);
    var old = OldSeam.of(new Dump(List.of(), new TreeSet<>(), Totals.NONE));

    Seam seam = old; // what callers hold from now on
    for (var key : List.of("k1", "k2")) {
      seam.place(key, "alice", "GBP", LINES);
    }
    var id = Ledger.idOf("k1");
    seam.pay(id, "hook-7", PAYMENT);

    var imported = new Genesis(store, "ledger").run(Openings.of(old.ledger().dump(), clock.instant()));
    assertThat(imported.complete()).isTrue(); // or it names what is in the way

    var now = new NewSeam(ledger, clock);
    var both = new DualRun<Seam, SeamCall>(store, "ledger", clock, old, now)
        .recording(call -> store.log().append("calls/ledger", List.of(SeamCall.TYPES.write(call, clock.instant()))));
    seam = new BothSeam(both, provider, (customer, text) -> {
    }); // the old one answers, the new one follows

    seam.refund(id, "r1");
    assertThat(seam.order(id)).isEqualTo(ledger.order(id).value());
    assertThat(store.log().count("calls/ledger")).isEqualTo(2);

    var parity = Parity.of(queries(old.ledger().dump()), SeamCall::on, old, now); // each order, all of them, the totals
    assertThat(parity.differences()).isEmpty();
    var said = switch (both.cutOver()) {
      case CutOver.Done done -> "the new one answers, the old one follows";
      case CutOver.Differing(var differences) -> "mend these first: " + differences;
    };

    assertThat(said).isEqualTo("the new one answers, the old one follows");
    var again = seam.pay(id, "hook-7", PAYMENT); // the provider did not hear what the old version answered
    assertThat(again).isInstanceOf(Replayed.class);
    assertThat(outside).containsExactly("pay back 1000");

    var process = new OrderProcess(ledger, warehouse, bank, clock);
    process.subscription().reset("ledger", store.log().lastSeq("ledger")); // the seam has paid back what is before
    ledger.pay(Ledger.idOf("k2"), "hook-8", PAYMENT, clock.instant());
    try (var runner = process.runner()) {
      runner.catchUp(); // or start()
    }

    assertThat(ledger.order(Ledger.idOf("k2")).value().orElseThrow().status()).isEqualTo(Status.FULFILLED);
    assertThat(outside).containsExactly("pay back 1000", "reserve", "send");
  }
}
