package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.lab.Result.Count;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeatRaceTest {
  @TempDir private Path within;

  @ParameterizedTest
  @CsvSource({"memory, 20, 10", "rocksdb, 20, 10", "sqlite, 20, 10", "memory, 2, 1", "rocksdb, 3, 5",
      "memory, 100, 50"})
  void the_map_sells_too_many_and_persist_does_not(String engine, int racers, int seats) throws Exception {
    var result = Ran.of(new SeatRace(), within, engine, Map.of("racers", racers, "seats", seats));
    var oversold = Math.max(0, racers - seats);
    assertThat(result.before().counts()).containsExactly(Count.of("booked", racers), Count.harm("oversold", oversold),
        Count.of("told that it is full", 0));
    assertThat(result.before().good()).isEqualTo(oversold == 0);
    assertThat(result.before().interleaving().lanes()).hasSize(2);
    var after = result.after();
    assertThat(after.counts().subList(0, 3)).containsExactly(Count.of("booked", Math.min(racers, seats)),
        Count.harm("oversold", 0), Count.of("told that it is full", oversold));
    assertThat(Result.number(after, "conflicts, decided again")).isGreaterThanOrEqualTo(racers - 1);
    assertThat(after.good()).isTrue();
  }

  @Test
  void the_conflict_of_two_racers_is_named_and_drawn() throws Exception {
    var after = Ran.of(new SeatRace(), within, "memory", Map.of("racers", 2, "seats", 1)).after();
    var winner = after.interleaving().lanes().getFirst().name();
    var loser = after.interleaving().lanes().getLast().name();
    assertThat(List.of(winner, loser)).containsExactlyInAnyOrder("guest-1", "guest-2");
    assertThat(after.facts())
        .containsExactly("The conflict: " + loser + " decided on event 1 of the talk. But event 2 was"
            + " there by then: " + winner + " has seat 1. So nothing was written, and " + loser + " decided again.");
    assertThat(after.interleaving().lanes().getFirst().marks()).extracting("label")
        .containsExactly("decides on event 1", "is told: seat 1");
    assertThat(after.interleaving().lanes().getLast().marks()).extracting("label")
        .containsExactly("decides on event 1", "conflict: event 2 is there", "decides again, on event 2",
            "is told: full");
    assertThat(after.interleaving().placed()).extracting("number").containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void without_the_guard_of_the_commit_it_would_oversell() throws Exception {
    var after = Ran.of(new SeatRace(Unguarded::new), within, "memory", Map.of("racers", 20, "seats", 10)).after();
    assertThat(after.good()).isFalse();
    assertThat(Result.number(after, "booked")).isEqualTo(20);
    assertThat(Result.number(after, "oversold")).isGreaterThanOrEqualTo(10);
  }
}
