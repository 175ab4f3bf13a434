package dev.persist.app.operation;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Grouping;
import dev.persist.spi.Link;
import dev.persist.spi.Movable;
import dev.persist.spi.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An engine that does all as another does, and measures its commits. */
public sealed class Metered implements Backend {
  private final Backend backend;
  private final MeterRegistry registry;
  private final MeterProvider<Timer> commits;

  private Metered(Backend backend, MeterRegistry registry) {
    this.backend = backend;
    this.registry = registry;
    this.commits = Timer.builder("persist.commit")
        .description("How long callers waited for a commit, by outcome")
        .serviceLevelObjectives(Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new))
        .withRegistry(registry);
    Stream.of("committed", "already", "conflict", "reused", "unknown", "failed", "unavailable", "refused", "damaged",
        "closed", "fault").forEach(this::timer); // a rate needs the 0 before the first
  }

  /** Returns {@code backend}, whose commits are measured in {@code registry} from now on. */
  public static Backend over(Backend backend, MeterRegistry registry) {
    if (backend instanceof Grouping grouping) {
      FunctionCounter.builder("persist.groups", grouping, it -> it.groups().written())
          .description("Groups of commits that were written together")
          .register(registry);
      FunctionCounter.builder("persist.group.commits", grouping, it -> it.groups().commits())
          .description("Commits in these groups")
          .register(registry);
    }
    return backend instanceof Movable movable ? new Moving(movable, registry) : new Metered(backend, registry);
  }

  @Override
  public CommitResult commit(Commit commit) {
    var start = Timer.start(registry);
    try {
      var result = backend.commit(commit);
      start.stop(timer(outcome(result)));
      return result;
    } catch (RuntimeException | Error e) {
      start.stop(timer(outcome(e)));
      throw e;
    }
  }

  @Override
  public List<CommitResult> commitInOrder(List<Commit> chain) {
    var start = Timer.start(registry);
    try {
      var results = backend.commitInOrder(chain);
      results.forEach(result -> start.stop(timer(outcome(result)))); // each caller waited that long
      return results;
    } catch (RuntimeException | Error e) {
      start.stop(timer(outcome(e)));
      throw e;
    }
  }

  private Timer timer(String outcome) {
    return commits.withTag("outcome", outcome);
  }

  private static String outcome(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed committed -> "committed";
      case CommitResult.AlreadyCommitted already -> "already";
      case CommitResult.Conflict conflict -> "conflict";
      case CommitResult.IdReused reused -> "reused";
    };
  }

  private static String outcome(Throwable thrown) {
    return !(thrown instanceof StoreException fault) ? "fault" : switch (fault) {
      case StoreException.UnknownOutcome unknown -> "unknown";
      case StoreException.Failed failed -> "failed";
      case StoreException.Unavailable unavailable -> "unavailable";
      case StoreException.Refused refused -> "refused";
      case StoreException.Damaged damaged -> "damaged";
      case StoreException.Closed closed -> "closed";
    };
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return backend.outcome(stream, key);
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    return backend.read(stream, fromSeq, limit);
  }

  @Override
  public List<Event> follow(List<Link> links) {
    return backend.follow(links);
  }

  @Override
  public long lastSeq(String stream) {
    return backend.lastSeq(stream);
  }

  @Override
  public Optional<Json> get(String key) {
    return backend.get(key);
  }

  @Override
  public List<String> streams(String after, int limit) {
    return backend.streams(after, limit);
  }

  @Override
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    return backend.entries(prefix, after, limit);
  }

  @Override
  public List<String> keys(String prefix, String after, int limit) {
    return backend.keys(prefix, after, limit);
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return backend.awaitChange(seen, atMost);
  }

  @Override
  public long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
    return backend.awaitChange(names, seen, atMost);
  }

  @Override
  public void close() {
    backend.close();
  }

  /** One whose contents can be moved. */
  static final class Moving extends Metered implements Movable {
    private final Movable movable;

    private Moving(Movable movable, MeterRegistry registry) {
      super(movable, registry);
      this.movable = movable;
    }

    @Override
    public Contents contents() {
      return movable.contents();
    }

    @Override
    public void backUp(Path directory) {
      movable.backUp(directory);
    }

    @Override
    public void load(Delta delta) {
      movable.load(delta);
    }
  }
}
