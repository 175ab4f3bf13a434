package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.internal.Pages;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a runner makes of faults, and how it tells of them (rule S5). */
@Rule("S5")
abstract class RunnerRules extends CopyingSuite {
  RunnerRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void a_fault_keeps_its_class_whichever_thread_met_it_and_no_event_is_lost() throws Exception {
    var events = 3 * Pages.SIZE;
    log().append("s", Collections.nCopies(events, event("x")));
    for (var failing = 1; failing <= 8; failing++) {
      var read = new AtomicInteger(failing);
      var flaky = Persist.over(new DelegatingBackend(backend) {
        @Override
        public List<Event> read(String stream, long fromSeq, int limit) {
          fail();
          return backend.read(stream, fromSeq, limit);
        }

        @Override
        public long lastSeq(String stream) {
          fail();
          return backend.lastSeq(stream);
        }

        private void fail() {
          if (read.decrementAndGet() == 0) {
            throw new StoreException.Unavailable("away for a moment");
          }
        }
      });
      var handled = new AtomicInteger();
      try (var runner = flaky.subscription("copy " + failing, "s")
          .batches(Pages.SIZE, clock, (batch, commit) -> handled.addAndGet(batch.size()))) {
        catchUpThrough(StoreException.Unavailable.class, runner::catchUp);
      }
      assertThat(handled).hasValue(events);
    }
  }

  private interface CatchUp {
    void run() throws InterruptedException;
  }

  private static void catchUpThrough(Class<? extends StoreException> fault, CatchUp catchUp) throws Exception {
    try {
      catchUp.run();
    } catch (RuntimeException e) {
      assertThat(e).isExactlyInstanceOf(fault);
      catchUp.run();
    }
  }
}
