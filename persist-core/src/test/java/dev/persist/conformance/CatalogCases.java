package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The reference's catalog suite. */
@Rule("L2")
abstract class CatalogCases extends Suite {
  CatalogCases(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void an_empty_store_has_no_streams() {
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void a_stream_never_appended_to_does_not_exist() {
    assertThat(store.catalog().exists("orders")).isFalse();
  }

  @Test
  void append_registers_a_stream() {
    append("orders");
    assertThat(store.catalog().exists("orders")).isTrue();
  }

  @Test
  void count_counts_distinct_streams() {
    append("a");
    append("b");
    append("a");
    assertThat(store.catalog().count()).isEqualTo(2);
  }

  @Test
  void a_compacted_stream_still_lists() {
    append("a");
    log().truncate("a", 1);
    assertThat(log().count("a")).isZero();
    assertThat(store.catalog().exists("a")).isTrue();
    assertThat(store.catalog().streams()).containsExactly("a");
  }

  @Test
  void a_store_with_keys_only_lists_no_streams() {
    kv().put("k", json(1));
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void total_events_sums_the_last_seqs() {
    append("a");
    append("a");
    append("b");
    assertThat(store.catalog().totalEvents()).isEqualTo(3);
  }

  @Test
  void total_events_counts_compacted_events_too() {
    append("a");
    append("a");
    log().truncate("a", 2);
    assertThat(store.catalog().totalEvents()).isEqualTo(2);
  }

  @Test
  void the_catalog_works_on_a_reopened_store() {
    restart();
    append("a");
    append("b");
    assertThat(store.catalog().count()).isEqualTo(2);
  }

  @Test
  void the_catalog_survives_a_restart() {
    append("a");
    append("b");
    restart();
    assertThat(store.catalog().count()).isEqualTo(2);
  }
}
