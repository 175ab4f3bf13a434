package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.app.lab.Result.Side;
import dev.persist.spi.Backend;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlippedByteTest {
  @TempDir private Path within;

  private static long all(Side side) {
    return Result.number(side, "found, and named") + Result.number(side, "nothing stored there")
        + Result.number(side, "wrong answers");
  }

  @ParameterizedTest
  @CsvSource({"rocksdb, 100, 40", "sqlite, 100, 40", "rocksdb, 5, 9", "sqlite, 5, 100", "rocksdb, 5, 100"})
  void a_file_of_json_gives_wrong_answers_and_persist_gives_none(String engine, int seats, int places)
      throws Exception {
    var result = Ran.of(new FlippedByte(), within, engine, Map.of("seats", seats, "places", places));
    assertThat(all(result.before())).isEqualTo(places);
    assertThat(Result.number(result.before(), "wrong answers")).isPositive();
    assertThat(result.before().good()).isFalse();
    var after = result.after();
    assertThat(all(after)).isEqualTo(places);
    assertThat(Result.number(after, "wrong answers")).isZero();
    assertThat(Result.number(after, "found, and named")).isPositive();
    assertThat(after.facts()).anySatisfy(fact -> assertThat(fact).contains("is found: ").contains("damaged"));
    assertThat(after.good()).isTrue();
  }

  /** Reads another name than is stored. */
  private static final class Misread extends Between {
    Misread(Backend backend) {
      super(backend);
    }

    @Override
    public List<Event> read(String stream, long fromSeq, int limit) {
      return super.read(stream, fromSeq, limit).stream()
          .map(event -> new Event(event.stream(), event.seq(), event.type(), event.at(),
              Json.parse(event.data().toString().replace("guest-7\"", "guest-6\"")), event.meta()))
          .toList();
    }
  }

  /** Finds no event. */
  private static final class Forgetful extends Between {
    Forgetful(Backend backend) {
      super(backend);
    }

    @Override
    public List<Event> read(String stream, long fromSeq, int limit) {
      return List.of();
    }

    @Override
    public long lastSeq(String stream) {
      return 0;
    }
  }

  @Test
  void a_wrong_answer_counts_as_wrong_also_when_a_verification_finds_the_damage() throws Exception {
    var numbers = Map.of("seats", 20, "places", 40);
    var right = Ran.of(new FlippedByte(), within, "sqlite", numbers).after();
    var after = Ran.of(new FlippedByte(Forgetful::new), within, "sqlite", numbers).after();
    assertThat(Result.number(after, "wrong answers")).isGreaterThan(Result.number(right, "nothing stored there"));
    assertThat(Result.number(after, "nothing stored there")).isZero();
    assertThat(after.good()).isFalse();
  }

  @Test
  void a_store_that_reads_something_else_is_found_out() throws Exception {
    var after = Ran.of(new FlippedByte(Misread::new), within, "sqlite", Map.of("seats", 20, "places", 20)).after();
    assertThat(Result.number(after, "wrong answers")).isPositive();
    assertThat(after.good()).isFalse();
  }
}
