package dev.persist.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The class that moves onto persist in {@code docs/guide/migrating-worked.md}. The migration ends with its deletion. */
class VoucherDeskTest {
  /** The gift vouchers of a shop, in a map by their codes. */
  static class VoucherDesk {
    static final class Entry {
      int left; // cents
      final Set<String> receipts = new HashSet<>(); // what the voucher paid for
    }

    final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** Sells a voucher. Returns false if the code is in use. */
    public boolean issue(String code, int cents) {
      requireAmount(cents);
      var entry = new Entry();
      entry.left = cents;
      return entries.putIfAbsent(code, entry) == null;
    }

    /** Pays up to {@code cents}, and returns how many it paid; -1 if it paid for this receipt before. */
    public int redeem(String code, String receipt, int cents) {
      requireAmount(cents);
      var entry = entries.get(code);
      if (entry == null) {
        throw new NoSuchElementException("no voucher " + code);
      }
      if (entry.receipts.contains(receipt)) {
        return -1;
      }
      var paid = Math.min(entry.left, cents);
      entry.left -= paid;
      entry.receipts.add(receipt);
      return paid;
    }

    /** Returns how many cents are left; null if there is no such voucher. */
    public @Nullable Integer balance(String code) {
      var entry = entries.get(code);
      return entry == null ? null : entry.left;
    }

    /** Returns how many cents the shop owes on all vouchers. */
    public int owed() {
      return entries.values().stream().mapToInt(entry -> entry.left).sum();
    }

    private static void requireAmount(int cents) {
      if (cents <= 0) {
        throw new IllegalArgumentException("not an amount: " + cents);
      }
    }
  }

  private final VoucherDesk desk = new VoucherDesk();

  @Test
  void a_voucher_pays_what_is_left_on_it() {
    assertThat(desk.issue("gift-1", 1000)).isTrue();
    assertThat(desk.issue("gift-1", 2000)).isFalse();
    assertThat(desk.redeem("gift-1", "r-1", 800)).isEqualTo(800);
    assertThat(desk.redeem("gift-1", "r-2", 800)).isEqualTo(200);
    assertThat(desk.balance("gift-1")).isZero();
    assertThat(desk.owed()).isZero();
  }

  @Test
  void an_unknown_voucher_is_null_or_an_exception() {
    assertThat(desk.balance("gift-1")).isNull();
    assertThatThrownBy(() -> desk.redeem("gift-1", "r-1", 800)).isInstanceOf(NoSuchElementException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> desk.issue("gift-1", 0));
  }

  @Test
  void a_till_that_did_not_hear_the_answer_does_not_get_it_again() {
    desk.issue("gift-1", 1000);
    assertThat(desk.redeem("gift-1", "r-1", 800)).isEqualTo(800);
    assertThat(desk.redeem("gift-1", "r-1", 800)).isEqualTo(-1);
  }
}
