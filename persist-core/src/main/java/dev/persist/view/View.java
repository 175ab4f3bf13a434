package dev.persist.view;

import dev.persist.feed.Hub;
import dev.persist.internal.Needs;
import dev.persist.internal.Waiting;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The state of one stream, kept in the store, so that a read folds nothing. Safe for use by any thread.
 *
 * <pre>{@code
 * var shelves = store.snapshots("shelf", 1, SHELF, Codec.of(Shelf.class));
 * var shelf = shelves.view("book/dune");
 * }</pre>
 *
 * <p>A view is registered as a consumer that needs the stream's events, from its first refresh or registration until it
 * is retired. No compaction drops an event until the view has that event, or the link to it.
 */
public final class View<S> {
  final Snapshots<S> snapshots;
  final String stream;
  private final Needs needs;

  /** Whether this view has registered since its state was last missing. To check would read all consumers at once. */
  private volatile boolean registered;

  View(Snapshots<S> snapshots, Needs needs, String stream) {
    this.snapshots = snapshots;
    this.needs = needs;
    this.stream = stream;
  }

  /** Returns the stream of this view. */
  public String stream() {
    return stream;
  }

  /**
   * Returns the kept state without folding anything. It is current while attached to a hub that publishes every event
   * of the stream; otherwise it may be behind.
   */
  public State<S> peek() {
    return snapshots.load(stream).orElse(snapshots.seed());
  }

  /**
   * Waits until the kept state has {@code seq} of its stream, such as that of an event the caller just appended, and
   * returns the state. Returns empty when the state does not have it after {@code atMost} on {@code clock}. Folds
   * nothing: another caller keeps the view current, in this process or another. A state that has the seq already is
   * returned at once, whatever {@code atMost} is.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public Optional<State<S>> await(long seq, InstantSource clock, Duration atMost) throws InterruptedException {
    return await(this::peek, seq, clock, atMost);
  }

  Optional<State<S>> await(Supplier<State<S>> kept, long seq, InstantSource clock, Duration atMost)
      throws InterruptedException {
    return Waiting.until(
        () -> Optional.of(kept.get()).filter(state -> state.seq() >= seq), snapshots.backend, clock, atMost);
  }

  /** Folds the events that the view does not have yet, keeps the state and returns it. */
  public State<S> refresh() {
    var kept = snapshots.backend.get(snapshots.key(stream)).isPresent();
    if (!kept || !registered) { // retiring the view deletes its state in the same commit
      register();
      registered = kept;
    }
    return snapshots.keep(stream);
  }

  /** Refreshes the view on each event that {@code hub} publishes to its stream, until the registration is closed. */
  public Hub.Registration attach(Hub hub) {
    return attached(hub, stream, this::refresh, this::register);
  }

  /** Subscribes first, since the hub may refuse that: a view that is registered holds compactions back. */
  static Hub.Registration attached(Hub hub, String stream, Runnable refresh, Runnable register) {
    var attached = hub.subscribe(stream, event -> refresh.run());
    try {
      register.run();
      return attached;
    } catch (RuntimeException | Error e) {
      attached.close();
      throw e;
    }
  }

  /** Registers the view, before its first refresh. */
  public void register() {
    needs.register(snapshots.consumer(), snapshots.key(stream));
  }

  /**
   * Deletes the view's state and no longer holds compactions back. A view that is used again starts from the first
   * event. A view of a fold version that no process uses any more holds compactions back until it is retired. To
   * retire it, make a view of this name and version with any fold.
   */
  public void retire() {
    needs.retire(snapshots.consumer(), snapshots.key(stream));
  }

  /**
   * Returns this view as the replacement of {@code old}. The old view serves until this one is built.
   *
   * @throws IllegalArgumentException when {@code old} is not another version of this view, in the same store
   */
  public Replacement<S> replacing(View<S> old) {
    var mine = snapshots;
    var others = old.snapshots;
    if (!mine.backend.equals(others.backend) || !stream.equals(old.stream) || !mine.name.equals(others.name)
        || mine.version == others.version) {
      throw new IllegalArgumentException(this + " cannot replace " + old
          + "; give a view of another version, of the same name and stream, in the same store");
    }
    return new Replacement<>(mine.backend, old, this);
  }

  /** Returns the name and version of this view, and its stream. */
  @Override
  public String toString() {
    return snapshots.consumer() + " of stream \"" + stream + "\"";
  }
}
