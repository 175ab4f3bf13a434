package dev.persist.example.ledger.migrate;

import static dev.persist.example.ledger.before.BehaviourBeforeTest.answer;
import static dev.persist.example.ledger.before.BehaviourBeforeTest.lines;
import static dev.persist.example.ledger.before.BehaviourBeforeTest.payment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.ledger.Behaviour;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.before.BehaviourBeforeTest;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourBothTest extends EveryEngineTest {
  private static final InstantSource clock = InstantSource.fixed(Instant.EPOCH);

  private final List<SeamCall> calls = new ArrayList<>();
  private DualRun<Seam, SeamCall> both;
  private Seam seam;

  @BeforeEach
  void create() {
    both = new DualRun<Seam, SeamCall>(
        store, "ledger", clock, OldSeam.of(Dump.empty()), new NewSeam(new Ledger(store), clock))
        .recording(calls::add);
    var provider = new dev.persist.example.ledger.before.Ledger.Provider() {
      @Override
      public void confirm(Payment payment) {}

      @Override
      public void payBack(String id, long amount, String currency) {}
    };
    seam = new BothSeam(both, provider, (customer, text) -> {
    });
  }

  @AfterEach
  void they_do_not_differ() {
    assertThat(both.differences()).isEmpty();
  }

  /** What the old version refuses is not called on the new one while both run. */
  @AfterEach
  void they_refuse_the_same() {
    try (var scratch = Persist.open("memory:")) {
      var candidate = new NewSeam(new Ledger(scratch), clock);
      assertThat(Parity.of(calls.stream(), SeamCall::on, OldSeam.of(Dump.empty()), candidate).differences()).isEmpty();
    }
  }

  @Nested
  class OnEachEngine extends Behaviour {
    @Override
    protected Answer place(String key, String customer, String currency, List<Line> lines) {
      return answer(() -> seam.place(key, customer, currency, lines(lines)));
    }

    @Override
    protected Answer pay(String id, String key, Paid payment) {
      return answer(() -> seam.pay(id, key, payment(payment)));
    }

    @Override
    protected Answer fulfil(String id, String key) {
      return answer(() -> seam.fulfil(id, key));
    }

    @Override
    protected Answer refund(String id, String key) {
      return answer(() -> seam.refund(id, key));
    }

    @Override
    protected Answer attachInvoice(String id, BlobRef invoice) {
      return answer(() -> seam.attachInvoice(id, invoice));
    }

    @Override
    protected Optional<Order> order(String id) {
      return Optional.ofNullable(seam.order(id)).map(BehaviourBeforeTest::order);
    }

    @Override
    protected List<Order> orders() {
      return seam.orders().stream().map(BehaviourBeforeTest::order).toList();
    }

    @Override
    protected Totals totals() {
      return BehaviourBeforeTest.totals(seam.totals());
    }
  }
}
