package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A caller whose recursion overflows its stack in the middle of a call (rules C12, C13). */
@Rule({"C12", "C13"})
abstract class StackRules extends Suite {
  private static final int OVERFLOWS = 20;

  /** How many frames above the one that overflowed call the store, each with a little more stack than the one before. */
  private static final int CALLS = 40;

  private static final int STACK_BYTES = 256 << 10;

  private final Commit commit = Commit.builder().append("s", event("x")).build();

  StackRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void who_overflows_the_stack_in_a_call_keeps_nobody_else_from_an_answer() throws Exception {
    var acknowledged = new AtomicInteger();
    var thread = new FutureTask<>(() -> {
      for (var i = 0; i < OVERFLOWS; i++) {
        overflow(new int[]{CALLS}, acknowledged);
      }
      return true;
    });
    new Thread(null, thread, "overflows", STACK_BYTES).start();
    while (!thread.isDone()) {
      assertThat(store.commit(Commit.builder().append("other", event("x")).build())).isInstanceOf(Committed.class);
      assertThat(log().lastSeq("other")).isPositive();
    }
    thread.get();
    assertThat(log().read("s").count()).isGreaterThanOrEqualTo(acknowledged.get());
    restart();
    assertThat(log().read("s").count()).isGreaterThanOrEqualTo(acknowledged.get());
  }

  @SuppressWarnings("InfiniteRecursion") // which is the point
  private void overflow(int[] calls, AtomicInteger acknowledged) {
    try {
      overflow(calls, acknowledged);
    } catch (StackOverflowError e) {
      if (calls[0]-- > 0) {
        call(acknowledged);
        throw e;
      }
    }
  }

  private void call(AtomicInteger acknowledged) {
    try {
      store.commit(commit);
      acknowledged.incrementAndGet();
      log().lastSeq("s");
    } catch (StackOverflowError e) {
      // As is to be.
    }
  }
}
