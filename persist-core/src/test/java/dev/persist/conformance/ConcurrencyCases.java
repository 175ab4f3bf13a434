package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import dev.persist.log.ExpectResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's optimistic concurrency suite: a conflict is a value. */
@Rule("C5")
abstract class ConcurrencyCases extends Suite {
  ConcurrencyCases(ConformanceKit kit) {
    super(kit);
  }

  private ExpectResult expect(long expected) {
    return log().appendExpect("s", expected, "x", AT, Map.of());
  }

  private static long seq(ExpectResult result) {
    return ((Appended) result).events().getFirst().seq();
  }

  @Test
  void expecting_0_on_an_empty_stream_succeeds() {
    assertThat(seq(expect(0))).isEqualTo(1);
  }

  @Test
  void expecting_the_correct_seq_succeeds() {
    append("s");
    assertThat(seq(expect(1))).isEqualTo(2);
  }

  @Test
  void expecting_a_stale_seq_is_a_conflict() {
    append("s");
    append("s");
    assertThat(expect(1)).isInstanceOf(Conflict.class);
  }

  @Test
  void a_successful_append_is_not_a_conflict() {
    assertThat(expect(0)).isInstanceOf(Appended.class);
  }

  @Test
  void a_conflict_carries_expected_and_actual() {
    append("s");
    append("s");
    assertThat(expect(0)).isEqualTo(new Conflict(0, 2));
  }

  @Test
  void a_conflicting_append_does_not_write() {
    append("s");
    expect(0);
    assertThat(log().count("s")).isEqualTo(1);
  }

  @Test
  void of_two_writers_the_first_wins_and_the_second_conflicts() {
    var seen = log().lastSeq("s");
    assertThat(expect(seen)).isInstanceOf(Appended.class);
    assertThat(expect(seen)).isInstanceOf(Conflict.class);
  }

  @Test
  void retry_after_a_conflict_succeeds() {
    expect(0);
    var lost = (Conflict) expect(0);
    assertThat(seq(expect(lost.actual()))).isEqualTo(2);
  }
}
