package dev.persist.crash;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Writes commits of 7 MiB from many threads at a time, platform and virtual ones, which are interrupted now and then. */
public final class HeavyWriter {
  /** What a caller says at last when there was no memory to write its large commit. */
  private static final String REFUSED = ", but the large one refused";

  /** How many parts of 1 MiB a large commit has. */
  private static final int PARTS = 7;

  /** So many callers write events with an id, which a database stores twice; the others overwrite keys. */
  private static final int ONCE = 24;

  private static final long BETWEEN_INTERRUPTS_NANOS = 5_000_000;
  private static final NewEvent LARGE = NewEvent.of("t", Instant.EPOCH, "x".repeat(Limits.EVENT_BYTES - 100));
  private static final NewEvent SMALL = NewEvent.of("t", Instant.EPOCH, Json.of("small"));

  private HeavyWriter() {}

  /** Returns how many events {@code caller} writes, with {@code small} small commits. */
  private static int events(int caller, int small) {
    return small + (caller < ONCE ? PARTS : 1);
  }

  /**
   * Takes the URL, how many callers there are, and how many small commits each writes after one of 7 MiB; prints for each
   * caller how many events of its stream were acknowledged, and its first error.
   */
  public static void main(String[] args) throws InterruptedException {
    var small = Integer.parseInt(args[2]);
    try (var store = Persist.open(args[0])) {
      var busy = new AtomicInteger(Integer.parseInt(args[1]));
      var callers = IntStream.range(0, busy.get()).mapToObj(caller -> {
        var kind = caller % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
        return kind.start(() -> {
          var said = write(store, caller, small);
          busy.decrementAndGet();
          System.out.println(caller + " " + said);
        });
      }).toList();
      interrupt(callers, busy);
      for (var caller : callers) {
        caller.join();
      }
    }
  }

  private static String write(Persist store, int caller, int small) {
    var stream = "s" + caller;
    var acknowledged = 0;
    try {
      var refused = "";
      try {
        store.commit(large(stream, caller < ONCE));
        acknowledged = events(caller, 0);
      } catch (StoreException.Refused e) {
        refused = REFUSED;
      }
      for (var i = 0; i < small; i++) {
        store.commit(Commit.builder().append(stream, SMALL).build());
        acknowledged++;
        if (store.log().lastSeq(stream) != acknowledged) {
          return acknowledged + " but reads " + store.log().lastSeq(stream);
        }
      }
      return acknowledged + " and no error" + refused;
    } catch (StoreException e) {
      return acknowledged + " " + e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private static Commit large(String stream, boolean once) {
    var large = Commit.builder();
    if (once) {
      IntStream.range(0, PARTS).forEach(i -> large.append(stream, LARGE));
      return large.id(new CommitId(stream, "large", "d")).build();
    }
    IntStream.range(0, PARTS).forEach(i -> large.put("k" + i, LARGE.data()));
    return large.append(stream, SMALL).build();
  }

  private static void interrupt(List<Thread> callers, AtomicInteger busy) {
    var random = new Random(1);
    while (busy.get() > 0) {
      callers.get(random.nextInt(callers.size())).interrupt();
      LockSupport.parkNanos(BETWEEN_INTERRUPTS_NANOS);
    }
  }
}
