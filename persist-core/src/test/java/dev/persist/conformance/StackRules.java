package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.StoreException;
import dev.persist.feed.Hub;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A caller whose recursion overflows its stack in the middle of a call (rules C13, C29). */
@Rule({"C13", "C29"})
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
    var overflows = overflows(this::commitAndRead);
    while (!overflows.isDone()) {
      requireAnswers();
    }
    requireKept(overflows);
  }

  /** Then the writer waits when the stack ends in the middle of waking it. */
  @Test
  void who_overflows_the_stack_in_a_call_keeps_others_who_call_later_from_no_answer() throws Exception {
    requireKept(overflows(this::commitAndRead));
  }

  @Test
  @Rule("S1")
  void who_overflows_the_stack_while_it_publishes_keeps_nobody_else_from_it() throws Exception {
    var hub = new Hub(store, failure -> {
    });
    var heard = new AtomicLong();
    hub.subscribe("s", event -> heard.set(event.seq()));
    var overflows = overflows(() -> {
      hub.publish(commit);
      acknowledged++;
    });
    overflows.get();
    hub.publish(commit);
    assertThat(heard).hasValue(log().lastSeq("s"));
    requireKept(overflows);
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

  private void commitAndRead() {
    store.commit(commit);
    acknowledged++;
    try {
      log().lastSeq("s");
    } catch (StackOverflowError e) {
      // As is to be, also where a commit has stack enough: a driver needs more.
    }
  }

  /** Has {@code call} made where the stack ends, with a little more of it each time until it is enough. */
  private Future<?> overflows(Runnable call) {
    var task = new FutureTask<>(() -> {
      for (var i = 0; i < OVERFLOWS; i++) {
        answeredInARow = 0;
        overflow(call);
      }
    }, true);
    new Thread(null, task, "overflows", STACK_BYTES).start();
    return task;
  }

  @SuppressWarnings("InfiniteRecursion") // which is the point
  private void overflow(Runnable call) {
    try {
      overflow(call);
    } catch (StackOverflowError e) {
      if (answeredInARow < ENOUGH) {
        make(call);
        throw e;
      }
    }
  }

  private void make(Runnable call) {
    try {
      call.run();
      answeredInARow++;
    } catch (StackOverflowError | StoreException.UnknownOutcome e) { // the other from a server whose stack this is
      answeredInARow = 0;
    }
  }
}
