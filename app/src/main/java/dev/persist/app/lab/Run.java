package dev.persist.app.lab;

import dev.persist.app.demo.Scratch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of an experiment, in a thread of its own. Safe for use by any thread. */
public final class Run {
  private static final Logger LOG = LoggerFactory.getLogger("dev.persist.app");

  private final Experiment experiment;
  private final Consumer<LongConsumer> changes;
  private final AtomicReference<Thread> worker = new AtomicReference<>();
  private volatile Seen seen;
  /** Why it was interrupted; empty unless it was. */
  private volatile Optional<String> calledOff = Optional.empty();

  /** Something that the run did. */
  public record Step(Instant at, String sentence) {}

  /**
   * A run as the page shows it.
   *
   * @param result what it has shown; empty while it runs, and when it failed
   * @param failed why it failed
   * @param change another number after each change
   */
  public record Seen(String engine, Map<String, Integer> numbers, List<Step> steps, boolean runs,
      Optional<Result> result, Optional<String> failed, long change) {
    /** Copies the lists. */
    public Seen {
      numbers = Map.copyOf(numbers);
      steps = List.copyOf(steps);
    }
  }

  /** Creates a run that has not begun. It writes each of its changes within {@code changes}, which numbers them. */
  Run(Experiment experiment, String engine, Map<String, Integer> numbers, Consumer<LongConsumer> changes) {
    this.experiment = experiment;
    this.changes = changes;
    this.seen = new Seen(engine, numbers, List.of(), true, Optional.empty(), Optional.empty(), 0);
  }

  Seen seen() {
    return seen;
  }

  /** Begins it. It is interrupted after {@code longest}. */
  void start(Path within, InstantSource clock, Duration longest) {
    var thread = Thread.ofVirtual().name("experiment").unstarted(() -> work(within, clock));
    worker.set(thread);
    thread.start();
    Thread.ofVirtual().name("end of an experiment").start(() -> {
      try {
        if (!thread.join(longest)) {
          callOff(thread, "It was stopped, since it took too long. Run it again, with smaller numbers.");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void callOff(Thread thread, String why) {
    calledOff = calledOff.or(() -> Optional.of(why));
    thread.interrupt();
  }

  private void work(Path within, InstantSource clock) {
    Optional<Result> result = Optional.empty();
    Optional<String> failed = Optional.empty();
    try (var scratch = Scratch.on(seen.engine, within)) {
      try {
        result = Optional.of(experiment.run(new Bench(scratch, seen.numbers, clock, step -> step(clock, step))));
      } finally {
        Thread.interrupted(); // or what is removed now would not be
      }
    } catch (Exception | Error e) {
      failed = calledOff.or(() -> failure(e)); // an interrupt comes in many forms, such as a store that is away
    }
    end(result, failed);
  }

  private Optional<String> failure(Throwable e) {
    LOG.warn("the experiment {} failed", experiment.about().name(), e);
    return Optional.of("It could not be run to its end: " + e.getMessage());
  }

  private void step(InstantSource clock, String sentence) {
    var steps = Stream.concat(seen.steps.stream(), Stream.of(new Step(clock.instant(), sentence))).toList();
    changes.accept(change -> seen = new Seen(seen.engine, seen.numbers, steps, true, Optional.empty(),
        Optional.empty(), change));
  }

  private void end(Optional<Result> result, Optional<String> failed) {
    changes.accept(change -> seen = new Seen(seen.engine, seen.numbers, seen.steps, false,
        failed.isPresent() ? Optional.empty() : result, failed, change));
  }

  /** Stops it, and waits until what it has made is removed. */
  void stop() {
    var thread = worker.get();
    if (thread != null) {
      callOff(thread, "It was stopped, since the app stops. Run it again when the app is back.");
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
