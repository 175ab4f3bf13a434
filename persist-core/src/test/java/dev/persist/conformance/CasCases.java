package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.kv.SwapResult.Conflict;
import dev.persist.kv.SwapResult.Swapped;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The reference's compare-and-swap suite; where it compares with nil, an absent key is meant here (rule K1). */
@Rule("K1")
abstract class CasCases extends Suite {
  CasCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void cas_expecting_absence_of_an_absent_key_succeeds() {
    assertThat(kv().putNew("k", json(1))).isEqualTo(new Swapped(json(1)));
  }

  @Test
  void cas_with_matching_expected_succeeds() {
    kv().put("k", json(5));
    kv().cas("k", json(5), json(6));
    assertThat(kv().get("k")).contains(json(6));
  }

  @Test
  void cas_with_stale_expected_is_a_conflict() {
    kv().put("k", json(5));
    assertThat(kv().cas("k", json(4), json(6))).isInstanceOf(Conflict.class);
  }

  @Test
  void a_conflicting_cas_does_not_write() {
    kv().put("k", json(5));
    kv().cas("k", json(4), json(6));
    assertThat(kv().get("k")).contains(json(5));
  }

  @Test
  void a_conflict_carries_expected_and_actual() {
    kv().put("k", json(5));
    assertThat(kv().cas("k", json(4), json(6)))
        .isEqualTo(new Conflict(Optional.of(json(4)), Optional.of(json(5))));
  }

  @Test
  @Rule("K2")
  void of_two_racers_the_first_wins_and_the_second_conflicts() {
    kv().put("stock", json(10));
    kv().cas("stock", json(10), json(9));
    assertThat(kv().cas("stock", json(10), json(9))).isInstanceOf(Conflict.class);
  }

  @Test
  void retry_after_a_conflict_succeeds() {
    kv().put("stock", json(10));
    kv().cas("stock", json(10), json(9));
    var lost = (Conflict) kv().cas("stock", json(10), json(9));
    assertThat(kv().cas("stock", lost.actual().orElseThrow(), json(8))).isEqualTo(new Swapped(json(8)));
  }

  @Test
  void put_new_on_an_absent_key_succeeds() {
    kv().putNew("k", json(1));
    assertThat(kv().get("k")).contains(json(1));
  }

  @Test
  void put_new_on_an_existing_key_conflicts() {
    kv().put("k", json(1));
    assertThat(kv().putNew("k", json(2))).isEqualTo(new Conflict(Optional.empty(), Optional.of(json(1))));
  }

  @Test
  void put_new_does_not_overwrite() {
    kv().put("k", json(1));
    kv().putNew("k", json(2));
    assertThat(kv().get("k")).contains(json(1));
  }

  @Test
  void cas_works_on_a_reopened_store() {
    kv().put("k", json(1));
    restart();
    kv().cas("k", json(1), json(2));
    restart();
    assertThat(kv().get("k")).contains(json(2));
  }
}
