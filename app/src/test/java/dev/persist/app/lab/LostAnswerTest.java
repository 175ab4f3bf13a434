package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.lab.Result.Count;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LostAnswerTest {
  @TempDir private Path within;

  @ParameterizedTest
  @CsvSource({"memory, 1", "rocksdb, 1", "sqlite, 1", "memory, 5"})
  void the_map_loses_the_payment_from_its_books_and_persist_answers_the_retry(String engine, int losses)
      throws Exception {
    var result = Ran.of(new LostAnswer(), within, engine, Map.of("losses", losses));
    assertThat(result.before().good()).isFalse();
    assertThat(result.before().counts()).containsExactly(Count.of("attempts", losses + 1),
        Count.of("payments of the order", 1), Count.of("payments in the books", 0),
        Count.harm("missing in the books", 1), Count.harm("refused at last", 1));
    assertThat(result.before().facts()).first()
        .isEqualTo("Attempt 1. Error: the answer of the mail server was lost.");
    assertThat(result.before().verdict()).endsWith("an order that is PAID takes no payment.");
    assertThat(result.after().good()).isTrue();
    assertThat(result.after().counts()).containsExactly(Count.of("attempts", losses + 1),
        Count.of("payments of the order", 1), Count.of("payments in the books", 1),
        Count.harm("missing in the books", 0), Count.harm("refused at last", 0));
    assertThat(result.after().facts()).startsWith("Attempt 1. Unknown outcome: the answer of the store was lost.")
        .endsWith("Attempt " + (losses + 1) + ". The payment was noted before.");
  }

  @Test
  void without_the_id_of_the_commit_the_retry_would_be_refused() throws Exception {
    var after = Ran.of(new LostAnswer(Nameless::new), within, "memory", Map.of("losses", 1)).after();
    assertThat(after.good()).isFalse();
    assertThat(Result.number(after, "refused at last")).isEqualTo(1);
  }
}
