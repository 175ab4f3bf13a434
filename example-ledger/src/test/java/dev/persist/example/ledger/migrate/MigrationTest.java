package dev.persist.example.ledger.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Pinned;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.migrate.SeamCall.AttachInvoice;
import dev.persist.example.ledger.migrate.SeamCall.Fulfil;
import dev.persist.example.ledger.migrate.SeamCall.ListOrders;
import dev.persist.example.ledger.migrate.SeamCall.Pay;
import dev.persist.example.ledger.migrate.SeamCall.Place;
import dev.persist.example.ledger.migrate.SeamCall.ReadOrder;
import dev.persist.example.ledger.migrate.SeamCall.ReadTotals;
import dev.persist.example.ledger.migrate.SeamCall.Refund;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Both versions run behind one seam, from the first call on both to the cut-over, and back. */
class MigrationTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final InstantSource clock = InstantSource.fixed(AT);
  static final List<Line> LINES = List.of(new Line("tea", 2, 450), new Line("cup", 1, 350));
  static final Payment PAYMENT = new Payment(1250, "GBP", "bank", "ref-1");
  static final BlobRef INVOICE = new BlobRef(Cid.of(new byte[]{1}), 1, "text/plain");
  static final String OPEN = Ledger.idOf("open");
  static final String PAID = Ledger.idOf("paid");

  private final List<String> outside = new ArrayList<>();
  private OldSeam old = inUse();

  /** One order in each status, and one in another currency. */
  static OldSeam inUse() {
    var seam = OldSeam.of(Dump.empty());
    for (var key : List.of("open", "paid", "sent", "back")) {
      seam.place(key, "alice", "GBP", LINES);
    }
    seam.place("euros", "bob", "EUR", LINES);
    for (var key : List.of("paid", "sent", "back")) {
      seam.pay(Ledger.idOf(key), "hook", PAYMENT);
    }
    seam.attachInvoice(PAID, INVOICE);
    seam.fulfil(Ledger.idOf("sent"), "parcel");
    seam.refund(Ledger.idOf("back"), "sorry");
    return seam;
  }

  private void bringIn() {
    new Genesis(store, "ledger").run(Openings.of(old.ledger().dump(), clock.instant()));
  }

  private Seam newSeam() {
    return new NewSeam(new Ledger(store), clock);
  }

  private DualRun<Seam, SeamCall> both(Seam candidate) {
    return new DualRun<>(store, "ledger", clock, old, candidate);
  }

  private BothSeam seam(DualRun<Seam, SeamCall> both) {
    var provider = new dev.persist.example.ledger.before.Ledger.Provider() {
      @Override
      public void confirm(Payment payment) {}

      @Override
      public void payBack(String id, long amount, String currency) {
        outside.add("pay back " + amount);
      }
    };
    return new BothSeam(both, provider, (customer, text) -> outside.add("mail to " + customer));
  }

  /** All that can be asked about {@code dump}. */
  static Stream<SeamCall> queries(Dump dump) {
    var ids = dump.orders().stream().map(order -> order.id);
    return Stream.concat(
        ids.map(ReadOrder::new), Stream.of(new ReadOrder("nobody's"), new ListOrders(), new ReadTotals()));
  }

  private Parity parity() {
    return Parity.of(queries(old.ledger().dump()), SeamCall::on, old, newSeam());
  }

  @Test
  void the_new_version_follows_while_the_old_one_serves() {
    bringIn();
    var both = both(newSeam());
    var seam = seam(both);
    assertThat(seam.pay(OPEN, "hook", PAYMENT)).isTrue();
    assertThat(seam.pay(OPEN, "hook", PAYMENT)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> seam.pay(OPEN, "hook 2", PAYMENT));
    assertThat(seam.fulfil(OPEN, "parcel")).isTrue();
    assertThat(seam.refund(PAID, "sorry")).isTrue();
    assertThat(seam.place("newer", "carol", "GBP", LINES)).isTrue();
    assertThat(seam.attachInvoice(OPEN, INVOICE)).isTrue();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> seam.refund("nobody's", "sorry"));
    assertThat(seam.order(OPEN)).isEqualTo(old.order(OPEN)).isEqualTo(newSeam().order(OPEN));
    assertThat(seam.orders()).hasSize(6);
    assertThat(seam.totals()).isEqualTo(newSeam().totals());
    assertThat(both.oldServes()).isTrue();
    assertThat(both.differences()).isEmpty();
    assertThat(parity().differences()).isEmpty();
  }

  @Test
  void each_mail_is_sent_and_all_money_paid_back_once_whoever_serves() {
    bringIn();
    var both = both(newSeam());
    var seam = seam(both);
    seam.refund(PAID, "sorry");
    seam.refund(PAID, "sorry");
    assertThat(outside).containsExactly("pay back 1250", "mail to alice");
    both.cutOver();
    seam.refund(PAID, "sorry");
    seam.refund(Ledger.idOf("sent"), "sorry");
    assertThat(outside).containsExactly("pay back 1250", "mail to alice", "pay back 1250", "mail to alice");
  }

  private Difference planted() {
    var before = inUse();
    var call = new Pay(OPEN, "hook", PAYMENT);
    return new Difference(call.toString(), call.on(before).toString(),
        "threw java.util.NoSuchElementException: no order " + OPEN);
  }

  @Test
  void a_planted_difference_is_found_and_named_with_both_answers() {
    bringIn();
    var both = both(new Planted(newSeam()));
    assertThat(seam(both).pay(OPEN, "hook", PAYMENT)).isTrue();
    assertThat(both.differences()).containsExactly(planted());
  }

  private static void record(Persist store, SeamCall call) {
    store.log().append("calls/ledger", List.of(SeamCall.TYPES.write(call, clock.instant())));
  }

  private static Stream<SeamCall> recorded(Persist store) {
    return store.log().read("calls/ledger").map(SeamCall.TYPES::read);
  }

  @Test
  void a_planted_difference_is_found_in_recorded_calls() {
    bringIn();
    var before = old.ledger().dump();
    var seam = seam(both(newSeam()).recording(call -> record(store, call)));
    seam.place("newer", "carol", "GBP", LINES);
    seam.order(PAID);
    seam.refund(PAID, "sorry");
    seam.pay(OPEN, "hook", PAYMENT);

    try (var scratch = Persist.open("memory:")) {
      new Genesis(scratch, "ledger").run(Openings.of(before, AT));
      var candidate = new Planted(new NewSeam(new Ledger(scratch), clock));
      var parity = Parity.of(recorded(store), SeamCall::on, OldSeam.of(before), candidate);
      assertThat(parity).isEqualTo(new Parity(6, List.of(planted())));
    }
  }

  @Test
  void a_cut_over_is_refused_while_there_are_differences() {
    bringIn();
    var wrong = both(new Planted(newSeam()));
    seam(wrong).pay(OPEN, "hook", PAYMENT);
    assertThat(wrong.cutOver()).isEqualTo(new CutOver.Differing(List.of(planted())));
    assertThat(wrong.oldServes()).isTrue();

    var mended = both(newSeam());
    mended.clear();
    assertThat(mended.cutOver()).isEqualTo(new CutOver.Done());
  }

  @Test
  void after_the_cut_over_the_new_version_serves_and_the_old_one_follows() {
    bringIn();
    var both = both(newSeam());
    assertThat(both.cutOver()).isEqualTo(new CutOver.Done());
    assertThat(both.oldServes()).isFalse();
    var seam = seam(both);
    assertThat(seam.pay(OPEN, "hook", PAYMENT)).isTrue();
    assertThat(seam.pay(PAID, "hook", PAYMENT)).isFalse(); // the old one answered it first
    assertThat(seam.fulfil(PAID, "parcel")).isTrue();
    assertThat(both.differences()).isEmpty();
    assertThat(parity().differences()).isEmpty();
  }

  @Test
  void a_roll_back_has_the_old_version_serve_again_with_what_happened_since() {
    bringIn();
    var both = both(newSeam());
    var seam = seam(both);
    both.cutOver();
    seam.pay(OPEN, "hook", PAYMENT);
    both.rollBack();
    assertThat(both.oldServes()).isTrue();
    assertThat(seam.pay(OPEN, "hook", PAYMENT)).isFalse();
    assertThat(seam.fulfil(OPEN, "parcel")).isTrue();
    assertThat(both.cutOver()).isEqualTo(new CutOver.Done());
  }

  @Test
  void a_roll_back_after_a_restart_has_the_old_version_serve_what_the_new_one_holds() {
    bringIn();
    var both = both(newSeam()).recording(call -> record(store, call));
    both.cutOver();
    seam(both).pay(OPEN, "hook", PAYMENT);
    assertThatIllegalStateException() // not allowed, so the old version is not to know it
        .isThrownBy(() -> seam(both).pay(OPEN, "hook 2", PAYMENT));
    var before = old.ledger().dump();

    restart();
    old = OldSeam.of(Dumps.of(store, recorded(store)));
    assertThat(old.ledger().dump()).isEqualTo(before);
    var restarted = both(newSeam());
    assertThat(restarted.oldServes()).isFalse();
    restarted.rollBack();
    assertThat(seam(restarted).pay(OPEN, "hook", PAYMENT)).isFalse();
    assertThat(restarted.differences()).isEmpty();
    assertThat(parity().differences()).isEmpty();
  }

  @Test
  void a_restart_keeps_the_stage_and_the_differences() {
    bringIn();
    seam(both(new Planted(newSeam()))).pay(OPEN, "hook", PAYMENT);
    restart();
    var restarted = both(newSeam());
    assertThat(restarted.oldServes()).isTrue();
    assertThat(restarted.differences()).containsExactly(planted());
    restarted.clear();
    restarted.cutOver();
    restart();
    assertThat(both(newSeam()).oldServes()).isFalse();
  }

  @Test
  void the_storage_format_of_recorded_calls_stays() {
    var calls = Stream.of(
        new Place("k", "alice", "GBP", List.of(new Line("tea", 1, 5))), new Pay("o", "k", PAYMENT),
        new Fulfil("o", "k"), new Refund("o", "k"), new AttachInvoice("o", INVOICE), new ReadOrder("o"),
        new ListOrders(), new ReadTotals());
    assertThat(calls.map(call -> SeamCall.TYPES.write(call, AT)).map(event -> event.type() + event.data()))
        .isEqualTo(Pinned.events(
            "place{\"currency\":\"GBP\",\"customer\":\"alice\",\"key\":\"k\","
                + "\"lines\":[{\"quantity\":1,\"sku\":\"tea\",\"unitPrice\":5}]}",
            "pay{\"id\":\"o\",\"key\":\"k\",\"payment\":" + Json.of(PAYMENT) + "}",
            "fulfil{\"id\":\"o\",\"key\":\"k\"}", "refund{\"id\":\"o\",\"key\":\"k\"}",
            "attach-invoice{\"id\":\"o\",\"invoice\":" + Json.of(INVOICE) + "}",
            "read-order{\"id\":\"o\"}", "list-orders{}", "read-totals{}"));
  }
}
