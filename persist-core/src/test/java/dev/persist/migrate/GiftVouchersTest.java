package dev.persist.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.Race;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Given;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBackend;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The new version in {@code docs/guide/migrating-worked.md}. It stays when the migration has ended. */
class GiftVouchersTest {
  private static final Instant now = Instant.EPOCH;

  /** The events of a voucher. The names are storage format. */
  sealed interface VoucherEvent {
    record Issued(int cents) implements VoucherEvent {}

    record Redeemed(String receipt, int cents) implements VoucherEvent {}

    /** All that the old version knew of a voucher: what was left, and the receipts it had paid for. */
    record Imported(int left, SortedSet<String> receipts) implements VoucherEvent {}
  }

  static final EventTypes<VoucherEvent> VOUCHER = EventTypes.of(VoucherEvent.class);

  enum Issuing {
    ISSUED, CODE_IN_USE, BUSY
  }

  sealed interface Redemption {
    record Paid(int cents) implements Redemption {}

    /** The old version paid for this receipt, and did not keep how much. */
    record PaidBefore() implements Redemption {}

    record NoVoucher() implements Redemption {}

    record Busy() implements Redemption {}
  }

  /** The state of a voucher; {@code answers} has the answer that each receipt got. */
  record Voucher(boolean issued, int left, Map<String, Redemption> answers) {
    static final Voucher NONE = new Voucher(false, 0, Map.of());

    Voucher after(VoucherEvent event) {
      return switch (event) {
        case VoucherEvent.Issued(var cents) -> new Voucher(true, cents, answers);
        case VoucherEvent.Redeemed(var receipt, var cents) -> {
          var more = new HashMap<>(answers);
          more.put(receipt, new Redemption.Paid(cents));
          yield new Voucher(true, left - cents, Map.copyOf(more));
        }
        case VoucherEvent.Imported(var cents, var receipts) -> new Voucher(true, cents,
            receipts.stream().collect(Collectors.toMap(receipt -> receipt, receipt -> new Redemption.PaidBefore())));
      };
    }

    Verdict<VoucherEvent, Issuing> issue(int cents) {
      requireAmount(cents);
      return issued ? Verdict.of(Issuing.CODE_IN_USE) : Verdict.of(Issuing.ISSUED, new VoucherEvent.Issued(cents));
    }

    Verdict<VoucherEvent, Redemption> redeem(String receipt, int cents) {
      requireAmount(cents);
      if (!issued) {
        return Verdict.of(new Redemption.NoVoucher());
      }
      var answer = answers.get(receipt);
      if (answer != null) {
        return Verdict.of(answer); // a retry: the same answer, and no event
      }
      var paid = Math.min(left, cents);
      return Verdict.of(new Redemption.Paid(paid), new VoucherEvent.Redeemed(receipt, paid));
    }

    private static void requireAmount(int cents) {
      if (cents <= 0) {
        throw new IllegalArgumentException("not an amount: " + cents);
      }
    }
  }

  /** The gift vouchers of a shop, one stream for each. */
  static final class GiftVouchers {
    static final String STREAMS = "voucher/";

    private final Persist store;
    private final Decider<Voucher, VoucherEvent> vouchers;

    GiftVouchers(Persist store) {
      this.store = store;
      this.vouchers = new Decider<>(store, VOUCHER, Voucher.NONE, Voucher::after);
    }

    Issuing issue(String code, int cents, Instant at) {
      return decide(code, at, Issuing.BUSY, voucher -> voucher.issue(cents));
    }

    Redemption redeem(String code, String receipt, int cents, Instant at) {
      return decide(code, at, new Redemption.Busy(), voucher -> voucher.redeem(receipt, cents));
    }

    private <R> R decide(String code, Instant at, R busy, Function<Voucher, Verdict<VoucherEvent, R>> decision) {
      return switch (vouchers.on(STREAMS + code).decide(at, decision)) {
        case Decided.Now(var result, var events, var after) -> result;
        case Decided.Contended(var attempts) -> busy;
      };
    }

    Voucher voucher(String code) {
      return vouchers.state(STREAMS + code).value();
    }

    Stream<String> codes() {
      return store.catalog()
          .streams(STREAMS)
          .takeWhile(stream -> stream.startsWith(STREAMS))
          .map(stream -> stream.substring(STREAMS.length()));
    }
  }

  private final MemoryBackend backend = new MemoryBackend();
  private final Persist store = Persist.over(backend);
  private final GiftVouchers vouchers = new GiftVouchers(store);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_voucher_pays_what_is_left_on_it() {
    Given.seed(Voucher.NONE, Voucher::after)
        .events(new VoucherEvent.Issued(1000), new VoucherEvent.Redeemed("r-1", 800))
        .when(voucher -> voucher.redeem("r-2", 500))
        .then(new Redemption.Paid(200), new VoucherEvent.Redeemed("r-2", 200));
  }

  @Test
  void a_retry_gets_the_answer_again_and_pays_nothing() {
    Given.seed(Voucher.NONE, Voucher::after)
        .events(new VoucherEvent.Issued(1000), new VoucherEvent.Redeemed("r-1", 800))
        .when(voucher -> voucher.redeem("r-1", 800))
        .then(new Redemption.Paid(800));
  }

  @Test
  void a_receipt_from_before_the_import_is_known() {
    Given.seed(Voucher.NONE, Voucher::after)
        .events(new VoucherEvent.Imported(200, new TreeSet<>(List.of("r-1"))))
        .when(voucher -> voucher.redeem("r-1", 800))
        .then(new Redemption.PaidBefore());
  }

  @Test
  void a_call_that_makes_no_sense_is_not_stored() {
    assertThatIllegalArgumentException().isThrownBy(() -> vouchers.issue("gift-1", 0, now));
    assertThat(vouchers.redeem("gift-1", "r-1", 800, now)).isEqualTo(new Redemption.NoVoucher());
    assertThat(store.catalog().streams()).isEmpty();
    assertThat(vouchers.issue("gift-1", 1000, now)).isEqualTo(Issuing.ISSUED);
    assertThat(vouchers.issue("gift-1", 1000, now)).isEqualTo(Issuing.CODE_IN_USE);
  }

  @Test
  void tills_that_race_spend_no_cent_twice() throws Exception {
    vouchers.issue("gift-1", 1000, now);
    var answers = Race.of(64, till -> vouchers.redeem("gift-1", "till-" + till, 100, now));
    assertThat(answers).filteredOn(new Redemption.Paid(100)::equals).hasSize(10);
    assertThat(answers).filteredOn(new Redemption.Paid(0)::equals).hasSize(54);
  }

  @Test
  void a_voucher_that_other_processes_change_each_time_is_busy() {
    vouchers.issue("gift-1", 1000, now);
    var others = new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        store.log().append("voucher/gift-1", List.of(VOUCHER.write(new VoucherEvent.Redeemed("r-1", 0), now)));
        return super.commit(commit);
      }
    };
    assertThat(new GiftVouchers(Persist.over(others)).redeem("gift-1", "r-2", 100, now))
        .isEqualTo(new Redemption.Busy());
  }

  @Test
  void the_history_of_a_voucher_is_stored() {
    vouchers.issue("gift-1", 1000, now);
    vouchers.redeem("gift-1", "r-1", 800, now);
    assertThat(store.log().read("voucher/gift-1").map(event -> event.type() + event.data()))
        .containsExactly("issued{\"cents\":1000}", "redeemed{\"cents\":800,\"receipt\":\"r-1\"}");
    assertThat(VOUCHER.records()).containsOnlyKeys("issued", "redeemed", "imported");
  }
}
