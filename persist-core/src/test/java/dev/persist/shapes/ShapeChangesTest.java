package dev.persist.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.persist.Persist;
import dev.persist.log.EventTypes;
import dev.persist.log.UnreadableException;
import dev.persist.shapes.Changes.Constants;
import dev.persist.shapes.Changes.Flag;
import dev.persist.shapes.Changes.Many;
import dev.persist.shapes.Changes.Nested;
import dev.persist.shapes.Changes.Parts;
import dev.persist.shapes.Changes.Records;
import dev.persist.shapes.Changes.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For each kind of change: whether a stored event can be read after it, and that the check says so. */
class ShapeChangesTest {
  private static final boolean READ = true;
  private static final boolean REFUSED = false;

  @TempDir private Path dir;

  static Stream<Arguments> changes() {
    return Stream.of(
        change("no change", READ, new Value.OfInt.Sent(1), Value.OfInt.class),
        change("an int becomes a long", READ, new Value.OfInt.Sent(Integer.MIN_VALUE),
            Value.OfLong.class),
        change("a long becomes an int", REFUSED, new Value.OfLong.Sent(Long.MAX_VALUE),
            Value.OfInt.class),
        change("an int becomes a double", READ, new Value.OfInt.Sent(Integer.MAX_VALUE),
            Value.OfDouble.class),
        change("a long becomes a double", REFUSED, new Value.OfLong.Sent(Long.MAX_VALUE),
            Value.OfDouble.class),
        change("a double becomes an int", REFUSED, new Value.OfDouble.Sent(0.5), Value.OfInt.class),
        change("a long becomes a BigInteger", READ, new Value.OfLong.Sent(Long.MIN_VALUE),
            Value.OfBig.class),
        change("a BigInteger becomes a long", REFUSED, new Value.OfBig.Sent(BigInteger.TEN.pow(20)),
            Value.OfLong.class),
        change("a BigDecimal becomes a double", REFUSED, new Value.OfDecimal.Sent(new BigDecimal("1.50")),
            Value.OfDouble.class),
        change("a long becomes a BigDecimal", READ, new Value.OfLong.Sent(1), Value.OfDecimal.class),
        change("a text becomes an int", REFUSED, new Value.OfText.Sent("5"), Value.OfInt.class),
        change("an int becomes a text", REFUSED, new Value.OfInt.Sent(5), Value.OfText.class),
        change("a time becomes a text", READ, new Value.OfTime.Sent(Instant.EPOCH), Value.OfText.class),
        change("a text becomes a time", REFUSED, new Value.OfText.Sent("soon"), Value.OfTime.class),
        change("a component becomes an Optional", READ, new Value.OfInt.Sent(5), Value.OfMaybe.class),
        change("a component becomes an OptionalInt", READ, new Value.OfInt.Sent(5), Value.OfMaybeInt.class),
        change("an Optional becomes required", REFUSED, new Value.OfMaybe.Sent(Optional.empty()),
            Value.OfInt.class),
        change("a record is added", READ, new Records.One.Sent(), Records.Two.class),
        change("a record is removed", REFUSED, new Records.Two.Lost(), Records.One.class),
        change("a record is renamed", REFUSED, new Records.Two.Lost(), Records.Renamed.class),
        change("a required component is added", REFUSED, new Records.One.Sent(), Value.OfInt.class),
        change("an Optional component is added", READ, new Records.One.Sent(), Value.OfMaybe.class),
        change("a component is removed", READ, new Value.OfInt.Sent(5), Records.One.class),
        change("a component is renamed", REFUSED, new Parts.AB.Sent(1, "b"), Parts.AC.class),
        change("components change places", READ, new Parts.AB.Sent(1, "b"), Parts.BA.class),
        change("a constant is added", READ, new Constants.Two.Sent(Flag.Two.BLUE),
            Constants.Three.class),
        change("a constant is removed", REFUSED, new Constants.Three.Sent(Flag.Three.GREEN),
            Constants.Two.class),
        change("constants change places", READ, new Constants.Two.Sent(Flag.Two.RED),
            Constants.Swapped.class),
        change("a constant becomes a text", READ, new Constants.Two.Sent(Flag.Two.RED),
            Constants.Text.class),
        change("a nested record has one more component", REFUSED,
            new Nested.Was.Sent(new Nested.Was.Part(1)), Nested.More.class),
        change("a nested record has one more Optional", READ,
            new Nested.Was.Sent(new Nested.Was.Part(1)), Nested.MoreOptional.class),
        change("a nested record is renamed", READ, new Nested.Was.Sent(new Nested.Was.Part(1)),
            Nested.Renamed.class),
        change("a nested record becomes one of a family", REFUSED,
            new Nested.Was.Sent(new Nested.Was.Part(1)), Nested.Family.class),
        change("a family has one more record", READ,
            new Nested.Family.Sent(new Nested.Family.Parts.Part(1)), Nested.Larger.class),
        change("a family has one record less", REFUSED,
            new Nested.Larger.Sent(new Nested.Larger.Parts.Other()), Nested.Family.class),
        change("a list becomes a set", REFUSED, new Many.Ints.Sent(List.of(1, 1)),
            Many.IntSet.class),
        change("a set becomes a list", READ, new Many.IntSet.Sent(Set.of(1, 2)), Many.Ints.class),
        change("the elements of a list get larger", READ, new Many.Ints.Sent(List.of(1)),
            Many.Longs.class),
        change("the elements of a list get smaller", REFUSED, new Many.Longs.Sent(List.of(1L << 40)),
            Many.Ints.class),
        change("a value becomes a list", REFUSED, new Many.Single.Sent(1), Many.Ints.class),
        change("a list becomes a value", REFUSED, new Many.Ints.Sent(List.of(1)), Many.Single.class),
        change("the keys of a map get smaller", REFUSED, new Many.LongMap.Sent(Map.of(1L << 40, "x")),
            Many.IntMap.class),
        change("the keys of a map get larger", READ, new Many.IntMap.Sent(Map.of(1, "x")),
            Many.LongMap.class),
        change("a constructor refuses more", REFUSED, new Value.OfInt.Sent(-1), Value.OfPositive.class));
  }

  private static Arguments change(String what, boolean readable, Record stored, Class<?> is) {
    return arguments(what, readable, stored, is);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void the_check_says_what_happens_to_a_stored_event(String what, boolean readable, Record stored, Class<?> is)
      throws Exception {
    var before = EventTypes.of(stored.getClass().getInterfaces()[0]);
    var after = EventTypes.of(is);
    assertThat(isRead(stored, before, after)).as("what happens").isEqualTo(readable);

    var file = dir.resolve("events.json");
    EventShapes.of(before).check(file, true);
    var accepted = Files.readString(file);
    var check = EventShapes.of(after);
    if (readable) {
      check.check(file, true);
      check.check(file, false);
    } else {
      assertThatThrownBy(() -> check.check(file, true)).isInstanceOf(AssertionError.class)
          .hasMessageContaining("cannot be read any more")
          .hasMessageContaining("Do one of these:");
      assertThat(file).hasContent(accepted);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E> boolean isRead(Record stored, EventTypes<E> before, EventTypes<?> after) {
    var log = Persist.open("memory:").log();
    log.append("s", List.of(before.write((E) stored, Instant.EPOCH)));
    try {
      after.read(log.read("s").findFirst().orElseThrow());
      return true;
    } catch (UnreadableException e) {
      return false;
    }
  }
}
