package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.lab.Result.Count;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhooksTest {
  @TempDir private Path within;

  @ParameterizedTest
  @CsvSource({"memory, 3, 10, 1", "rocksdb, 3, 10, 2", "sqlite, 3, 10, 3", "memory, 10, 20, 999", "memory, 1, 3, 1"})
  void the_maps_count_a_payment_twice_and_persist_counts_each_once(String engine, int orders, int times, int shuffle)
      throws Exception {
    var result = Ran.of(new Webhooks(), within, engine,
        Map.of("orders", orders, "times", times, "shuffle", shuffle));
    var all = orders * times;
    assertThat(result.before().good()).isFalse();
    assertThat(result.before().counts()).containsExactly(Count.of("reports", all),
        Count.of("payments in the books", 2L * orders), Count.harm("counted too often", orders),
        Count.of("told: paid", 2L * orders), Count.of("told: paid before", all - 3L * orders),
        Count.of("told: no such order", orders), Count.harm("told: refused", 0));
    assertThat(result.before().facts())
        .containsExactly("The books count orders by their status: {PLACED=-" + orders + ", PAID=" + 2L * orders + "}.");
    assertThat(result.after().good()).isTrue();
    assertThat(result.after().counts()).containsExactly(Count.of("reports", all),
        Count.of("payments in the books", orders), Count.harm("counted too often", 0),
        Count.of("told: paid", orders), Count.of("told: paid before", all - 2L * orders),
        Count.of("told: no such order", orders), Count.harm("told: refused", 0));
    assertThat(result.after().facts())
        .containsExactly("The books count orders by their status: {PAID=" + orders + "}.");
    assertThat(result.after().interleaving().lanes()).hasSize(2);
  }

  @Test
  void without_the_id_of_the_commit_reports_would_be_refused_for_ever() throws Exception {
    var after = Ran
        .of(new Webhooks(Nameless::new), within, "memory", Map.of("orders", 1, "times", 10, "shuffle", 1))
        .after();
    assertThat(after.good()).isFalse();
    assertThat(Result.number(after, "told: refused")).isEqualTo(8);
  }
}
