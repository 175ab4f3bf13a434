package dev.persist.view;

import dev.persist.Commit;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.feed.Hub;
import dev.persist.internal.OwnKeys;
import dev.persist.log.TruncatedException;
import dev.persist.spi.Backend;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A view that replaces an older version of itself without a pause. The old view serves while the new one is built
 * beside it. Then the new one serves, for good and in every process.
 *
 * <p>Read it as a {@link View}. A read never returns an earlier seq than a read before it, whichever view served.
 *
 * <pre>{@code
 * var shelf = store.snapshots("free", 2, changed, Codec.of(Shelf.class)).view("book/dune").replacing(old);
 * var before = shelf.peek().value().free(); // 1, from the old view
 * shelf.build(10_000); // folds 10,000 events at most; call it until it returns Switched
 * }</pre>
 *
 * <p>The old view stays registered and holds compaction back, since processes of the release before may still use it.
 * Call {@link View#retire} on it once no such process is left, and once every call on this replacement that began
 * before the switch has returned. Until then, a rollback to that release, which uses the old view by itself, needs no
 * step. Safe for use by any thread.
 */
public final class Replacement<S> {
  private final Backend backend;
  private final View<S> old;
  private final View<S> successor;

  Replacement(Backend backend, View<S> old, View<S> successor) {
    this.backend = backend;
    this.old = old;
    this.successor = successor;
  }

  /** How far a {@link #build} has come. */
  public sealed interface Progress {}

  /** The old view serves; the new one has the events through {@code seq}, of {@code goal}. */
  public record Building(long seq, long goal) implements Progress {}

  /** The new view serves. */
  public record Switched() implements Progress {}

  /**
   * Folds at most the next {@code events} events into the new view and keeps its state, so a build goes on where it
   * stopped, in any process. Then makes the new view serve if it has all events of the stream, and all that the old
   * view has. The switch is one commit. When the old view is refreshed before this commit, nothing is switched, and the
   * next call tries again.
   *
   * <p>The first call registers the new view: events that it needs are not compacted.
   *
   * @param events 1 or more. Each call writes the state once, so use a large number for a large state
   * @throws IllegalArgumentException when the state is over {@link dev.persist.Limits#STATE_BYTES} or {@link
   *     dev.persist.Limits#STATE_DEPTH}; the old view still serves
   * @throws TruncatedException when some of the events it needs were truncated before; the old view still serves
   */
  public Progress build(int events) {
    if (events < 1) {
      throw new IllegalArgumentException("the number of events to build with is " + events + "; give 1 or more");
    }
    var serving = backend.get(key());
    if (switched(serving)) {
      return new Switched();
    }
    successor.register();
    var goal = backend.lastSeq(successor.stream);
    var state = successor.snapshots.keep(successor.stream, successor.peek().seq() + events);
    if (state.seq() >= goal) {
      takeOver(serving);
    }
    return switched() ? new Switched() : new Building(state.seq(), goal);
  }

  /**
   * The commit is guarded on both states, since the old one may move on and the new one may be retired. It is also
   * guarded on which view serves, as the caller read it, so that only one of several builders switches.
   */
  private void takeOver(Optional<Json> serving) {
    var before = old.snapshots.find(old.stream);
    var after = successor.snapshots.find(successor.stream);
    if (seq(after) >= seq(before) && after.state().isPresent()) {
      var served = new LinkedHashSet<>(served(serving));
      served.addLast(successor.snapshots.version);
      backend.commit(
          new Commit(
              Optional.empty(),
              List.of(Guard.key(key(), serving), old.snapshots.unchanged(old.stream, before),
                  successor.snapshots.unchanged(successor.stream, after)),
              List.of(new Op.Put(key(), Json.of(served)))));
    }
  }

  private long seq(Snapshots.Found<S> found) {
    return found.state().map(State::seq).orElse(0L);
  }

  /** Storage format: the versions that took over, the last one last. */
  private String key() {
    return OwnKeys.key(successor.stream, "serving", successor.snapshots.name);
  }

  private static List<Integer> served(Optional<Json> stored) {
    return stored.map(versions -> List.of(versions.as(Integer[].class))).orElse(List.of());
  }

  /** Compares only these two versions: a third may have replaced the new one, or may replace the old one elsewhere. */
  private boolean switched(Optional<Json> serving) {
    var served = served(serving);
    return served.indexOf(successor.snapshots.version) > served.indexOf(old.snapshots.version);
  }

  private boolean switched() {
    return switched(backend.get(key()));
  }

  /** Reads the view that serves. Reads again when the switch came in between, since the old view may then be ahead. */
  private <T> T serving(Function<View<S>, T> read) {
    if (!switched()) {
      var result = read.apply(old);
      if (!switched()) {
        return result;
      }
    }
    return read.apply(successor);
  }

  /** Returns the kept state of the view that serves, as {@link View#peek} does, without folding anything. */
  public State<S> peek() {
    return serving(View::peek);
  }

  /** Refreshes the view that serves, as {@link View#refresh} does, and returns its state. */
  public State<S> refresh() {
    return serving(View::refresh);
  }

  /** Refreshes the view that serves on each event of its stream that {@code hub} publishes, as {@link View#attach} does. */
  public Hub.Registration attach(Hub hub) {
    return View.attached(hub, successor.stream, this::refresh, () -> (switched() ? successor : old).register());
  }

  /** Waits until the kept state of the view that serves has {@code seq}, as {@link View#await} does. */
  public Optional<State<S>> await(long seq, InstantSource clock, Duration atMost) throws InterruptedException {
    return successor.await(this::peek, seq, clock, atMost);
  }
}
