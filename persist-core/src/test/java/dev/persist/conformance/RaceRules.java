package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Event;
import dev.persist.log.Appended;
import dev.persist.log.ExpectResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What concurrent writers and readers see (rules C1, C3, C5, C6, C7, C8, C25, K2). */
abstract class RaceRules extends Suite {
  private static final int RACERS = 16;
  private static final int MOST_LOOKS = 100_000;

  RaceRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("C1")
  void no_reader_sees_half_a_commit() throws Exception {
    var commits = 200;
    Race.onPlatformThreads(3, racer -> {
      var last = 0L;
      for (var look = 0; last < commits && look < MOST_LOOKS; look++) {
        if (racer == 0) {
          last++;
          store.commit(Commit.builder().append("s", event("x")).put("seq", json(last)).build());
        } else {
          last = log().lastSeq("s");
          var key = kv().getOr("seq", json(0)).as(Long.class);
          assertThat(key).as("the key read after seq %s", last).isGreaterThanOrEqualTo(last);
          assertThat(log().lastSeq("s")).as("the seq read after key %s", key).isGreaterThanOrEqualTo(key);
        }
      }
      return racer;
    });
  }

  @Test
  @Rule("C3")
  void every_writer_reads_its_own_write_and_nobody_reads_backwards() throws Exception {
    Race.of(RACERS, racer -> {
      var seen = 0L;
      for (var i = 0; i < 20; i++) {
        var mine = append("s").seq();
        assertThat(mine).isGreaterThan(seen);
        seen = log().lastSeq("s");
        assertThat(seen).isGreaterThanOrEqualTo(mine);
        assertThat(log().readFrom("s", mine).findFirst().orElseThrow().seq()).isEqualTo(mine);
      }
      return racer;
    });
    assertThat(log().count("s")).isEqualTo(RACERS * 20L);
  }

  @Test
  @Rule("C5")
  void of_many_racers_at_one_seq_one_wins_and_each_loser_sees_the_true_head() throws Exception {
    for (var round = 0L; round < 20; round++) {
      var seen = round;
      List<ExpectResult> results = Race.of(RACERS, i -> log().appendExpect("s", seen, "x", AT, Map.of("racer", i)));
      assertThat(results).filteredOn(Appended.class::isInstance).hasSize(1);
      assertThat(results)
          .filteredOn(result -> !(result instanceof Appended))
          .allMatch(new dev.persist.log.Conflict(seen, seen + 1)::equals);
    }
  }

  @Test
  @Rule({"C6", "C7"})
  void unconditional_appends_never_conflict_and_leave_no_gap() throws Exception {
    var seqs = Race.of(RACERS, i -> {
      var mine = new ArrayList<Long>();
      for (var n = 0; n < 20; n++) {
        mine.add(append("s").seq());
      }
      return mine;
    });
    assertThat(seqs.stream().flatMap(List::stream).sorted())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, RACERS * 20L).boxed().toList());
  }

  @Test
  @Rule("C25")
  void a_batch_is_one_contiguous_block_however_many_race() throws Exception {
    var blocks = Race.of(RACERS, i -> log().append("s", events("a", "b", "c")));
    assertThat(blocks).allSatisfy(block -> {
      var start = block.getFirst().seq();
      assertThat(block).extracting(Event::seq).containsExactly(start, start + 1, start + 2);
    });
    assertThat(log().read("s").map(Event::type).toList()).isEqualTo(
        IntStream.range(0, RACERS).boxed().flatMap(i -> List.of("a", "b", "c").stream()).toList());
  }

  @Test
  @Rule({"C3", "C5"})
  void a_guard_on_a_stream_that_is_not_written_takes_part_in_the_race() throws Exception {
    var results = Race.of(2, i -> store.commit(i == 0
        ? Commit.builder().streamAt("a", 0).append("b", event("x")).build()
        : Commit.builder().streamAt("b", 0).append("a", event("x")).build()));
    assertThat(results).filteredOn(Committed.class::isInstance).hasSize(1);
    assertThat(results).filteredOn(Conflict.class::isInstance).hasSize(1);
  }

  @Test
  @Rule({"C6", "C8"})
  void opposing_commits_both_get_through() throws Exception {
    Race.of(RACERS, i -> {
      for (var n = 0; n < 10; n++) {
        var one = i % 2 == 0 ? "a" : "b";
        var two = i % 2 == 0 ? "b" : "a";
        var result = store.commit(Commit.builder().append(one, event("x")).append(two, event("x")).build());
        assertThat(result).isInstanceOf(Committed.class);
      }
      return i;
    });
    assertThat(log().count("a")).isEqualTo(RACERS * 10L);
    assertThat(log().count("b")).isEqualTo(RACERS * 10L);
  }

  @Test
  @Rule("K2")
  void update_loses_no_increment_under_contention() throws Exception {
    Race.of(RACERS, i -> kv().update("n", json(0), KvCases::plusOne));
    assertThat(kv().get("n")).contains(json(RACERS));
  }

  @Test
  @Rule("K2")
  void of_many_put_new_racers_one_wins() throws Exception {
    var results = Race.of(RACERS, i -> kv().putNew("k", json(i)));
    assertThat(results).filteredOn(dev.persist.kv.SwapResult.Swapped.class::isInstance).hasSize(1);
  }
}
