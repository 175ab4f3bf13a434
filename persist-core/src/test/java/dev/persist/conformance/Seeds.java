package dev.persist.conformance;

import java.util.List;
import java.util.stream.LongStream;

/** Where what is drawn at random begins. */
public final class Seeds {
  private Seeds() {}

  /** Returns 1 to {@code most}, which every build has, and one of its own; {@code -Dpersist.seed} repeats one alone. */
  public static List<Long> upTo(int most) {
    var repeated = Long.getLong("persist.seed");
    return repeated == null
        ? LongStream.concat(LongStream.rangeClosed(1, most), LongStream.of(System.nanoTime())).boxed().toList()
        : List.of(repeated);
  }
}
