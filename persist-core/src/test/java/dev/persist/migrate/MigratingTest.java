package dev.persist.migrate;

import static dev.persist.migrate.GiftVouchersTest.VOUCHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBackend;
import dev.persist.migrate.GiftVouchersTest.GiftVouchers;
import dev.persist.migrate.GiftVouchersTest.Redemption;
import dev.persist.migrate.GiftVouchersTest.VoucherEvent;
import dev.persist.migrate.VoucherDeskTest.VoucherDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of {@code docs/guide/migrating-worked.md}, which shows this code: the gift vouchers of a shop move from {@link
 * VoucherDesk} to {@link GiftVouchers}. All that is in this file is deleted when the migration has ended.
 */
class MigratingTest {
  private static final Instant now = Instant.EPOCH;
  private static final InstantSource clock = InstantSource.fixed(now);

  /** The seam: the interface that the tills call. */
  interface Vouchers {
    boolean issue(String code, int cents);

    int redeem(String code, String receipt, int cents);

    @Nullable
    Integer balance(String code);

    int owed();
  }

  /** A call on the seam as a value. The names are storage format as long as calls are recorded. */
  sealed interface Call {
    EventTypes<Call> TYPES = EventTypes.of(Call.class);

    @Nullable
    Object on(Vouchers vouchers);

    record Redeem(String code, String receipt, int cents) implements Call {
      @Override
      public Integer on(Vouchers vouchers) {
        return vouchers.redeem(code, receipt, cents);
      }
    }

    record Balance(String code) implements Call {
      @Override
      public @Nullable Integer on(Vouchers vouchers) {
        return vouchers.balance(code);
      }
    }

    record Issue(String code, int cents) implements Call {
      @Override
      public Boolean on(Vouchers vouchers) {
        return vouchers.issue(code, cents);
      }
    }

    record Owed() implements Call {
      @Override
      public Integer on(Vouchers vouchers) {
        return vouchers.owed();
      }
    }
  }

  /** The version on persist behind the seam. */
  record NewVouchers(GiftVouchers vouchers, InstantSource clock) implements Vouchers {
    @Override
    public boolean issue(String code, int cents) {
      return switch (vouchers.issue(code, cents, clock.instant())) {
        case ISSUED -> true;
        case CODE_IN_USE -> false;
        case BUSY -> throw new IllegalStateException("busy; call again");
      };
    }

    @Override
    public int redeem(String code, String receipt, int cents) {
      return switch (vouchers.redeem(code, receipt, cents, clock.instant())) {
        case Redemption.Paid(var paid) -> paid;
        case Redemption.PaidBefore before -> -1;
        case Redemption.NoVoucher none -> throw new NoSuchElementException("no voucher " + code);
        case Redemption.Busy busy -> throw new IllegalStateException("busy; call again");
      };
    }

    @Override
    public @Nullable Integer balance(String code) {
      var voucher = vouchers.voucher(code);
      return voucher.issued() ? voucher.left() : null;
    }

    @Override
    public int owed() {
      return vouchers.codes().mapToInt(code -> vouchers.voucher(code).left()).sum();
    }
  }

  record Held(int left, SortedSet<String> receipts) {}

  /** All that a version holds, by code. */
  record Dump(SortedMap<String, Held> vouchers) {
    static Dump of(GiftVouchers vouchers) {
      var held = new TreeMap<String, Held>();
      vouchers.codes().forEach(code -> {
        var voucher = vouchers.voucher(code);
        held.put(code, new Held(voucher.left(), new TreeSet<>(voucher.answers().keySet())));
      });
      return new Dump(held);
    }
  }

  /** The old version behind the seam. */
  static final class OldVouchers extends VoucherDesk implements Vouchers {
    OldVouchers(Dump dump) {
      dump.vouchers().forEach((code, held) -> {
        var entry = new Entry();
        entry.left = held.left();
        entry.receipts.addAll(held.receipts());
        entries.put(code, entry);
      });
    }

    Dump dump() {
      var held = new TreeMap<String, Held>();
      entries.forEach((code, entry) -> held.put(code, new Held(entry.left, new TreeSet<>(entry.receipts))));
      return new Dump(held);
    }
  }

  static Stream<Genesis.Opening> openings(Dump dump, Instant at) {
    return dump.vouchers().entrySet().stream().map(each -> {
      var stream = GiftVouchers.STREAMS + each.getKey();
      var held = each.getValue();
      var imported = new VoucherEvent.Imported(held.left(), held.receipts());
      return new Genesis.Opening(stream, Json.of(held),
          commit -> commit.append(stream, VOUCHER.write(imported, at)));
    });
  }

  /** Every question there is, also about a voucher that nobody sold. */
  static Stream<Call> queries(Dump dump) {
    var codes = Stream.concat(dump.vouchers().keySet().stream(), Stream.of("nobody's"));
    return Stream.concat(codes.map(Call.Balance::new), Stream.of(new Call.Owed()));
  }

  /** Both versions behind the seam. */
  record BothVouchers(DualRun<Vouchers, Call> both) implements Vouchers {
    @Override
    public int redeem(String code, String receipt, int cents) {
      return both.command(new Call.Redeem(code, receipt, cents), Call.Redeem::on);
    }

    @Override
    public @Nullable Integer balance(String code) {
      return both.query(new Call.Balance(code), Call.Balance::on);
    }

    @Override
    public boolean issue(String code, int cents) {
      return both.command(new Call.Issue(code, cents), Call.Issue::on);
    }

    @Override
    public int owed() {
      return both.query(new Call.Owed(), Call.Owed::on);
    }
  }

  /** Starts a process in which both versions run. */
  static DualRun<Vouchers, Call> start(Persist store, Dump dump) {
    var imported = new Genesis(store, "vouchers").run(openings(dump, clock.instant()));
    if (!imported.complete()) {
      throw new IllegalStateException("not all of the dump is in the store: " + imported);
    }
    var vouchers = new GiftVouchers(store);
    var old = new OldVouchers(Dump.of(vouchers)); // a restart has emptied it, so it is filled again
    return new DualRun<Vouchers, Call>(store, "vouchers", clock, old, new NewVouchers(vouchers, clock))
        .recording(call -> store.log().append("calls/vouchers", List.of(Call.TYPES.write(call, clock.instant()))));
  }

  /** A retry: the old version says that it paid, the new one says how many cents it paid. */
  static final Predicate<Difference> INTENDED = difference -> difference.call().startsWith("Redeem")
      && difference.old().equals("-1")
      && difference.candidate().matches("\\d+");

  /** Makes the recorded calls again, on two versions that nobody uses. */
  static Parity again(Persist store, Dump dump) {
    try (var fresh = Persist.open("memory:")) {
      new Genesis(fresh, "vouchers").run(openings(dump, clock.instant()));
      var calls = store.log().read("calls/vouchers").map(Call.TYPES::read);
      return Parity.of(calls, Call::on, new OldVouchers(dump), new NewVouchers(new GiftVouchers(fresh), clock));
    }
  }

  private final MemoryBackend backend = new MemoryBackend();
  private final Persist store = Persist.over(backend);

  @AfterEach
  void close() {
    store.close();
  }

  private static Dump dump() {
    var old = new OldVouchers(new Dump(new TreeMap<>()));
    old.issue("gift-1", 1000);
    old.issue("gift-2", 2500);
    old.issue("gift-3", 400);
    old.redeem("gift-1", "r-1", 300);
    old.redeem("gift-3", "r-1", 400); // nothing is left on it
    return old.dump();
  }

  @Test
  void the_old_version_survives_a_stop_in_its_file(@TempDir Path folder) throws IOException {
    var old = new OldVouchers(dump());
    var file = folder.resolve("vouchers.json");
    Files.writeString(file, Json.of(old.dump()).toString()); // when the process stops
    var dump = Json.parse(Files.readString(file)).as(Dump.class); // when the next release starts
    assertThat(dump).isEqualTo(dump());
    assertThat(new OldVouchers(dump).dump()).isEqualTo(dump);
  }

  @Test
  void the_way_from_the_map_to_the_store() {
    var dump = dump();
    var imported = new Genesis(store, "vouchers").run(openings(dump, now));
    assertThat(imported.complete()).isTrue(); // a second run gives true, too
    assertThat(imported.opened()).isEqualTo(3);
    assertThat(Dump.of(new GiftVouchers(store))).isEqualTo(dump);

    var candidate = new NewVouchers(new GiftVouchers(store), clock);
    var parity = Parity.of(queries(dump), Call::on, new OldVouchers(dump), candidate);
    assertThat(parity).isEqualTo(new Parity(5, List.of())); // five queries, no difference

    var both = start(store, dump);
    Vouchers vouchers = new BothVouchers(both); // the tills hold this from now on
    vouchers.redeem("gift-1", "r-2", 500); // 500, but the till did not hear it
    vouchers.redeem("gift-1", "r-2", 500); // -1, says the old version

    assertThat(both.differences())
        .containsExactly(new Difference("Redeem[code=gift-1, receipt=r-2, cents=500]", "-1", "500"));
    assertThat(both.cutOver()).isEqualTo(new CutOver.Differing(both.differences())); // refused
    assertThat(both.oldServes()).isTrue();
    assertThat(vouchers.balance("gift-1")).isEqualTo(200);
    assertThat(both.differences()).hasSize(1);

    both = start(store, dump).intending(INTENDED); // in the next release
    both.clear();
    assertThat(again(store, dump).differences()).isNotEmpty().allMatch(INTENDED);

    vouchers = new BothVouchers(both);
    assertThat(vouchers.redeem("gift-1", "r-2", 500)).isEqualTo(-1);
    assertThat(both.differences()).isEmpty();

    var said = switch (both.cutOver()) {
      case CutOver.Done done -> "the new version serves, the old one follows";
      case CutOver.Differing(var differences) -> "look at these first: " + differences;
    };
    assertThat(vouchers.redeem("gift-1", "r-2", 500)).isEqualTo(500); // the till asks again, and hears it at last
    both.rollBack();
    assertThat(vouchers.redeem("gift-1", "r-2", 500)).isEqualTo(-1); // the old version serves again

    assertThat(said).isEqualTo("the new version serves, the old one follows");
    assertThat(both.oldServes()).isTrue();
    both.cutOver();
    assertThat(vouchers.redeem("gift-2", "r-3", 700)).isEqualTo(700);
    assertThat(both.differences()).isEmpty();

    both = start(store, dump).intending(INTENDED);
    assertThat(both.oldServes()).isFalse();
    assertThat(new BothVouchers(both).balance("gift-2")).isEqualTo(1800);
    both.rollBack();
    assertThat(new BothVouchers(both).owed()).isEqualTo(2000);
    assertThat(both.differences()).isEmpty();
    both.cutOver();

    var giftVouchers = new GiftVouchers(store);
    var display = switch (giftVouchers.redeem("gift-2", "r-3", 700, now)) {
      case Redemption.Paid(var cents) -> "paid " + cents;
      case Redemption.PaidBefore before -> "paid before; see the receipt";
      case Redemption.NoVoucher none -> "no such voucher";
      case Redemption.Busy busy -> "try again";
    };
    var history = store.log().read("voucher/gift-2").map(event -> event.type() + event.data()).toList();
    assertThat(display).isEqualTo("paid 700");
    assertThat(history)
        .containsExactly("imported{\"left\":2500,\"receipts\":[]}", "redeemed{\"cents\":700,\"receipt\":\"r-3\"}");
    assertThat(store.log().read("migration/vouchers").map(Event::type))
        .containsExactly("differed", "cleared", "cut-over", "rolled-back", "cut-over", "rolled-back", "cut-over");
  }

  @Test
  void both_versions_answer_and_refuse_alike() {
    var commands = Stream.of(new Call.Issue("gift-4", 400), new Call.Issue("gift-4", 400), new Call.Issue("gift-5", 0),
        new Call.Redeem("gift-4", "r-1", 300), new Call.Redeem("gift-4", "r-2", 300),
        new Call.Redeem("gift-4", "r-3", -1),
        new Call.Redeem("gift-4", "r-4", 300), new Call.Redeem("gift-1", "r-1", 300),
        new Call.Redeem("gift-5", "r-1", 300));
    new Genesis(store, "vouchers").run(openings(dump(), now));
    var parity = Parity.of(Stream.concat(commands, queries(dump())), Call::on, new OldVouchers(dump()),
        new NewVouchers(new GiftVouchers(store), clock));
    assertThat(parity).isEqualTo(new Parity(14, List.of()));
  }

  @Test
  void no_other_difference_is_intended() {
    assertThat(INTENDED)
        .accepts(new Difference("Redeem[code=gift-1, receipt=r-2, cents=500]", "-1", "500"))
        .rejects(new Difference("Redeem[code=gift-1, receipt=r-2, cents=500]", "0", "500"),
            new Difference("Redeem[code=gift-1, receipt=r-2, cents=500]", "500", "-1"),
            new Difference("Redeem[code=gift-1, receipt=r-2, cents=500]", "-1", "threw busy"),
            new Difference("Balance[code=gift-1]", "-1", "500"));
  }

  @Test
  void a_start_with_another_dump_is_refused() {
    start(store, dump());
    var other = new OldVouchers(dump());
    other.redeem("gift-1", "r-9", 100);
    assertThatIllegalStateException().isThrownBy(() -> start(store, other.dump()))
        .withMessageContaining("changed=[voucher/gift-1]");
  }

  @Test
  void a_busy_voucher_is_an_exception_to_a_caller_of_the_seam() {
    start(store, dump());
    var others = new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        store.log()
            .append("voucher/gift-1",
                List.of(VOUCHER.write(new VoucherEvent.Redeemed("r-1", 0), now)));
        return super.commit(commit);
      }
    };
    var busy = new NewVouchers(new GiftVouchers(Persist.over(others)), clock);
    assertThatIllegalStateException().isThrownBy(() -> busy.redeem("gift-1", "r-2", 100))
        .withMessage("busy; call again");
    assertThatIllegalStateException().isThrownBy(() -> busy.issue("gift-1", 100)).withMessage("busy; call again");
  }

  @Test
  void the_new_version_uses_nothing_that_is_deleted() throws IOException {
    var stays = Files.readString(Path.of("src/test/java/dev/persist/migrate/GiftVouchersTest.java"));
    assertThat(stays).doesNotContain("VoucherDesk", "MigratingTest", "DualRun", "Genesis");
  }
}
