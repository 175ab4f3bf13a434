package dev.persist.app.operation;

import dev.persist.StoreException;
import dev.persist.spi.Observer;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Measures how long the work of a store takes, by outcome. */
final class Meters implements Observer {
  private static final List<String> FAULTS = List.of("unknown", "failed", "unavailable", "refused", "damaged", "closed",
      "fault");

  private final MeterRegistry registry;
  private final MeterProvider<Timer> commits;
  private final MeterProvider<Timer> decisions;
  private final MeterProvider<Timer> handlings;

  Meters(MeterRegistry registry) {
    this.registry = registry;
    this.commits = timer("persist.commit", "How long callers waited for a commit, by outcome");
    this.decisions = timer("persist.decide", "How long callers waited for a command to be decided, by outcome");
    this.handlings = timer("persist.handle", "How long events took to be handled, by subscription and outcome");
    // A rate needs the 0 before the first.
    Stream.concat(Stream.of("committed", "already", "conflict", "reused"), FAULTS.stream())
        .forEach(outcome -> commits.withTag("outcome", outcome));
    Stream.concat(Stream.of("now", "before", "reused", "stale", "contended"), FAULTS.stream())
        .forEach(outcome -> decisions.withTag("outcome", outcome));
  }

  private MeterProvider<Timer> timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new))
        .withRegistry(registry);
  }

  @Override
  public Watch begin(Work work) {
    return switch (work) {
      case Work.Committing committing -> new Measured(commits, Tags.empty());
      case Work.Deciding deciding -> new Measured(decisions, Tags.empty());
      case Work.Handling handling -> new Measured(handlings, Tags.of("subscription", handling.subscription()));
    };
  }

  private final class Measured implements Watch {
    private final Timer.Sample start = Timer.start(registry);
    private final MeterProvider<Timer> timers;
    private final Tags tags;

    Measured(MeterProvider<Timer> timers, Tags tags) {
      this.timers = timers;
      this.tags = tags;
    }

    @Override
    public void again() {
      // Each attempt ends with a commit, whose outcome is counted.
    }

    @Override
    public void ended(List<String> outcomes) {
      outcomes.forEach(this::stop); // each caller waited that long
    }

    @Override
    public void failed(Throwable thrown) {
      stop(!(thrown instanceof StoreException fault) ? "fault" : switch (fault) {
        case StoreException.UnknownOutcome unknown -> "unknown";
        case StoreException.Failed failed -> "failed";
        case StoreException.Unavailable unavailable -> "unavailable";
        case StoreException.Refused refused -> "refused";
        case StoreException.Damaged damaged -> "damaged";
        case StoreException.Closed closed -> "closed";
      });
    }

    private void stop(String outcome) {
      start.stop(timers.withTags(tags.and("outcome", outcome)));
    }
  }
}
