package dev.persist.benchmarks;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.view.Projection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Folds streams of up to 1 GiB in a heap of 32 MiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx32m"})
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
public class Folding {
  private static final String STREAM = "sales";
  private static final int EVENT_BYTES = 1024;

  /** How many times one fold is stopped to look at the heap, at another place in the page each time. */
  private static final int LOOKS = 97;

  @Param({"10", "10000", "1000000"}) private int length;

  private TemporaryDirectory directory;
  private Persist store;

  /** Fills the store. */
  @Setup
  public void fill() throws IOException {
    directory = TemporaryDirectory.create();
    store = Persist.open("rocksdb:" + directory.path());
    Sale.append(store.log(), STREAM, length, EVENT_BYTES);
  }

  /** Removes the store. */
  @TearDown
  public void remove() throws IOException {
    store.close();
    directory.close();
  }

  /** Makes JMH report the time per event beside the time per fold. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Folded {
    /** How many events were folded. */
    public long event;
  }

  /** Makes JMH report what the fold holds in memory. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Live {
    /** The most events that were reachable at once. */
    public long events;
  }

  /** Asks the JVM, which collects all garbage first. */
  private static long liveEvents() {
    try {
      var histogram = (String) ManagementFactory.getPlatformMBeanServer()
          .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
              new Object[]{new String[0]}, new String[]{String[].class.getName()});
      return histogram.lines()
          .filter(line -> line.endsWith(" " + Event.class.getName()))
          .mapToLong(line -> new Scanner(line).skip(" *\\d+: +").nextLong())
          .sum();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Folds all events. */
  @Benchmark
  public Sale.Total fold(Folded folded) {
    folded.event += length;
    return Sale.TOTAL.fold(store.log(), STREAM);
  }

  /** Folds all events and looks between them at what is reachable. */
  @Benchmark
  @Warmup(iterations = 0)
  @Measurement(iterations = 1, time = 1, timeUnit = TimeUnit.MILLISECONDS)
  public Sale.Total live(Live live) {
    var looking = new Projection<>(Sale.TOTAL.seed(), (Sale.Total total, Event event) -> {
      if (event.seq() % (1 + length / LOOKS) == 0) {
        live.events = Math.max(live.events, liveEvents());
      }
      return Sale.TOTAL.step().apply(total, event);
    });
    return looking.fold(store.log(), STREAM);
  }
}
