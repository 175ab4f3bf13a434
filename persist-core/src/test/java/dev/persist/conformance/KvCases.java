package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import org.junit.jupiter.api.Test;

/** The reference's kv suite. */
@Rule("K1")
abstract class KvCases extends Suite {
  KvCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void an_absent_key_reads_empty() {
    assertThat(kv().get("x")).isEmpty();
  }

  @Test
  void has_is_false_when_absent() {
    assertThat(kv().has("x")).isFalse();
  }

  @Test
  void put_then_get() {
    kv().put("x", json(7));
    assertThat(kv().get("x")).contains(json(7));
  }

  @Test
  void put_returns_the_value() {
    assertThat(kv().put("x", json(9))).isEqualTo(json(9));
  }

  @Test
  void has_is_true_after_put() {
    kv().put("x", json(1));
    assertThat(kv().has("x")).isTrue();
  }

  @Test
  void put_overwrites() {
    kv().put("x", json(1));
    kv().put("x", json(2));
    assertThat(kv().get("x")).contains(json(2));
  }

  @Test
  void delete_removes_the_key() {
    kv().put("x", json(1));
    kv().delete("x");
    assertThat(kv().has("x")).isFalse();
  }

  @Test
  void delete_then_get_is_empty() {
    kv().put("x", json(1));
    kv().delete("x");
    assertThat(kv().get("x")).isEmpty();
  }

  @Test
  void keys_lists_stored_keys() {
    kv().put("b", json(2));
    kv().put("a", json(1));
    assertThat(kv().keys("")).containsExactly("a", "b");
  }

  @Test
  void get_or_returns_the_default_when_absent() {
    assertThat(kv().getOr("x", json(99))).isEqualTo(json(99));
  }

  @Test
  void get_or_returns_the_value_when_present() {
    kv().put("x", json(5));
    assertThat(kv().getOr("x", json(99))).isEqualTo(json(5));
  }

  @Test
  void update_applies_the_function_over_the_default() {
    kv().update("n", json(0), KvCases::plusOne);
    kv().update("n", json(0), KvCases::plusOne);
    assertThat(kv().get("n")).contains(json(2));
  }

  @Test
  void kv_does_not_touch_the_log() {
    kv().put("x", json(1));
    assertThat(log().count("x")).isZero();
  }

  static Json plusOne(Json number) {
    return json(number.as(Integer.class) + 1);
  }
}
