package dev.persist.example.ledger.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.blob.BlobRef;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.Behaviour;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.migrate.DualRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourBothTest extends EveryEngineTest {
  private DualRun<Seam, SeamCall> both;
  private Seam seam;

  @BeforeEach
  void create() {
    var clock = InstantSource.fixed(Instant.EPOCH);
    var old = OldSeam.of(new Dump(List.of(), new TreeSet<>(), Totals.NONE));
    both = new DualRun<>(store, "ledger", clock, old, new NewSeam(new Ledger(store), clock));
    var provider = new dev.persist.example.ledger.before.Ledger.Provider() {
      @Override
      public void confirm(Paid payment) {}

      @Override
      public void payBack(String id, Money amount) {}
    };
    seam = new BothSeam(both, provider, (customer, text) -> {
    });
  }

  @AfterEach
  void they_do_not_differ() {
    assertThat(both.differences()).isEmpty();
  }

  @Nested
  class OnEachEngine extends Behaviour {
    @Override
    protected OrderOutcome place(String key, String customer, String currency, List<Line> lines) {
      return seam.place(key, customer, currency, lines);
    }

    @Override
    protected OrderOutcome pay(String id, String key, Paid payment) {
      return seam.pay(id, key, payment);
    }

    @Override
    protected OrderOutcome fulfil(String id, String key) {
      return seam.fulfil(id, key);
    }

    @Override
    protected OrderOutcome refund(String id, String key) {
      return seam.refund(id, key);
    }

    @Override
    protected OrderOutcome attachInvoice(String id, BlobRef invoice) {
      return seam.attachInvoice(id, invoice);
    }

    @Override
    protected Optional<Order> order(String id) {
      return seam.order(id);
    }

    @Override
    protected List<Order> orders() {
      return seam.orders();
    }

    @Override
    protected Totals totals() {
      return seam.totals();
    }
  }
}
