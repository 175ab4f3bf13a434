package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls from platform and virtual threads at a time, some of them interrupted: each is answered (rule C13). */
@Rule("C13")
abstract class InterruptRules extends Suite {
  private static final int CALLERS = 24;
  private static final int CALLS = 60;
  private static final long BETWEEN_INTERRUPTS_NANOS = 2_000_000;

  InterruptRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void readers_on_threads_of_both_kinds_read_on_however_often_they_are_interrupted() throws Exception {
    log().append("s", events("a", "b", "c"));
    kv().put("k", json(1));
    interrupted((caller, call) -> {
      assertThat(log().lastSeq("s")).isEqualTo(3);
      assertThat(log().read("s")).hasSize(3);
      assertThat(kv().get("k")).contains(json(1));
    });
  }

  @Test
  void writers_on_threads_of_both_kinds_write_on_however_often_they_are_interrupted() throws Exception {
    interrupted((caller, call) -> {
      assertThat(store.commit(Commit.builder().append("s" + caller, event("x")).build())).isInstanceOf(Committed.class);
      assertThat(log().lastSeq("s" + caller)).isEqualTo(call + 1);
    });
  }

  @Test
  @Rule("C30")
  void a_thread_that_is_interrupted_before_a_call_is_answered_and_stays_interrupted() throws Exception {
    var stayed = Race.of(8, racer -> {
      Thread.currentThread().interrupt();
      append("s" + racer);
      assertThat(log().read("s" + racer)).hasSize(1);
      return Thread.interrupted();
    });
    assertThat(stayed).containsOnly(true);
  }

  private interface Call {
    void run(int caller, int call) throws Exception;
  }

  /** Makes every caller make all its calls, one in three on a platform thread, and interrupts one after the other. */
  private static void interrupted(Call call) throws Exception {
    var threads = new ConcurrentHashMap<Integer, Thread>();
    var done = new CountDownLatch(CALLERS);
    var callers = IntStream.range(0, CALLERS).mapToObj(caller -> {
      var calls = new FutureTask<Integer>(() -> {
        try {
          for (var i = 0; i < CALLS; i++) {
            call.run(caller, i);
          }
          return caller;
        } finally {
          done.countDown();
        }
      });
      threads.put(caller, (caller % 3 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(calls));
      return calls;
    }).toList();
    var random = new Random(1);
    while (done.getCount() > 0) {
      threads.get(random.nextInt(CALLERS)).interrupt();
      LockSupport.parkNanos(BETWEEN_INTERRUPTS_NANOS);
    }
    for (Future<Integer> caller : callers) {
      caller.get();
    }
  }
}
