package dev.persist.migrate;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.migrate.Progress.Happened;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The stream of a migration. Differences that the store does not accept are kept in memory until it does. */
final class Journal {
  private static final EventTypes<Happened> TYPES = EventTypes.of(Happened.class);

  private final String stream;
  private final InstantSource clock;
  private final Decider<Progress, Happened> decider;
  private final Set<Difference> unwritten = new LinkedHashSet<>();
  private volatile boolean oldServed;

  Journal(Persist store, String name, InstantSource clock) {
    this.stream = "migration/" + name;
    this.clock = clock;
    this.decider = new Decider<>(store, TYPES, Progress.START, Progress::after)
        .retrying(Integer.MAX_VALUE, attempt -> Duration.ZERO);
    this.oldServed = progress().oldServes();
  }

  /** Returns whether the old version serves, as far as is known: a store that fails must not keep it from serving. */
  boolean oldServes() {
    try {
      oldServed = progress().oldServes();
    } catch (StoreException e) {
      // The last answer holds. The version that writes to the store now meets the fault itself.
    }
    return oldServed;
  }

  synchronized void differ(Difference difference) {
    if (unwritten.size() < Progress.MOST_DIFFERENCES) {
      unwritten.add(difference);
    }
    try {
      write();
    } catch (StoreException e) {
      // They are written with the next difference, or when a caller asks for them.
    }
  }

  /** Writes the differences that are still in memory, and returns the progress with all of them. */
  synchronized Progress complete() {
    write();
    return progress();
  }

  private void write() {
    for (var differences = unwritten.iterator(); differences.hasNext();) {
      var next = differences.next();
      change(progress -> progress.differ(next));
      differences.remove();
    }
  }

  /** Returns the progress after the change. */
  Progress change(Function<Progress, List<Happened>> decide) {
    return switch (decider.on(stream)
        .decide(clock.instant(), progress -> Verdict.ofAll(progress, decide.apply(progress)))) {
      case Decided.Now(var before, var events, var after) -> after.value();
      case Decided<Progress, Progress> other ->
        throw new IllegalStateException("a change without an id or an expected seq ended as " + other);
    };
  }

  private Progress progress() {
    return decider.state(stream).value();
  }
}
