package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.conformance.Engines;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Being observed changes nothing, and each call that begins ends once, in its thread. */
class ObservedConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    var memory = Engines.MEMORY.get();
    var open = new AtomicInteger();
    return new Engine() {
      @Override
      public String name() {
        return memory.name();
      }

      @Override
      public Backend open() {
        return Observed.by(work -> new Once(open), memory.open());
      }

      @Override
      public void close() {
        memory.close();
        assertThat(open).as("calls that began and did not end").hasValue(0);
      }
    };
  }

  private static final class Once implements Observer.Watch {
    private final AtomicInteger open;
    private final Thread thread = Thread.currentThread();
    private boolean ended;

    Once(AtomicInteger open) {
      this.open = open;
      open.incrementAndGet();
    }

    @Override
    public void again() {
      throw new AssertionError("a commit is not done again");
    }

    @Override
    public void ended(List<String> outcomes) {
      assertThat(ended).isFalse();
      assertThat(Thread.currentThread()).isSameAs(thread);
      ended = true;
      open.decrementAndGet();
    }

    @Override
    public void failed(Throwable fault) {
      ended(List.of());
    }
  }
}
