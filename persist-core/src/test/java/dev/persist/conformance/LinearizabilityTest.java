package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.conformance.Call.Kind;
import dev.persist.conformance.Call.Side;
import dev.persist.conformance.Linearizability.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histories of a number, 0 at first; a writer gives its call, its return, and what it wrote. */
class LinearizabilityTest {
  private static final long EVER = Long.MAX_VALUE;

  private static Operation<Integer> write(long called, long returned, int number) {
    return Operation.known(called, returned, before -> Optional.of(number));
  }

  private static Operation<Integer> read(long called, long returned, int number) {
    return Operation.known(called, returned, before -> Optional.of(before).filter(it -> it == number));
  }

  private static Operation<Integer> swap(long called, long returned, int expected, int number) {
    return Operation.known(called, returned, before -> Optional.of(number).filter(it -> before == expected));
  }

  private static Operation<Integer> perhapsWrite(long called, long latest, int number) {
    return Operation.unknown(called, latest, before -> Optional.of(number));
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static boolean explained(Operation<Integer>... history) {
    return Linearizability.unexplained(0, List.of(history)).isEmpty();
  }

  @Test
  void a_read_after_a_write_sees_it() {
    assertThat(explained(read(1, 2, 0), write(3, 4, 7), read(5, 6, 7))).isTrue();
    assertThat(explained(write(3, 4, 7), read(5, 6, 0))).as("a stale read").isFalse();
    assertThat(explained(write(3, 4, 7), read(5, 6, 8))).as("a read of what nobody wrote").isFalse();
    assertThat(explained(read(1, 2, 7), write(3, 4, 7))).as("a read of the future").isFalse();
  }

  @Test
  void a_read_during_a_write_sees_either_but_two_reads_do_not_go_back() {
    assertThat(explained(write(1, 9, 7), read(2, 3, 0), read(4, 5, 7))).isTrue();
    assertThat(explained(write(1, 9, 7), read(2, 3, 7), read(4, 5, 0))).isFalse();
    assertThat(explained(write(1, 9, 7), read(2, 4, 7), read(4, 5, 0))).as("they meet at one instant").isTrue();
  }

  @Test
  void writes_that_overlap_have_one_order_for_all_readers() {
    assertThat(explained(write(1, 9, 7), write(1, 9, 8), read(2, 3, 8), read(4, 5, 7))).isTrue();
    assertThat(explained(write(1, 9, 7), write(1, 9, 8), read(2, 3, 8), read(4, 5, 7), read(10, 11, 8))).isFalse();
  }

  @Test
  void of_two_swaps_of_one_number_one_wins() {
    assertThat(explained(swap(1, 5, 0, 1), swap(1, 5, 1, 2))).isTrue();
    assertThat(explained(swap(1, 5, 0, 1), swap(1, 5, 0, 2))).as("two winners").isFalse();
    assertThat(explained(write(1, 2, 1), swap(3, 6, 1, 2), write(4, 5, 9), read(7, 8, 2))).as("an update lost")
        .isFalse();
  }

  @Test
  void an_unknown_write_takes_effect_at_any_time_after_its_call_or_never() {
    assertThat(explained(perhapsWrite(1, EVER, 7), read(2, 3, 0), read(90, 91, 0))).isTrue();
    assertThat(explained(perhapsWrite(1, EVER, 7), read(2, 3, 0), read(90, 91, 7))).isTrue();
    assertThat(explained(read(2, 3, 7), perhapsWrite(4, EVER, 7))).as("before its call").isFalse();
  }

  @Test
  void an_unknown_write_takes_effect_once() {
    assertThat(explained(perhapsWrite(1, EVER, 7), read(2, 3, 7), write(4, 5, 8), read(6, 7, 7))).isFalse();
    assertThat(explained(perhapsWrite(1, EVER, 7), read(2, 3, 7), write(2, 5, 8), read(6, 7, 8))).isTrue();
  }

  @Test
  void an_unknown_write_takes_no_effect_after_the_latest_moment_it_could() {
    assertThat(explained(perhapsWrite(1, 5, 7), read(6, 7, 7))).isTrue();
    assertThat(explained(perhapsWrite(1, 5, 7), read(6, 7, 0), read(8, 9, 7))).isFalse();
  }

  @Test
  void a_commit_to_two_streams_and_a_key_is_seen_whole() {
    for (var half : List.of(Kind.LAST, Kind.GET)) {
      var history = new History();
      history.answered(call(Kind.LAST, Side.LEFT), 2, 3, "1");
      history.unanswered(call(Kind.BOTH, Side.LEFT), 1, EVER);
      assertThat(history.problems()).isEmpty();
      history.answered(call(half, Side.RIGHT), 4, 5, half == Kind.LAST ? "0" : "Optional.empty");
      assertThat(history.problems()).singleElement().asString().contains("no order explains 4 to 5", "1 to ");
    }
  }

  private static Call call(Kind kind, Side stream) {
    return new Call(kind, "r", stream, 0, Json.NULL, Json.of(1));
  }

  @Test
  void random_histories_are_judged_as_by_trying_every_order() {
    var random = new Random(1);
    var explained = 0;
    for (var i = 0; i < 5000; i++) {
      var history = new ArrayList<Timed>();
      for (var n = 0; n < 6; n++) {
        history.add(Timed.any(random));
      }
      var result = Linearizability.unexplained(0, history.stream().map(Timed::operation).toList()).isEmpty();
      assertThat(result).as("%s", history).isEqualTo(someOrder(0, history));
      explained += result ? 1 : 0;
    }
    assertThat(explained).isBetween(500, 4500);
  }

  private static boolean someOrder(int number, List<Timed> rest) {
    if (rest.stream().noneMatch(Timed::known)) {
      return true;
    }
    for (var first : rest) {
      var others = new ArrayList<>(rest);
      others.remove(first);
      var mayBeFirst = others.stream().noneMatch(other -> other.returned < first.called);
      if (mayBeFirst && (!first.read || first.number == number) && someOrder(first.number, others)) {
        return true;
      }
      if (!first.known && someOrder(number, others)) {
        return true;
      }
    }
    return false;
  }

  /** A read or a write that is still known by its parts. */
  private record Timed(long called, long returned, boolean known, boolean read, int number) {
    static Timed any(Random random) {
      var called = random.nextInt(12);
      var read = random.nextBoolean();
      return new Timed(called, called + random.nextInt(6), read || random.nextInt(3) > 0, read, random.nextInt(3));
    }

    Operation<Integer> operation() {
      return read
          ? LinearizabilityTest.read(called, returned, number)
          : known ? write(called, returned, number) : perhapsWrite(called, returned, number);
    }
  }
}
