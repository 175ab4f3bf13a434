package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A backend that does all as another does, and has its commits observed. */
public sealed class Observed implements Backend {
  private final Backend backend;
  private final Observer observer;

  private Observed(Backend backend, Observer observer) {
    this.backend = backend;
    this.observer = observer;
  }

  /**
   * Returns {@code backend}, which tells {@code observer} of each call that commits. Closing either closes both.
   * {@link dev.persist.Persist#observedBy} does it for a store.
   */
  public static Backend by(Observer observer, Backend backend) {
    if (observer.equals(Observer.NONE)) {
      return backend;
    }
    return backend instanceof Movable movable ? new Moving(movable, observer) : new Observed(backend, observer);
  }

  @Override
  public CommitResult commit(Commit commit) {
    return observe(List.of(commit), () -> backend.commit(commit), result -> List.of(outcome(result)));
  }

  @Override
  public List<CommitResult> commitInOrder(List<Commit> chain) {
    return observe(chain, () -> backend.commitInOrder(chain),
        results -> results.stream().map(Observed::outcome).toList());
  }

  private <T> T observe(List<Commit> commits, Supplier<T> call, Function<T, List<String>> outcomes) {
    StackRoom.requireAmple(); // or what began may never end
    var watch = observer.begin(new Observer.Work.Committing(commits));
    T result;
    try {
      result = call.get();
    } catch (Throwable e) {
      watch.failed(e);
      throw e;
    }
    watch.ended(outcomes.apply(result));
    return result;
  }

  private static String outcome(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed committed -> "committed";
      case CommitResult.AlreadyCommitted already -> "already";
      case CommitResult.Conflict conflict -> "conflict";
      case CommitResult.IdReused reused -> "reused";
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
  static final class Moving extends Observed implements Movable {
    private final Movable movable;

    private Moving(Movable movable, Observer observer) {
      super(movable, observer);
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
