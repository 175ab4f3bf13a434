package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A caller whose recursion overflows its stack in the middle of a call (rules C12, C13). */
@Rule({"C12", "C13"})
abstract class StackRules extends Suite {
  private static final int OVERFLOWS = 8;

  /**
   * So many calls in a row that came to an end have stack enough: the frames above the one that overflowed call the store,
   * each with a little more stack than the one before.
   */
  private static final int ENOUGH = 20;

  private static final int STACK_BYTES = 256 << 10;

  /** These two are the overflowing thread's, and read when it has ended. */
  private int acknowledged;

  private int answeredInARow;

  private final Commit commit = Commit.builder().append("s", event("x")).build();

  StackRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void who_overflows_the_stack_in_a_call_keeps_others_who_call_meanwhile_from_no_answer() throws Exception {
    var overflows = overflows();
    while (!overflows.isDone()) {
      requireAnswers();
    }
    requireKept(overflows);
  }

  /** Then the writer waits when the stack ends in the middle of waking it. */
  @Test
  void who_overflows_the_stack_in_a_call_keeps_others_who_call_later_from_no_answer() throws Exception {
    requireKept(overflows());
  }

  private void requireKept(Future<?> overflows) throws Exception {
    overflows.get();
    requireAnswers();
    assertThat(answeredInARow).isEqualTo(ENOUGH);
    assertThat(log().read("s").count()).isGreaterThanOrEqualTo(acknowledged);
    restart();
    assertThat(log().read("s").count()).isGreaterThanOrEqualTo(acknowledged);
  }

  private void requireAnswers() {
    assertThat(store.commit(Commit.builder().append("other", event("x")).build())).isInstanceOf(Committed.class);
    assertThat(log().lastSeq("other")).isPositive();
  }

  private Future<?> overflows() {
    var task = new FutureTask<>(() -> {
      for (var i = 0; i < OVERFLOWS; i++) {
        answeredInARow = 0;
        overflow();
      }
    }, true);
    new Thread(null, task, "overflows", STACK_BYTES).start();
    return task;
  }

  @SuppressWarnings("InfiniteRecursion") // which is the point
  private void overflow() {
    try {
      overflow();
    } catch (StackOverflowError e) {
      if (answeredInARow < ENOUGH) {
        call();
        throw e;
      }
    }
  }

  private void call() {
    try {
      store.commit(commit);
      acknowledged++;
      answeredInARow++;
    } catch (StackOverflowError e) {
      answeredInARow = 0;
    }
    try {
      log().lastSeq("s");
    } catch (StackOverflowError e) {
      // As is to be, also where a commit has stack enough: a driver needs more.
    }
  }
}
