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
 * A view that takes the place of an older version of itself without a pause: the old one serves while the new one is built
 * beside it, and the new one from then on, for good and in every process.
 *
 * <p>It is read as a {@link View} is. A read never finds an earlier seq than a read before it did, whichever served.
 *
 * <pre>{@code
 * var cart = newItems.view("cart/7").replacing(oldItems.view("cart/7"));
 * while (cart.build(10_000) instanceof Building) {} // now, or a step at a time
 * }</pre>
 *
 * <p>The old view stays registered, and holds compaction back, since processes of the release before may still use it. Call
 * {@link View#retire} on it once none is left, and once no call on this that began before the switch is under way. Until
 * then a rollback to that release, which uses the old view by itself, needs no step. Safe for use by any thread.
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

  /** The old view serves; the new one has the events through {@code seq}, of {@code goal} there were. */
  public record Building(long seq, long goal) implements Progress {}

  /** The new view serves. */
  public record Switched() implements Progress {}

  /**
   * Folds the next {@code events} events at most into the new view and keeps its state, so that a build goes on where it
   * stopped, in any process; then makes it serve if it has all events there were, and all that the old one has. That is one
   * commit, which no refresh of the old view gets in before; when one does, the next call tries again.
   *
   * <p>The new view is registered from the first call on: what it needs is not compacted.
   *
   * @param events 1 or more; each call writes the state once, so a large state wants many
   * @throws IllegalArgumentException when the state is over {@link dev.persist.Limits#STATE_BYTES} or {@link
   *     dev.persist.Limits#STATE_DEPTH}; the old view serves on
   * @throws TruncatedException when some of the events it needs were truncated before; the old view serves on
   */
  public Progress build(int events) {
    if (events < 1) {
      throw new IllegalArgumentException("the events to build with are " + events + "; they are 1 or more");
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
   * Both states are guarded, since the old one may move on meanwhile, and the new one be retired; and who serves, since the
   * caller looked, so that of several builders one switches.
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

  /** Storage format: the versions that were switched in, the last one last. */
  private String key() {
    return OwnKeys.key(successor.stream, "serving", successor.snapshots.name);
  }

  private static List<Integer> served(Optional<Json> stored) {
    return stored.map(versions -> List.of(versions.as(Integer[].class))).orElse(List.of());
  }

  /** Of the two versions: a third may have replaced the new one, or replace the old one elsewhere. */
  private boolean switched(Optional<Json> serving) {
    var served = served(serving);
    return served.indexOf(successor.snapshots.version) > served.indexOf(old.snapshots.version);
  }

  private boolean switched() {
    return switched(backend.get(key()));
  }

  /** Reads the view that serves: again, when the switch came between, after which the old one may be ahead. */
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
