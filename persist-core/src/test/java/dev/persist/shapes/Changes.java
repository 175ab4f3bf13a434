package dev.persist.shapes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Families of events that differ in one thing. Records of one name are one event, before and after a change. */
@SuppressWarnings("SameNameButDifferent") // so that they are one event
final class Changes {
  private Changes() {}

  interface Value {
    sealed interface OfInt {
      record Sent(int a) implements OfInt {}
    }

    sealed interface OfLong {
      record Sent(long a) implements OfLong {}
    }

    sealed interface OfDouble {
      record Sent(double a) implements OfDouble {}
    }

    sealed interface OfBig {
      record Sent(BigInteger a) implements OfBig {}
    }

    sealed interface OfDecimal {
      record Sent(BigDecimal a) implements OfDecimal {}
    }

    sealed interface OfText {
      record Sent(String a) implements OfText {}
    }

    sealed interface OfTime {
      record Sent(Instant a) implements OfTime {}
    }

    sealed interface OfMaybe {
      record Sent(Optional<Integer> a) implements OfMaybe {}
    }

    sealed interface OfMaybeInt {
      record Sent(OptionalInt a) implements OfMaybeInt {}
    }

    sealed interface OfPositive {
      record Sent(int a) implements OfPositive {
        public Sent {
          if (a < 0) {
            throw new IllegalArgumentException(a + " is negative; give 0 or more");
          }
        }
      }
    }
  }

  interface Records {
    sealed interface One {
      record Sent() implements One {}
    }

    sealed interface Two {
      record Sent() implements Two {}

      record Lost() implements Two {}
    }

    sealed interface Renamed {
      record Sent() implements Renamed {}

      record Missed() implements Renamed {}
    }
  }

  interface Parts {
    sealed interface AB {
      record Sent(int a, String b) implements AB {}
    }

    sealed interface BA {
      record Sent(String b, int a) implements BA {}
    }

    sealed interface AC {
      record Sent(int a, String c) implements AC {}
    }
  }

  interface Flag {
    enum Two {
      RED, BLUE
    }

    enum Swapped {
      BLUE, RED
    }

    enum Three {
      RED, BLUE, GREEN
    }
  }

  interface Constants {
    sealed interface Two {
      record Sent(Flag.Two a) implements Two {}
    }

    sealed interface Swapped {
      record Sent(Flag.Swapped a) implements Swapped {}
    }

    sealed interface Three {
      record Sent(Flag.Three a) implements Three {}
    }

    sealed interface Text {
      record Sent(String a) implements Text {}
    }
  }

  interface Nested {
    sealed interface Was {
      record Sent(Part part) implements Was {}

      record Part(int a) {}
    }

    sealed interface More {
      record Sent(Inner part) implements More {}

      record Inner(int a, int b) {}
    }

    sealed interface MoreOptional {
      record Sent(Inner part) implements MoreOptional {}

      record Inner(int a, Optional<Inner> b) {}
    }

    sealed interface Renamed {
      record Sent(Piece part) implements Renamed {}

      record Piece(int a) {}
    }

    sealed interface Family {
      record Sent(Parts part) implements Family {}

      sealed interface Parts {
        record Part(int a) implements Parts {}
      }
    }

    sealed interface Larger {
      record Sent(Parts part) implements Larger {}

      sealed interface Parts {
        record Part(int a) implements Parts {}

        record Other() implements Parts {}
      }
    }
  }

  interface Many {
    sealed interface Single {
      record Sent(int a) implements Single {}
    }

    sealed interface Ints {
      record Sent(List<Integer> a) implements Ints {}
    }

    sealed interface Longs {
      record Sent(List<Long> a) implements Longs {}
    }

    sealed interface IntSet {
      record Sent(Set<Integer> a) implements IntSet {}
    }

    sealed interface IntMap {
      record Sent(Map<Integer, String> a) implements IntMap {}
    }

    sealed interface LongMap {
      record Sent(Map<Long, String> a) implements LongMap {}
    }
  }
}
