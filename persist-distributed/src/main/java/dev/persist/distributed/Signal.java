package dev.persist.distributed;

import dev.persist.group.Threads;
import dev.persist.spi.Changes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Raises the change signal when another process has written. While somebody waits, a thread looks at the marks of the
 * writers ({@link Mark}): their number is that of the processes, however many streams there are. Safe for use by any
 * thread.
 */
final class Signal implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Cluster cluster;
  private final Changes changes;
  private final Set<ByteBuffer> own;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;
  private Set<UUID> known = Set.of();
  private boolean isFirst = true;

  /**
   * Starts to look.
   *
   * @param own the keys of the marks of this process, whose writers raise the signal themselves
   */
  Signal(Cluster cluster, Changes changes, List<byte[]> own) {
    this.cluster = cluster;
    this.changes = changes;
    this.own = Set.copyOf(own.stream().map(ByteBuffer::wrap).toList());
    this.thread = Thread.ofPlatform().name("persist-signal " + cluster.name()).daemon().start(this::look);
  }

  interface Waiting {
    long await() throws InterruptedException;
  }

  /** Returns what {@code await} does, and looks meanwhile. */
  long during(Waiting await) throws InterruptedException {
    waiting.incrementAndGet();
    LockSupport.unpark(thread);
    try {
      return await.await();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void look() {
    while (!closed) {
      if (waiting.get() == 0) {
        LockSupport.park(this);
      } else {
        lookOnce();
        LockSupport.parkNanos(this, PAUSE.toNanos());
      }
    }
  }

  private void lookOnce() {
    try {
      var found = new HashSet<UUID>();
      try (var cells = cluster.beginReading()) {
        for (var home : cluster.partitions()) {
          Marks.in(cells, home)
              .stream()
              .filter(mark -> !own.contains(ByteBuffer.wrap(mark.key)))
              .forEach(mark -> found.add(Marks.decoded(mark).token()));
        }
      }
      if (isFirst || !found.equals(known)) {
        isFirst = false;
        known = found;
        changes.raise();
      }
    } catch (RuntimeException e) {
      // A transaction is under way, or a server is away. A caller that is woken for nothing finds out by its next read.
      changes.raise();
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
