package dev.persist.decide;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Has the callers in one process that were overtaken go on one after another, first come, first served: of many that decide
 * anew at a time, all but one do it for nothing.
 */
final class Turns {
  private static final int LOCKS = 256;

  private final List<ReentrantLock> locks = Stream.generate(() -> new ReentrantLock(true)).limit(LOCKS).toList();

  /** Returns the lock of {@code subject}, which it may share with others. */
  Lock of(Object subject) {
    return locks.get(Math.floorMod(subject.hashCode(), LOCKS));
  }
}
