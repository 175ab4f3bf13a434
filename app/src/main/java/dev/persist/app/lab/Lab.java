package dev.persist.app.lab;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import dev.persist.app.web.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The experiments, and the last run of each for each user. At most two run at a time, and one for each user. Safe for use by any
 * thread.
 */
@Singleton
public final class Lab implements AutoCloseable {
  /** All there are. */
  static final List<Experiment> EXPERIMENTS = List.of(new SeatRace(), new DoubleSubmit(), new LostAnswer(),
      new Webhooks(), new Kill(), new FlippedByte(), new FrozenRunner(), new FullDisk(), new PowerCut());

  /** How many runs are kept, for their users to look at. */
  private static final int KEPT = 100;

  private static final int AT_ONCE = 2;
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private record Key(String user, String experiment) {}

  private final List<Experiment> experiments;
  private final InstantSource clock;
  private final Path within;
  private final Duration longest;
  /** Held while runs begin, change or are looked at. Never held while an experiment works. */
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  /** The one that was looked at last comes last. */
  private final Map<Key, Run> runs = new LinkedHashMap<>(KEPT, 0.75f, true);
  private long changes;
  private boolean closed;

  @Inject
  Lab(InstantSource clock) {
    this(EXPERIMENTS, clock, Path.of(System.getProperty("java.io.tmpdir")), LONGEST);
  }

  /** Makes the directories of its runs in {@code within}, and stops each run after {@code longest}. */
  Lab(List<Experiment> experiments, InstantSource clock, Path within, Duration longest) {
    this.experiments = List.copyOf(experiments);
    this.clock = clock;
    this.within = within;
    this.longest = longest;
  }

  /**
   * An experiment as its page shows it.
   *
   * @param missing why this machine cannot run it
   * @param last the last run of the user
   */
  public record Seen(About about, Optional<String> missing, Optional<Run.Seen> last) {}

  /** Returns all experiments, and the last run of each by {@code user}. */
  public List<Seen> all(String user) {
    return experiments.stream().map(experiment -> seen(user, experiment)).toList();
  }

  /**
   * Returns an experiment, and its last run by {@code user}.
   *
   * @throws Refusal when there is no such experiment
   */
  public Seen seen(String user, String experiment) {
    return seen(user, find(experiment));
  }

  private Seen seen(String user, Experiment experiment) {
    var about = experiment.about();
    var missing = experiment.missing(); // may look at the machine
    return new Seen(about, missing, last(user, about.name()));
  }

  /** Returns the last run of {@code experiment} by {@code user}. Costs less than {@link #seen}, which looks at the machine. */
  public Optional<Run.Seen> last(String user, String experiment) {
    return locked(() -> Optional.ofNullable(runs.get(new Key(user, experiment))).map(Run::seen));
  }

  /**
   * Begins a run.
   *
   * @param engine one of those of the experiment
   * @param numbers one for each parameter of the experiment, within its bounds
   * @throws Refusal when it has to wait for another run, or when this machine cannot run it
   */
  public void start(String user, String name, String engine, Map<String, Integer> numbers) {
    var experiment = find(name);
    experiment.missing().ifPresent(why -> {
      throw Refusal.of(409, why);
    });
    locked(() -> {
      requireFree(user);
      var run = new Run(experiment, engine, numbers, this::change);
      runs.put(new Key(user, name), run);
      if (runs.size() > KEPT) {
        runs.remove(ended().findFirst().orElseThrow());
      }
      run.start(within, clock, longest);
      return run;
    });
  }

  private Stream<Key> ended() {
    return runs.entrySet().stream().filter(each -> !each.getValue().seen().runs()).map(Map.Entry::getKey);
  }

  private void requireFree(String user) {
    if (closed) {
      throw Refusal.of(503, "The app is stopping. Start the experiment when it is back.");
    }
    var running = runs.entrySet()
        .stream()
        .filter(each -> each.getValue().seen().runs())
        .map(Map.Entry::getKey)
        .toList();
    running.stream().filter(key -> key.user.equals(user)).findFirst().ifPresent(key -> {
      throw Refusal.of(409, "Your experiment \"" + find(key.experiment).about().title()
          + "\" is still running. Start another one when it has ended.");
    });
    if (running.size() >= AT_ONCE) {
      throw Refusal.of(409, AT_ONCE + " experiments of others are running. Try again in a moment.");
    }
  }

  private Experiment find(String name) {
    return experiments.stream()
        .filter(experiment -> experiment.about().name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("there is no experiment " + name));
  }

  private void change(LongConsumer write) {
    locked(() -> {
      write.accept(++changes);
      changed.signalAll();
      return changes;
    });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something changes after {@code seen}, at most for {@code atMost}; returns the number of the last change. */
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      for (var left = atMost.toNanos(); changes == seen && !closed && left > 0;) {
        left = changed.awaitNanos(left);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** Stops all runs, and waits until what they have made is removed. */
  @Override
  public void close() {
    var running = locked(() -> {
      closed = true;
      changed.signalAll();
      return List.copyOf(runs.values());
    });
    running.forEach(Run::stop);
  }
}
