package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.lab.Result.Count;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoubleSubmitTest {
  @TempDir private Path within;

  @ParameterizedTest
  @CsvSource({"memory, 2", "rocksdb, 2", "sqlite, 2", "memory, 50", "rocksdb, 10"})
  void the_maps_count_each_payment_and_persist_counts_one(String engine, int times) throws Exception {
    var result = Ran.of(new DoubleSubmit(), within, engine, Map.of("times", times));
    assertThat(result.before().good()).isFalse();
    assertThat(result.before().counts()).containsExactly(Count.of("orders", 1),
        Count.of("payments in the books", times), Count.harm("counted too often", times - 1),
        Count.of("told: paid", times), Count.of("told: done before", 0), Count.harm("told: refused", 0));
    assertThat(result.after().good()).isTrue();
    assertThat(result.after().counts()).containsExactly(Count.of("orders", 1), Count.of("payments in the books", 1),
        Count.harm("counted too often", 0), Count.of("told: paid", 1), Count.of("told: done before", times - 1),
        Count.harm("told: refused", 0));
    assertThat(result.after().interleaving().lanes()).hasSize(2);
  }

  @Test
  void without_the_id_of_the_commit_a_customer_who_has_paid_would_be_refused() throws Exception {
    var after = Ran.of(new DoubleSubmit(Nameless::new), within, "memory", Map.of("times", 5)).after();
    assertThat(after.good()).isFalse();
    assertThat(Result.number(after, "told: refused")).isEqualTo(4);
  }
}
