package dev.persist.conformance;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** How much memory a step takes. A step that copies a state takes more the larger that is, on any machine. */
public final class Allocated {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int TRIES = 5;

  private Allocated() {}

  /** Returns how many bytes {@code step} allocates; the least of some tries, since the first one may load classes. */
  public static long by(Supplier<?> step) {
    return IntStream.range(0, TRIES).mapToLong(i -> once(step)).min().orElseThrow();
  }

  private static long once(Supplier<?> step) {
    var before = THREADS.getCurrentThreadAllocatedBytes();
    Objects.requireNonNull(step.get());
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
