package dev.persist.benchmarks;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import dev.persist.view.View;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
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

/** Ways to the state of a stream: a kept state, a kept state and the events after it, all events; and decisions on it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ReadModels {
  private static final String STREAM = "sales";
  private static final int TAIL = 10;
  private static final int EVENT_BYTES = 200;

  @Param({"memory", "rocksdb"}) private String engine;

  @Param({"10", "10000", "1000000"}) private int length;

  private TemporaryDirectory directory;
  private Persist store;
  private Snapshots<Sale.Total> totals;
  private View<Sale.Total> view;
  private Decider<Sale.Total, Sale> decider;

  /** Fills the store, with a snapshot that lacks the last {@link #TAIL} events. */
  @Setup
  public void fill() throws IOException {
    directory = TemporaryDirectory.create();
    open();
    Sale.append(store.log(), STREAM, length - TAIL, EVENT_BYTES);
    view.refresh();
    Sale.append(store.log(), STREAM, TAIL, EVENT_BYTES);
    if (engine.equals("rocksdb")) {
      // What was written last would be read from memory otherwise, for long streams and short ones alike.
      store.close();
      open();
    }
  }

  private void open() {
    store = Persist.open(engine.equals("rocksdb") ? "rocksdb:" + directory.path() : "memory:");
    totals = store.snapshots("total", 1, Sale.TOTAL, Codec.of(Sale.Total.class));
    view = totals.view(STREAM);
    decider = newDecider();
  }

  private Decider<Sale.Total, Sale> newDecider() {
    var types = EventTypes.of(Sale.class).named(Sale.class, Sale.TYPE);
    return new Decider<>(store, types, Sale.TOTAL.seed(), Sale.Total::plus).startingFrom(totals);
  }

  /** Removes the store. */
  @TearDown
  public void remove() throws IOException {
    store.close();
    directory.close();
  }

  /** Reads the kept state. */
  @Benchmark
  public Projection.State<Sale.Total> peek() {
    return view.peek();
  }

  /** Folds the last {@link #TAIL} events onto the kept state. */
  @Benchmark
  public Projection.State<Sale.Total> tail() {
    return totals.replay(STREAM);
  }

  /** Decides that nothing happens, on the state of the decision before. */
  @Benchmark
  public Decided<Sale.Total, Long> decide() {
    return decider.on(STREAM).decide(Instant.EPOCH, total -> Verdict.of(total.cents()));
  }

  /** Decides that nothing happens, for the first time: on the kept state and the events after it. */
  @Benchmark
  public Decided<Sale.Total, Long> decideFirst() {
    return newDecider().on(STREAM).decide(Instant.EPOCH, total -> Verdict.of(total.cents()));
  }

  /** Folds all events. */
  @Benchmark
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public Projection.State<Sale.Total> replay() {
    return Sale.TOTAL.project(store.log(), STREAM);
  }
}
