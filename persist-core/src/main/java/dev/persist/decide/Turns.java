package dev.persist.decide;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Has the callers in one process that were overtaken go on one after another, and those behind them that come meanwhile:
 * first come, first served. Of many that decide anew at a time, all but one would do it for nothing.
 */
final class Turns {
  private static final int LOCKS = 256;

  private final List<ReentrantLock> locks = Stream.generate(() -> new ReentrantLock(true)).limit(LOCKS).toList();

  /** Returns the lock of {@code subject}, which it may share with others. */
  ReentrantLock of(Object subject) {
    return locks.get(Math.floorMod(subject.hashCode(), LOCKS));
  }
}
