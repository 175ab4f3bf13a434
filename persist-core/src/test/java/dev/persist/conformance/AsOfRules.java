package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.decide.Decider;
import dev.persist.log.EventTypes;
import dev.persist.log.TruncatedException;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection;
import dev.persist.view.Projection.State;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How things were at an earlier moment: one meaning, in projections, deciders and boundaries (rule P7). */
@Rule("P7")
abstract class AsOfRules extends Suite {
  record Said(String word) {}

  private static final EventTypes<Said> TYPES = EventTypes.of(Said.class);
  private static final Projection<String> TEXT = Projection.of(TYPES, "", AsOfRules::evolve);

  AsOfRules(ConformanceKit kit) {
    super(kit);
  }

  private static String evolve(String text, Said said) {
    return text + said.word;
  }

  private static Instant at(int second) {
    return AT.plusSeconds(second);
  }

  private void say(String stream, String word, int second) {
    store.commit(Commit.builder().append(stream, TYPES.write(new Said(word), at(second))).global().build());
  }

  @Test
  void a_state_as_of_a_time_ends_before_the_first_event_that_is_dated_later() {
    say("s", "a", 1);
    say("s", "b", 3);
    say("s", "c", 2); // by a clock that is behind
    say("s", "d", 3);
    assertThat(IntStream.rangeClosed(0, 4).mapToObj(second -> TEXT.asOf(log(), "s", at(second)))).containsExactly(
        new State<>("", 0), new State<>("a", 1), new State<>("a", 1), new State<>("abcd", 4), new State<>("abcd", 4));
    assertThat(TEXT.asOf(log(), "s", at(1).minusNanos(1))).isEqualTo(new State<>("", 0));
    assertThat(TEXT.asOf(log(), "never", at(1))).isEqualTo(new State<>("", 0));
  }

  @Test
  void it_is_a_state_that_the_stream_had_and_the_last_one_before_a_later_date() {
    for (var seed : Seeds.upTo(4)) {
      startOver();
      var draw = new Draw(seed);
      var words = IntStream.range(0, 300)
          .mapToObj(i -> TYPES.write(new Said("" + (char) ('a' + i % 26)),
              at(i / 40 + draw.below(5))))
          .toList();
      log().append("s", words);
      for (var second = 0; second < 13; second++) {
        var then = TEXT.asOf(log(), "s", at(second));
        var events = log().read("s").toList();
        var before = events.subList(0, (int) then.seq());
        assertThat(then.value()).as("seed %s, second %s", seed, second)
            .isEqualTo(
                before.stream().map(TYPES::read).reduce("", AsOfRules::evolve, String::concat));
        var date = at(second);
        assertThat(before).allMatch(each -> !each.at().isAfter(date));
        assertThat(events.stream().skip(then.seq()).limit(1)).allMatch(each -> each.at().isAfter(date));
      }
    }
  }

  @Test
  void a_state_as_of_a_seq_ends_with_the_event_of_that_seq() {
    say("s", "a", 1);
    say("t", "b", 2);
    say("s", "c", 3);
    assertThat(LongStream.rangeClosed(0, 3).mapToObj(seq -> TEXT.project(log().timeline("s"), seq))).containsExactly(
        new State<>("", 0), new State<>("a", 1), new State<>("ac", 2), new State<>("ac", 2));
    assertThat(TEXT.project(log().global(), 2)).isEqualTo(new State<>("ab", 2));
    log().truncate("s", 1);
    assertThat(TEXT.project(log().timeline("s"), 0)).isEqualTo(new State<>("", 0));
    assertThatExceptionOfType(TruncatedException.class).isThrownBy(() -> TEXT.project(log().timeline("s"), 1));
  }

  @Test
  void a_link_is_dated_as_its_event() {
    say("s", "a", 1);
    say("t", "b", 2);
    say("s", "c", 3);
    assertThat(TEXT.asOf(log().global(), at(2))).isEqualTo(new State<>("ab", 2));
  }

  @Test
  void a_decider_tells_it_of_a_stream_whatever_it_keeps() {
    var decider = new Decider<>(store, TYPES, "", AsOfRules::evolve);
    say("s", "a", 1);
    say("s", "b", 2);
    assertThat(decider.state("s")).isEqualTo(new State<>("ab", 2));
    assertThat(decider.asOf("s", at(1))).isEqualTo(new State<>("a", 1));
    assertThat(decider.asOf("s", at(2))).isEqualTo(decider.state("s"));
  }

  @Test
  void a_boundary_tells_it_of_the_events_that_carry_the_tags() {
    var boundary = store.boundary("words", 1, TYPES, said -> Set.of(said.word.substring(0, 1), "all"));
    var seconds = List.of(1, 9, 2, 4, 3);
    for (var i = 0; i < 5; i++) {
      var said = new Said(List.of("x1", "y2", "x3", "x4", "y5").get(i));
      store.commit(boundary.append(Commit.builder(), said, at(seconds.get(i))).build());
    }
    assertThat(boundary.asOf(Set.of("x"), at(3), "", AsOfRules::evolve)).isEqualTo(new State<>("x1x3", 3));
    assertThat(boundary.asOf(Set.of("x", "y"), at(8), "", AsOfRules::evolve)).isEqualTo(new State<>("x1", 1));
    assertThat(boundary.asOf(Set.of("x", "all"), at(9), "", AsOfRules::evolve))
        .isEqualTo(boundary.see(Set.of("all"), "", AsOfRules::evolve).state());
  }

  @Test
  void events_that_were_archived_count_and_those_that_are_gone_are_missed_aloud() {
    for (var i = 1; i <= 4; i++) {
      say("s", "" + i, i);
    }
    var archiving = store.archivingTo(new MemoryBlobStore());
    var snapshots = archiving.snapshots("text", 1, TEXT, Codec.of(String.class));
    snapshots.compact("s");
    say("s", "5", 5);
    assertThat(TEXT.asOf(archiving.log(), "s", at(3))).isEqualTo(new State<>("123", 3));
    var decider = new Decider<>(store, TYPES, "", AsOfRules::evolve)
        .startingFrom(store.snapshots("text", 1, TEXT, Codec.of(String.class)));
    assertThat(decider.state("s")).isEqualTo(new State<>("12345", 5));
    for (var second : List.of(0, 3, 9)) {
      assertThatIllegalStateException().isThrownBy(() -> decider.asOf("s", at(second)))
          .withMessageContaining("events 1 to 4 of stream \"s\"");
    }
  }
}
