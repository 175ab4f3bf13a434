package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who waits for changes hears of each (rule S3). */
@Rule("S3")
abstract class ChangeRules extends Suite {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int EVENTS = 500;

  ChangeRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void the_first_wait_ends_at_once() throws Exception {
    assertThat(store.awaitChange(0, LONG)).isNotZero();
  }

  @Test
  void a_commit_since_the_last_wait_ends_the_next_at_once() throws Exception {
    var seen = store.awaitChange(0, LONG);
    append("s");
    assertThat(store.awaitChange(seen, LONG)).isNotEqualTo(seen);
    var after = store.awaitChange(0, LONG);
    kv().put("k", json(1));
    assertThat(store.awaitChange(after, LONG)).isNotEqualTo(after);
  }

  @Test
  void a_wait_for_nothing_ends_in_time() throws Exception {
    var seen = store.awaitChange(0, LONG);
    for (var next = store.awaitChange(seen, Duration.ofMillis(1)); next != seen;) {
      seen = next;
      next = store.awaitChange(seen, Duration.ofMillis(1));
    }
  }

  @Test
  void who_reads_all_there_is_and_waits_in_turns_misses_nothing() throws Exception {
    var followed = Race.onPlatformThreads(3, racer -> {
      var found = new ArrayList<Long>();
      for (var i = 0; racer == 0 && i < EVENTS; i++) {
        log().append("s", "x", AT, Map.of());
      }
      for (var seen = 0L; racer > 0 && found.size() < EVENTS;) {
        var now = store.awaitChange(seen, LONG);
        assertThat(now).as("ended by a change, not by the time").isNotEqualTo(seen);
        seen = now;
        log().readFrom("s", found.size() + 1).forEach(event -> found.add(event.seq()));
      }
      return found;
    });
    assertThat(followed.subList(1, 3)).allSatisfy(
        found -> assertThat(found).containsExactlyElementsOf(LongStream.rangeClosed(1, EVENTS).boxed().toList()));
  }
}
